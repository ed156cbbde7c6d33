import type * as z from 'zod';
import type { ErrorRule, FailureSignal } from '../core/failure.ts';
import type {
  FinishPart,
  KeySource,
  Message,
  ModelId,
  ModelSettings,
  ProviderId,
  ReasoningDeltaPart,
  Sentence,
  TextDeltaPart,
  UsagePart,
} from '../protocol/index.ts';

/** One model, resolved from settings, environment and the vendor's manifest. Holds no key. */
export interface ModelTarget {
  readonly modelId: ModelId;
  readonly provider: ProviderId;
  /** The vendor's name for the model (Azure: the deployment). */
  readonly model: string;
  /** Complete base URL as the SDK wants it; for the simulated fleet `simulated:`. */
  readonly baseUrl: string;
  /** Scheme, host and port of `baseUrl`. */
  readonly origin: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly apiVersion: string | undefined;
  /** Environment variable that holds the key, or would be the first to look in; undefined when the vendor needs none. */
  readonly keyVariable: string | undefined;
  readonly keyRequired: boolean;
  /** Where the key was found. */
  readonly keySource: KeySource;
  readonly maxConcurrent: number;
  /** Models with the same quota domain share one account limit. Never contains a key. */
  readonly quotaDomain: string;
  /** Runs on this machine: no hedges, a cold load is not ill health. */
  readonly local: boolean;
  readonly simulated: boolean;
  /** Tokens that fit into prompt and answer together. */
  readonly contextTokens: number;
  /** Largest answer the vendor accepts to be asked for. */
  readonly maxOutputTokens: number;
  /** How it goes on from a text that broke off: `prefix`: directly, given `ProviderCall.prefix`; `anchor`: it is asked to. */
  readonly continuation: 'prefix' | 'anchor';
  /** What to expect before there is a history. */
  readonly prior: { readonly firstTokenMs: number; readonly msPerToken: number };
}

export type Resolution =
  | { readonly kind: 'ready'; readonly target: ModelTarget }
  /** `reason` says what is missing, `hint` what to do. */
  | {
      readonly kind: 'notConfigured';
      readonly cause: MissingCause;
      readonly reason: Sentence;
      readonly hint: Sentence;
      readonly model: string;
      /** Scheme, host and port of the server, if that much is known. */
      readonly origin: string | undefined;
    };

/**
 * Where to look for what is missing. `key`: only a key is missing or cannot be sent. `settings`: somebody wrote settings for the
 * model, and a value in them is wrong or lacks its companion. `environment`: a variable other than the key's is wrong or missing.
 */
export type MissingCause = 'key' | 'settings' | 'environment';

/** One attempt as a provider gets it. */
export interface ProviderCall {
  readonly attemptId: string;
  readonly target: ModelTarget;
  readonly messages: readonly Message[];
  /** The beginning of the answer, from which it must go on without repeating it. Only for a target whose continuation is `prefix`. */
  readonly prefix?: string;
  /** Upper bound for the answer in tokens. */
  readonly maxOutputTokens: number;
  /** Tokens the task is expected to need; the simulated fleet and priors use it. */
  readonly expectedOutputTokens: number;
  /** Parameters that the vendor rejected in an earlier try of this request and that must be left out. */
  readonly omitParameters: readonly string[];
  /** Who asked for the request, if that is known. */
  readonly requester?: string;
}

/** What a provider yields. A stream is complete only with a `finish`; an `error` is always the last part. */
export type ProviderPart =
  /** Response headers have arrived: the connection stands. Not content. */
  | { readonly type: 'response-start'; readonly headers: Readonly<Record<string, string>> }
  | z.infer<typeof TextDeltaPart>
  | z.infer<typeof ReasoningDeltaPart>
  | z.infer<typeof UsagePart>
  | z.infer<typeof FinishPart>
  | { readonly type: 'error'; readonly signal: FailureSignal };

export type ProbeResult =
  | { readonly kind: 'ok'; readonly message: Sentence; readonly availableModels: readonly string[] }
  | { readonly kind: 'failed'; readonly signal: FailureSignal }
  /** This vendor has no free check that proves anything for this model. */
  | { readonly kind: 'unsupported' };

/** What the rest of the system may know of a vendor. */
export interface Manifest {
  readonly id: ProviderId;
  readonly title: string;
  /** Its models ask nobody and say so wherever they show. */
  readonly simulated: boolean;
  readonly defaultModel: string;
  /** Environment variables in which a key is looked for when the settings name none. */
  readonly keyVariables: readonly string[];
  readonly keyRequired: boolean;
  readonly errorRules: readonly ErrorRule[];
  /** Where a person gets a key or tops up; shown in hints. */
  readonly keyPage: string | undefined;
  readonly billingPage: string | undefined;
}

/** A vendor plug-in. */
export interface Provider {
  readonly specification: 'v1';
  readonly manifest: Manifest;
  /** Pure: settings and environment in, target out. Tells what is missing instead of throwing. */
  resolve(modelId: ModelId, settings: ModelSettings): Resolution;
  /**
   * Streams one attempt. Never throws: a failure is the last part. Firing `signal` closes the socket and ends the stream
   * with `error` of kind `cancelled`.
   */
  stream(call: ProviderCall, signal: AbortSignal): AsyncIterable<ProviderPart>;
  /** A free check: model list, version, balance. Costs nothing, or says `unsupported`. */
  probe(target: ModelTarget, signal: AbortSignal): Promise<ProbeResult>;
}
