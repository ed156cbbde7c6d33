import type { ModelId, ProviderId } from '../protocol/index.ts';

/** Whose key is wanted, and for which server. */
export interface SecretQuery {
  readonly modelId: ModelId;
  readonly provider: ProviderId;
  /** Environment variable that holds the key, if any. */
  readonly variable: string | undefined;
  /** Scheme, host and port the key will be sent to. A key stored for another origin is not given out. */
  readonly origin: string;
}

/** Where keys come from. Keys are asked for when they are needed and are never stored in a target, an event or a log. */
export interface Secrets {
  read(query: SecretQuery): string | undefined;
}

/** Environment variables that configure vendors, such as OLLAMA_HOST. Never used for keys. */
export interface Environment {
  variable(name: string): string | undefined;
}
