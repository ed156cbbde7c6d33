import type { FailureSignal } from '../core/failure.ts';
import type { EditorEnd, EditorGateway, ModelTarget, Provider, ProviderPart } from '../ports/index.ts';
import { type EditorFailure, type EditorModel, sentence } from '../protocol/index.ts';

/** Room for an answer, since VS Code names only the size of the prompt. */
const answerTokens = 4096;

/**
 * What to expect before there is a history: such models sit behind a service of the editor's vendor and are small ones mostly.
 */
const prior = { firstTokenMs: 1500, msPerToken: 15 };

/**
 * The chat models of VS Code itself as one more vendor, so that a person whose editor has a plan for them needs no key. Which of
 * them is used is decided by the setting `model` (id, family or name); the first one otherwise.
 */
export function createEditorProvider(gateway: EditorGateway): Provider {
  return {
    specification: 'v1',
    manifest: {
      id: 'editor',
      title: 'VS Code',
      simulated: false,
      defaultModel: '',
      keyVariables: [],
      keyRequired: false,
      errorRules: [],
      keyPage: undefined,
      billingPage: undefined,
    },

    resolve(modelId, settings) {
      const offered = gateway.models();
      const wanted = settings.model?.trim() ?? '';
      const found = offered.find((model) => wanted === '' || [model.id, model.family, model.name].includes(wanted));
      if (found === undefined) {
        return {
          kind: 'notConfigured',
          cause: offered.length === 0 ? 'environment' : 'settings',
          reason:
            offered.length === 0
              ? sentence('VS Code offers no chat models here.')
              : sentence('VS Code offers no chat model "{0}".', wanted),
          hint:
            offered.length === 0
              ? sentence('Install an extension that brings chat models, or use a model with a key of your own.')
              : sentence('Use one of: {0}.', offered.map(({ id }) => id).join(', ')),
          model: wanted,
          origin: undefined,
        };
      }
      return { kind: 'ready', target: targetOf(modelId, found, settings.maxConcurrent) };
    },

    async *stream(call, signal) {
      const pieces = new Pieces();
      const ended = gateway.generate(
        { editorModelId: call.target.model, messages: call.messages, requester: call.requester },
        (text) => pieces.push(text),
        signal,
      );
      // A window that does not react to the cancellation must not hold the request.
      const onAbort = () => pieces.end({ kind: 'cancelled' });
      signal.addEventListener('abort', onAbort, { once: true });
      void ended.then((end) => pieces.end(end));
      if (signal.aborted) onAbort();
      try {
        yield { type: 'response-start', headers: {} };
        for (;;) {
          const next = await pieces.next();
          if (next.kind === 'text') yield { type: 'text-delta', text: next.text };
          else {
            yield* lastParts(next);
            return;
          }
        }
      } finally {
        signal.removeEventListener('abort', onAbort);
      }
    },

    probe: async () => ({ kind: 'unsupported' }),
  };
}

function targetOf(modelId: string, model: EditorModel, maxConcurrent = 4): ModelTarget {
  return {
    modelId,
    provider: 'editor',
    model: model.id,
    baseUrl: 'editor:',
    origin: 'editor:',
    headers: {},
    apiVersion: undefined,
    keyVariable: undefined,
    keyRequired: false,
    keySource: 'notNeeded',
    maxConcurrent,
    quotaDomain: `editor|${model.vendor}`,
    local: false,
    simulated: false,
    contextTokens: model.maxInputTokens + answerTokens,
    maxOutputTokens: answerTokens,
    continuation: 'anchor',
    prior,
  };
}

function* lastParts(end: EditorEnd): Generator<ProviderPart> {
  if (end.kind === 'cancelled') yield { type: 'error', signal: { kind: 'cancelled' } };
  else if (end.kind === 'failed') yield { type: 'error', signal: signalOf(end.failure) };
  else {
    if (end.usage !== undefined) yield { type: 'usage', usage: end.usage };
    yield { type: 'finish', unified: 'stop', raw: 'stop' };
  }
}

/** VS Code's own error codes in the words that every vendor's errors are judged by. */
function signalOf({ code, message }: EditorFailure): FailureSignal {
  const headers = {};
  switch (code) {
    case 'noPermission':
      return { kind: 'http', status: 401, code: 'invalid_api_key', message, headers };
    case 'blocked':
    case 'rateLimited':
      return { kind: 'http', status: 429, code: 'rate_limit_exceeded', message, headers };
    case 'notFound':
      return { kind: 'http', status: 404, code: 'model_not_found', message, headers };
    case 'other':
      return { kind: 'network', message };
  }
}

type Next = { readonly kind: 'text'; readonly text: string } | EditorEnd;

/** Text that arrives by calls, read in turn. */
class Pieces {
  private readonly waiting: string[] = [];
  private ended: EditorEnd | undefined;
  private wake: (() => void) | undefined;

  push(text: string): void {
    if (this.ended !== undefined) return;
    this.waiting.push(text);
    this.wake?.();
  }

  end(end: EditorEnd): void {
    this.ended ??= end;
    this.wake?.();
  }

  async next(): Promise<Next> {
    for (;;) {
      // What was cancelled is not read to its end.
      if (this.ended?.kind === 'cancelled') return this.ended;
      const text = this.waiting.shift();
      if (text !== undefined) return { kind: 'text', text };
      if (this.ended !== undefined) return this.ended;
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
      this.wake = undefined;
    }
  }
}
