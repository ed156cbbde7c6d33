import type { FailureSignal } from '../core/failure.ts';
import type { Clock, ModelTarget, Provider, ProviderPart } from '../ports/index.ts';
import type { Dialect, DialectContext } from './dialect.ts';
import { anthropicMessages } from './dialects/anthropic-messages.ts';
import { openaiChat } from './dialects/openai-chat.ts';
import { probeTarget } from './probe.ts';
import { type ResolveDependencies, resolveTarget } from './resolve.ts';
import type { VendorManifest } from './vendor.ts';
import type { Clients } from './wire/clients.ts';
import { maxMessageLength } from './wire/redact.ts';
import { cancelled, signalOfError } from './wire/sdk-error.ts';

const dialects: Readonly<Record<VendorManifest['dialect'], Dialect>> = {
  'openai-chat': openaiChat,
  'anthropic-messages': anthropicMessages,
};

export interface VendorProviderDependencies extends ResolveDependencies {
  readonly clients: Clients;
  readonly clock: Clock;
}

/** A header value this short is no secret, and replacing it would only garble messages. */
const secretHeaderLength = 8;

const noKey: FailureSignal = {
  kind: 'http',
  status: 401,
  code: 'missing_api_key',
  message: 'There is no API key for this model any more.',
  headers: {},
};

/** A provider from a manifest. All that is special of a vendor is in its manifest; all that is special of a format in its dialect. */
export const createVendorProvider = (vendor: VendorManifest, deps: VendorProviderDependencies): Provider => {
  const dialect = dialects[vendor.dialect];

  const contextFor = (target: ModelTarget): DialectContext | undefined => {
    const { provider, keyVariable, keySource, origin, headers } = target;
    const variables = keyVariable === undefined ? [] : [keyVariable];
    const answer = deps.secrets.read({ provider, origin, variables, stored: keySource === 'stored' });
    const key = answer.kind === 'found' ? answer.key.trim() || undefined : undefined;
    if (key === undefined && target.keyRequired) return undefined;
    const values = Object.values(headers).filter((value) => value.length >= secretHeaderLength);
    return {
      vendor,
      clients: deps.clients,
      clock: deps.clock,
      key,
      secrets: key === undefined ? values : [key, ...values],
    };
  };

  /** Tells what to do about a refused key where the vendor's own message does not. */
  const advise = (signal: FailureSignal): FailureSignal =>
    vendor.keyAdvice !== undefined && signal.kind === 'http' && signal.status === 401
      ? { ...signal, message: `${signal.message.slice(0, maxMessageLength - 300)} ${vendor.keyAdvice}` }
      : signal;

  return {
    specification: 'v1',
    manifest: { ...vendor, simulated: false },
    resolve: (modelId, settings) => resolveTarget(vendor, deps, modelId, settings),
    async *stream(call, signal): AsyncGenerator<ProviderPart, void, undefined> {
      if (signal.aborted) return yield { type: 'error', signal: cancelled };
      let secrets: readonly string[] = [];
      try {
        const context = contextFor(call.target);
        if (context === undefined) return yield { type: 'error', signal: noKey };
        secrets = context.secrets;
        for await (const part of dialect.stream(context, call, signal)) {
          // Parts that were read before the abort are not passed on after it.
          if (signal.aborted) return yield { type: 'error', signal: cancelled };
          yield part.type === 'error' ? { type: 'error', signal: advise(part.signal) } : part;
        }
      } catch (error) {
        yield { type: 'error', signal: signalOfError(error, signal, secrets) };
      }
    },
    probe: async (target, signal) => {
      let secrets: readonly string[] = [];
      try {
        const context = contextFor(target);
        if (context === undefined) return { kind: 'failed', signal: noKey };
        secrets = context.secrets;
        const result = await probeTarget(dialect, context, target, signal);
        return result.kind === 'failed' ? { kind: 'failed', signal: advise(result.signal) } : result;
      } catch (error) {
        return { kind: 'failed', signal: signalOfError(error, signal, secrets) };
      }
    },
  };
};
