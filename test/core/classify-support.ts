import { classify, type ErrorRule, type FailureSignal } from '../../server/core/index.ts';
import type { FailureClass } from '../../server/protocol/index.ts';
import { nowMs } from './support.ts';

export const context = { nowMs, maxRetryAfterMs: 86_400_000 };

/** An answer with an error, as short as a table row needs it. */
export interface Answer {
  status?: number;
  code?: string;
  type?: string;
  parameter?: string;
  message?: string;
  headers?: Record<string, string>;
}

export function http({ status = 400, message = '', headers = {}, ...rest }: Answer): FailureSignal {
  return { kind: 'http', status, message, headers, ...rest };
}

export function inBand({ message = '', headers = {}, parameter: _, ...rest }: Answer): FailureSignal {
  return { kind: 'inBand', message, headers, ...rest };
}

export function classOf(signal: FailureSignal, rules: readonly ErrorRule[] = []): FailureClass {
  return classify(signal, rules, context).class;
}
