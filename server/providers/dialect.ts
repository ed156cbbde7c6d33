import type { Clock, ModelTarget, ProviderCall, ProviderPart } from '../ports/index.ts';
import type { VendorManifest } from './vendor.ts';
import type { Clients } from './wire/clients.ts';

/** What a dialect needs for one call, apart from the call. */
export interface DialectContext {
  readonly vendor: VendorManifest;
  readonly clients: Clients;
  readonly clock: Clock;
  /** The key of this moment; undefined when none is needed. */
  readonly key: string | undefined;
  /** Texts that must not show in a message. */
  readonly secrets: readonly string[];
}

/** A wire format: how a call is written and how its answer is read. */
export interface Dialect {
  stream(
    context: DialectContext,
    call: ProviderCall,
    signal: AbortSignal,
  ): AsyncGenerator<ProviderPart, void, undefined>;
  /** Sends a free GET, with the same client and headers as a real call. `path` may be absolute. */
  get(context: DialectContext, target: ModelTarget, path: string, signal: AbortSignal): Promise<Response>;
}

/** The text that an answer must go on from, where the model can do so directly. */
export const prefixOf = ({ target, prefix }: ProviderCall): string | undefined =>
  target.continuation === 'prefix' && prefix !== undefined && prefix.trim() !== '' ? prefix : undefined;

/** How long after the end of an answer its token counts are waited for, in milliseconds. */
export const usageGraceMs = 2000;

/**
 * The longest answer that is read, in characters, thinking included: far beyond what any model writes for such a limit, so
 * that only a server that never stops gets there.
 */
export const longestAnswer = (maxOutputTokens: number): number => Math.max(4_194_304, 16 * maxOutputTokens);

/** The names that vendors have for the longest answer; one of them refused means the limit, whatever its name here. */
const limitNames = ['max_tokens', 'max_completion_tokens', 'max_output_tokens'];

/** Whether the vendor refused the limit of the answer. */
export const isLimitRefused = (refused: readonly string[]): boolean =>
  limitNames.some((name) => refused.includes(name));

/**
 * Body fields without those that the vendor refused; a path such as `thinking.type` leaves out the whole field, and a limit
 * goes by all its names.
 */
export const withoutRefused = (
  fields: Readonly<Record<string, unknown>>,
  refused: readonly string[],
): Record<string, unknown> => {
  const limits = isLimitRefused(refused) ? limitNames : [];
  const names = new Set([...refused.map((name) => name.split(/[.[]/, 1)[0]), ...limits]);
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.has(name)));
};
