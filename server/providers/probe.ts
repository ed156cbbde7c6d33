import * as z from 'zod';
import type { ModelTarget, ProbeResult } from '../ports/index.ts';
import { sentence, translatable } from '../protocol/index.ts';
import type { Dialect, DialectContext } from './dialect.ts';
import { boundedText } from './wire/fetch-guard.ts';
import { cancelled, protocolSignal, signalOfError } from './wire/sdk-error.ts';

/** Model lists are read up to this many bytes; gateways list thousands of models. */
const listLimitBytes = 4_194_304;

const ModelList = z.looseObject({
  data: z.array(z.looseObject({ id: z.string() })).optional(),
  /** Ollama's own list. */
  models: z.array(z.looseObject({ name: z.string() })).optional(),
});

/** What is kept of a list that may be anything: so many names of so many characters. */
const longestList = 500;
const longestName = 200;

/** A name as it can be shown: without control and invisible characters and without halves of characters. */
const shownName = (name: string): string =>
  name
    .slice(0, longestName)
    .replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '')
    .trim();

/** Statuses that say "this server has no such list", not "this model is ill". */
const noSuchCheck = new Set([404, 405, 501]);

/**
 * The free check of a vendor: its model list, or the list of pulled models of a local server. Proves address, connection and
 * key without spending anything.
 */
export const probeTarget = async (
  dialect: Dialect,
  context: DialectContext,
  target: ModelTarget,
  signal: AbortSignal,
): Promise<ProbeResult> => {
  const { vendor } = context;
  if (vendor.probe === 'none') return { kind: 'unsupported' };
  if (signal.aborted) return { kind: 'failed', signal: cancelled };
  const tags = vendor.probe === 'ollama-tags';
  const path = tags
    ? `${target.baseUrl.replace(/\/v1$/, '')}/api/tags`
    : vendor.dialect === 'anthropic-messages'
      ? '/v1/models?limit=1000'
      : '/models';
  let text: string;
  try {
    text = await boundedText(await dialect.get(context, target, path, signal), listLimitBytes);
  } catch (error) {
    const failed = signalOfError(error, signal, context.secrets);
    if (failed.kind === 'http' && noSuchCheck.has(failed.status)) return { kind: 'unsupported' };
    return { kind: 'failed', signal: failed };
  }
  const list = parseList(text);
  if (list === undefined) {
    return signal.aborted
      ? { kind: 'failed', signal: cancelled }
      : {
          kind: 'failed',
          signal: protocolSignal('web_page', 'The server did not answer with a list of models. Check the base URL.'),
        };
  }
  const { model } = target;
  if (tags && !list.some((name) => name === model || name === `${model}:latest`)) {
    return {
      kind: 'failed',
      signal: {
        kind: 'http',
        status: 404,
        code: 'model_not_found',
        message: `The model "${model}" is not pulled. Run: ollama pull ${model}`,
        headers: {},
      },
    };
  }
  return {
    kind: 'ok',
    message:
      list.includes(model) || tags
        ? sentence('{0} answers and offers {1}.', translatable(vendor.title), model)
        : sentence('{0} answers. Its list does not name {1}, which may still work.', translatable(vendor.title), model),
    availableModels: list
      .map(shownName)
      .filter((name) => name !== '')
      .slice(0, longestList),
  };
};

const parseList = (text: string): readonly string[] | undefined => {
  try {
    const { data, models } = ModelList.parse(JSON.parse(text));
    const names = data?.map(({ id }) => id) ?? models?.map(({ name }) => name);
    // Gemini lists its models with a prefix that requests do not need.
    return names?.map((name) => name.replace(/^models\//, ''));
  } catch {
    return undefined;
  }
};
