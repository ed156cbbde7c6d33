import type { MethodInput } from '../protocol/index.ts';
import type { OptionValues } from './options.ts';

type Routing = NonNullable<MethodInput<'script/generate'>['routing']>;

export function routingOf({ model, deadline }: OptionValues): Routing {
  return { pinnedModel: model, deadlineMs: deadline === undefined ? undefined : Math.round(deadline * 1000) };
}

/** The order for a script. `continuation` is the text so far of one that broke off. */
export function scriptInput(
  topic: string,
  options: OptionValues,
  continuation?: string,
): MethodInput<'script/generate'> {
  const { language, format, paragraphs, seconds, tone, audience, instructions } = options;
  return {
    brief: { topic, language, format, paragraphs, seconds, tone, audience, instructions },
    routing: routingOf(options),
    ...(continuation === undefined ? {} : { continuation }),
  };
}
