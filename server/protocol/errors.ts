import * as z from 'zod';
import { ModelId } from './ids.ts';

/** Why one attempt failed. The ids are stable: they stand in JSON, events and the ledger. */
export const failureClasses = [
  'auth',
  'billing',
  'dailyQuota',
  'rateLimit',
  'overload',
  'network',
  'timeout',
  'stall',
  'truncated',
  'empty',
  'geo',
  'modelMissing',
  'callerFault',
  'contentFilter',
  'tooLong',
  'cancelled',
] as const;
export const FailureClass = z.enum(failureClasses);
export type FailureClass = z.infer<typeof FailureClass>;

/** How an attempt ended for the statistics: `ignored` is the caller's fault or wish and changes none of them. */
export const OutcomeKind = z.enum(['success', 'ignored', 'failed']);
export type OutcomeKind = z.infer<typeof OutcomeKind>;

/** Why a whole request failed. The codes are stable. */
export const requestErrorCodes = [
  'allModelsFailed',
  'noModelConfigured',
  'noModelEligible',
  'budgetReached',
  'deadlineExceeded',
  'cancelled',
  'streamBroken',
  'contentFiltered',
  'tooLong',
  'unusableAnswer',
  'invalidRequest',
  'invalidSettings',
  'disconnected',
  'internal',
] as const;
export const RequestErrorCode = z.enum(requestErrorCodes);
export type RequestErrorCode = z.infer<typeof RequestErrorCode>;

/** One attempt as an error lists it: which model, what kind of failure, in plain words. */
export const FailedAttempt = z.object({
  modelId: ModelId,
  class: FailureClass,
  /** Plain words, safe to show: no key, no prompt, no answer text. */
  message: z.string(),
  status: z.number().int().optional(),
});
export type FailedAttempt = z.infer<typeof FailedAttempt>;

/** A failure as a value. `message` says what happened, `hint` what to do; both are plain English. */
export const RequestError = z.object({
  code: RequestErrorCode,
  message: z.string(),
  hint: z.string(),
  attempts: z.array(FailedAttempt),
});
export type RequestError = z.infer<typeof RequestError>;

export type Result<Value, Failure = RequestError> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: Failure };

export const success = <Value>(value: Value): { readonly ok: true; readonly value: Value } => ({ ok: true, value });
export const failure = <Failure>(error: Failure): { readonly ok: false; readonly error: Failure } => ({
  ok: false,
  error,
});
