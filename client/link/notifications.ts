import type { NotificationName, NotificationParams } from '../../server/protocol/index.ts';
import { isEvent, isRecord, isSnapshot } from '../../server/protocol/outline.ts';

type Guards = {
  readonly [Name in NotificationName]: (params: unknown) => params is NotificationParams<Name>;
};

/**
 * Whether a notification has the shape that the contract gives it. The daemon is our own and was greeted with a secret, so these
 * look at what would break the window, not at every field; the contract itself would bring its whole library along.
 */
const guards: Guards = {
  'state/events': (params): params is NotificationParams<'state/events'> =>
    isRecord(params) && Array.isArray(params.events) && params.events.every(isEvent),
  'state/snapshot': (params): params is NotificationParams<'state/snapshot'> =>
    isRecord(params) && isSnapshot(params.snapshot),
  'daemon/ending': (params): params is NotificationParams<'daemon/ending'> =>
    isRecord(params) && ['replaced', 'stopped', 'idle'].includes(String(params.reason)),
};

/** Hands a notification on when it is one, and drops it otherwise. */
export function checkedHandler<Name extends NotificationName>(
  name: Name,
  handler: (params: NotificationParams<Name>) => void,
): (params: unknown) => void {
  const isRight: (params: unknown) => params is NotificationParams<Name> = guards[name];
  return (params) => {
    if (isRight(params)) handler(params);
  };
}
