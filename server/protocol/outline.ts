import type { Event } from './events.ts';
import type { Snapshot } from './state.ts';

/*
 * The outline of what comes from outside, for readers who have no room for the contract's library. In a file without zod, because the
 * editor's and the panel's bundles need it.
 */

/** Is it a plain object (and not null, not a list)? */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a value can be folded: enough for messages of our own daemon, which holds them to the contract. */
export function isEvent(value: unknown): value is Event {
  return isRecord(value) && typeof value.type === 'string' && typeof value.sequence === 'number';
}

/** Whether a value has everything that a view walks through; its models and requests are not looked into. */
export function isSnapshot(value: unknown): value is Snapshot {
  return (
    isRecord(value) &&
    typeof value.sequence === 'number' &&
    Array.isArray(value.models) &&
    Array.isArray(value.requests) &&
    Array.isArray(value.fallbackChain) &&
    isRecord(value.totals) &&
    isRecord(value.history)
  );
}
