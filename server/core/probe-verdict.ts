import { consequences } from './consequences.ts';
import type { Failure } from './failure.ts';

/**
 * What a failed connection check of a model that nobody uses means. `nothing`: it says nothing about the model. `shown`: people see it,
 * and who scores by health leans away; the circuit stays closed, because only real work proves that work fails. `aside`:
 * the model is left alone until its settings change, as after the same failure of real work.
 */
export type ProbeVerdict = 'nothing' | 'shown' | 'aside';

/** Of a server on this machine these only say that it is busy, for example with loading the model. */
const busyClasses: ReadonlySet<Failure['class']> = new Set(['timeout', 'stall', 'overload', 'truncated', 'empty']);

export function probeVerdict(
  failure: Pick<Failure, 'class' | 'status'>,
  model: { readonly local: boolean; readonly hasAnswered: boolean },
): ProbeVerdict {
  const { outcome, effect } = consequences[failure.class];
  // A check's own 400 is the check's fault, and a 429 to a check is no illness.
  if (outcome === 'ignored' || effect === 'coolDomain') return 'nothing';
  if (model.local && busyClasses.has(failure.class)) return 'nothing';
  // Keys can be allowed to write and forbidden to list models.
  if (failure.class === 'auth' && failure.status === 403) return 'nothing';
  // A model that has answered is set aside by an answer only: lists and accounts have faults of their own.
  return effect === 'isolate' && !model.hasAnswered ? 'aside' : 'shown';
}
