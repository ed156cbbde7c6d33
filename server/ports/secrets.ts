import type { SecretAnswer, SecretQuery } from '../protocol/index.ts';

export type { SecretAnswer, SecretQuery };

/** Where keys come from. Keys are asked for when they are needed and are never stored in a target, an event or a log. */
export interface Secrets {
  read(query: SecretQuery): SecretAnswer;
}

/** Environment variables that configure vendors, such as OLLAMA_HOST. Never used for keys. */
export interface Environment {
  variable(name: string): string | undefined;
}
