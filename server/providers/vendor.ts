import type { Manifest } from '../ports/index.ts';

/** Sizes of one model, in tokens. `maxOutputTokens` is the largest answer that may be asked for. */
export interface ModelLimits {
  readonly contextTokens: number;
  readonly maxOutputTokens: number;
}

export interface KnownModel extends ModelLimits {
  readonly name: string;
}

/** What models whose name matches need in the request. The first rule that matches is used. */
export interface ModelRule {
  readonly pattern: RegExp;
  /** Extra body fields, in place of the vendor's own `body`. */
  readonly body?: Readonly<Record<string, unknown>>;
  /** Tokens added to the answer's limit because the model thinks before it writes and that counts against the limit. */
  readonly reasoningRoomTokens?: number;
}

/**
 * How models of a vendor go on directly from a text, which is then the last message of a request. Meant at the vendor's own host
 * only: a gateway may know nothing of it.
 */
export interface NativeContinuation {
  /** Names of the models that can. */
  readonly models: RegExp;
  /** Field that marks the last message as one to go on from; none where being the assistant's last message says it. */
  readonly mark?: 'prefix' | 'partial';
  /** Path of the base URL for such a call, in place of the usual one. */
  readonly path?: string;
}

/** Where a vendor can be reached in one region. */
export interface Endpoint {
  readonly baseUrl: string;
  /** How people know the platform that sells keys for this endpoint. */
  readonly platform: string;
}

/**
 * Everything the shared code must know of one vendor, as data. A new vendor is one such record. Limits and names change
 * monthly: each can be overridden in settings, and an unknown model name is always accepted.
 */
export interface VendorManifest extends Omit<Manifest, 'simulated'> {
  /** The wire format. */
  readonly dialect: 'openai-chat' | 'anthropic-messages';
  readonly knownModels: readonly KnownModel[];
  /** Sizes of a model that is not in `knownModels`. Cautious. */
  readonly unknownModel: ModelLimits;
  /** Environment variable that overrides the context size of every model of this vendor, in tokens. */
  readonly contextVariable?: string;
  /** Names the vendor has switched off, with the model that took over. */
  readonly retiredModels: Readonly<Record<string, string>>;
  /** By region id; the first is the default. Empty when a person must give the address. */
  readonly endpoints: Readonly<Record<string, Endpoint>>;
  /** Ends of host names that are the vendor's own, for vendors that give every customer a host. */
  readonly hostSuffixes?: readonly string[];
  /** Environment variable that may hold the address when settings do not. */
  readonly baseUrlVariable?: string;
  /** Added to an address without a path. */
  readonly defaultPath: string;
  /**
   * Paths that people paste although the client adds the rest itself, with what they stand for. They mean this only at the
   * vendor's own host; any other server's path is used as it stands.
   */
  readonly pathAliases: Readonly<Record<string, string>>;
  /** How an address names a deployment in its path, for vendors whose model is a deployment. */
  readonly deployments?: { readonly pathPrefix: string };
  /** Environment variables that may hold the key, in order of preference. */
  readonly keyVariables: readonly string[];
  readonly keyRequired: boolean;
  /** Header that carries the key; `bearer` is the Authorization header. */
  readonly keyHeader: 'bearer' | 'api-key' | 'x-api-key';
  /** Extra body fields: above all, thinking switched off. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly modelRules: readonly ModelRule[];
  /** Left out where no model goes on directly from a text. */
  readonly continuation?: NativeContinuation;
  readonly maxTokensParameter: 'max_tokens' | 'max_completion_tokens';
  /** Whether the stream ends with token counts when asked with `stream_options.include_usage`. */
  readonly streamUsage: boolean;
  /** Reasons to finish that are failures of the server, with the HTTP status they amount to. */
  readonly failingFinishReasons: Readonly<Record<string, number>>;
  readonly maxConcurrent: number;
  /** Whether limits are counted per account or per account and model. */
  readonly quotaScope: 'account' | 'model';
  readonly local: boolean;
  /**
   * Names of models that may sit behind a template that writes the opening tag of their thinking into the prompt, so that
   * only the closing one arrives. Their first text is held back for a moment, see `think-filter.ts`.
   */
  readonly thinkingMayLackItsStart?: RegExp;
  /** What to expect of a typical short answer before there is a history; estimates, soon replaced by measurements. */
  readonly prior: { readonly firstTokenMs: number; readonly msPerToken: number };
  /** The free check. `none`: no free request of this vendor proves anything for a model. */
  readonly probe: 'models' | 'ollama-tags' | 'none';
  /** Added to the vendor's message when it refuses the key. */
  readonly keyAdvice?: string;
}

/** The value under a name that came from outside; names such as `constructor`, which every object knows, have none. */
export const ownValue = <Value>(values: Readonly<Record<string, Value>>, name: string): Value | undefined =>
  Object.hasOwn(values, name) ? values[name] : undefined;

/** The rule for a model name, if any. */
export const ruleFor = (vendor: VendorManifest, model: string): ModelRule | undefined =>
  vendor.modelRules.find((rule) => rule.pattern.test(model));

/** Sizes of a model, with the vendor's cautious ones for an unknown name. */
export const limitsOf = (vendor: VendorManifest, model: string): ModelLimits =>
  vendor.knownModels.find((known) => known.name === model) ?? vendor.unknownModel;
