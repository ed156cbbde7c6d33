import type { Clock, ProbeResult } from '../ports/index.ts';

/** How a check ended: as it says itself, because its time was up, or because nobody wants to know any more. */
export type BoundedProbe =
  | { readonly kind: 'done'; readonly result: ProbeResult }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'cancelled' };

/**
 * One check with an abort and a time of its own: however it ends, other checks go on. One that does not even listen to its abort is left
 * behind, and a plug-in that throws has failed.
 */
export function boundedProbe(
  clock: Clock,
  check: (signal: AbortSignal) => Promise<ProbeResult>,
  bounds: { readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<BoundedProbe> {
  const { timeoutMs, signal } = bounds;
  return new Promise((resolve) => {
    const controller = new AbortController();
    let stopTimer = (): void => {};
    const onAbort = (): void => end({ kind: 'cancelled' });
    const end = (outcome: BoundedProbe): void => {
      stopTimer();
      signal.removeEventListener('abort', onAbort);
      // Nothing happens when it is over already: the first end counts.
      resolve(outcome);
      controller.abort();
    };
    if (signal.aborted) return end({ kind: 'cancelled' });
    signal.addEventListener('abort', onAbort, { once: true });
    stopTimer = clock.setTimer(timeoutMs, () => end({ kind: 'timeout' }));
    Promise.resolve()
      .then(() => check(controller.signal))
      .then(
        (result) => end({ kind: 'done', result }),
        () => end({ kind: 'done', result: brokenOff }),
      );
  });
}

const brokenOff: ProbeResult = { kind: 'failed', signal: { kind: 'truncated', message: 'the check broke off' } };
