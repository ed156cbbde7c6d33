import { fieldProblems } from '../api/field-problems.ts';
import { sentenceText } from '../api/texts/index.ts';
import { KeywordsRequest, type KeywordsResult, type MethodInput } from '../protocol/index.ts';
import { type ExitCode, exitCodes } from '../system/process.ts';
import type { Command, CommandContext } from './command.ts';
import { fileTitle, readText } from './files.ts';
import { costText } from './format.ts';
import {
  aroundFailure,
  exitCodeOf,
  type Generation,
  generate,
  reportJson,
  showError,
  writeJson,
} from './generation.ts';
import { routingOf } from './request-input.ts';
import { UsageError } from './usage-error.ts';

/** `videogenius keywords (TOPIC | --script FILE)`: one keyword a line. A topic and a script may be given together. */
export const keywordsCommand: Command = {
  name: 'keywords',
  usage: '(TOPIC | --script FILE)',
  takesTopic: true,
  options: ['script', 'amount', 'language', 'model', 'deadline'],
  async run(context) {
    const { topic, texts, options } = context;
    if (topic === '' && options.script === undefined) throw new UsageError(texts.usage.topicOrScript);
    const script = options.script === undefined ? undefined : await readScript(context, options.script);
    const generation = await findKeywords(context, { topic: topic === '' ? undefined : topic, script });
    return finishKeywords(context, generation);
  },
};

async function readScript(context: CommandContext, path: string): Promise<string> {
  const { texts } = context;
  const script = await readText(context, path);
  if (script.trim() === '') throw new UsageError(texts.usage.emptyScript);
  const { script: schema } = KeywordsRequest.shape;
  const { error } = schema.safeParse(script, { reportInput: true });
  if (error === undefined) return script;
  const problems = fieldProblems(schema, error);
  throw new UsageError(problems.map((problem) => texts.field(fileTitle(path, texts), problem)).join(' '));
}

/** Asks for keywords and writes them, unless the output is JSON. */
export async function findKeywords(
  context: CommandContext,
  subject: Pick<MethodInput<'keywords/generate'>, 'topic' | 'script'>,
): Promise<Generation<KeywordsResult>> {
  const { options, terminal } = context;
  const input = { ...subject, amount: options.amount, language: options.language, routing: routingOf(options) };
  const generation = await generate(context, 'keywords/generate', input);
  if (generation.result.ok && !options.json) {
    terminal.write(generation.result.value.keywords.map((keyword) => `${keyword}\n`).join(''));
  }
  return generation;
}

function finishKeywords(context: CommandContext, generation: Generation<KeywordsResult>): ExitCode {
  const { result } = generation;
  if (context.options.json) writeJson(context, keywordsJson(context, generation));
  else if (result.ok) noteKeywords(context, result.value);
  else showError(result.error, context, aroundFailure(context, generation.report, false));
  return result.ok ? exitCodes.success : exitCodeOf(result.error);
}

/** What `--json` prints for keywords. */
export function keywordsJson(context: CommandContext, generation: Generation<KeywordsResult>): object {
  const { result } = generation;
  const { requestId, ...report } = { requestId: null, ...reportJson(context, generation, false) };
  return { requestId, keywords: result.ok ? result.value.keywords : [], ...report };
}

export function noteKeywords({ terminal, texts, locale }: CommandContext, value: KeywordsResult): void {
  const model = texts.named(value.model, value.simulated);
  terminal.note(texts.progress.keywordsDone(value.keywords.length, model, costText(value, texts)));
  for (const warning of value.warnings) terminal.warn(sentenceText(warning, locale));
}
