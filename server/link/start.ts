import type { Clock } from '../ports/clock.ts';
import { type Connection, type ConnectOptions, connect } from './connect.ts';
import { errorCode, type LinkFailure, type LinkResult, linkFailure, type StartPhase } from './failure.ts';
import { preparePlaces } from './folder.ts';
import { greetingLimits } from './greeting.ts';
import { tryLock } from './lock.ts';
import { pause } from './pause.ts';
import type { SpawnedDaemon, SpawnOutcome } from './spawn.ts';
import type { LockHolder } from './surroundings.ts';
import { type BothLanguages, linkTexts } from './texts.ts';

/** Who connects where, and what is started if nobody is there. */
export interface StartOptions extends Omit<ConnectOptions, 'timeoutMs'> {
  /** This process: `surroundingsOf(process)`. */
  readonly holder: LockHolder;
  /** Starts the daemon: `() => spawnDaemon({ ... })`. Called while no other process starts one. */
  readonly spawn: () => Promise<SpawnedDaemon>;
  /** Time for everything together; 10 s if left out. */
  readonly limitMs?: number;
  /** Told when a phase begins, with the time since the call, for logs. */
  readonly onPhase?: (phase: StartPhase, elapsedMs: number) => void;
}

/** Time for everything together. */
export const startLimitMs = 10_000;
/** Longer than anybody may take to start a daemon. */
const staleLockMs = 15_000;
const pauseMs = 50;
/** Somebody is there who cannot be found yet, or is about to leave: it is not worth a new process each time. */
const occupiedPauseMs = 250;

/**
 * Connects to the daemon of this user and starts it when it is not there, or when it has just made room for this newer build.
 * Of many processes that do this at once one starts it; the others wait and connect.
 */
export async function connectOrStart(options: StartOptions): Promise<LinkResult<Connection>> {
  const { clock, holder, places, limitMs = startLimitMs } = options;
  const stopwatch = watchTime(clock, limitMs);
  let phase: StartPhase | undefined;
  const enter = (next: StartPhase): void => {
    if (phase === next) return;
    phase = next;
    options.onPhase?.(next, Math.round(stopwatch.elapsedMs()));
  };
  const tryConnect = () =>
    connect({ ...options, timeoutMs: Math.min(greetingLimits.timeoutMs, Math.max(1, stopwatch.leftMs())) });

  enter('connecting');
  for (;;) {
    let restMs = pauseMs;
    const found = await tryConnect();
    if (found.ok || !mayStart(found.error)) return found;
    if (stopwatch.leftMs() <= 0) return tooLate(phase ?? 'connecting', limitMs);
    const prepared = await preparePlaces(places);
    if (!prepared.ok) return prepared;
    const lock = await tryLock(places.startLock, { clock, holder, staleMs: staleLockMs }).catch(errorCode);
    if (typeof lock === 'string') return linkFailure('folder', linkTexts.folderUnusable(places.folder, lock));
    if (lock === undefined) enter('waiting');
    else {
      try {
        // Somebody else may have started it while we waited for the lock.
        const again = await tryConnect();
        if (again.ok || !mayStart(again.error)) return again;
        enter('starting');
        const outcome = await startOnce(options, stopwatch);
        const failed = failureOf(outcome, places.log, limitMs);
        if (failed !== undefined) return linkFailure('startFailed', failed, { phase: 'starting' });
        enter('greeting');
        const started = await tryConnect();
        if (started.ok || !mayStart(started.error)) return started;
        restMs = occupiedPauseMs;
      } finally {
        await lock.release();
      }
    }
    await pause(clock, restMs);
  }
}

/** Nobody is there, or whoever is there is leaving. */
const mayStart = ({ code }: LinkFailure): boolean => code === 'notRunning' || code === 'retiring';

interface Stopwatch {
  elapsedMs(): number;
  leftMs(): number;
}

function watchTime(clock: Clock, limitMs: number): Stopwatch {
  const startMs = clock.monotonicMs();
  const elapsedMs = (): number => clock.monotonicMs() - startMs;
  return { elapsedMs, leftMs: () => limitMs - elapsedMs() };
}

type StartOutcome = SpawnOutcome | { readonly kind: 'tooSlow' };

async function startOnce({ spawn, clock }: StartOptions, stopwatch: Stopwatch): Promise<StartOutcome> {
  const daemon = await spawn();
  let stopTimer = (): void => {};
  const tooSlow = new Promise<StartOutcome>((resolve) => {
    stopTimer = clock.setTimer(Math.max(1, stopwatch.leftMs()), () => resolve({ kind: 'tooSlow' }));
  });
  const outcome = await Promise.race([daemon.outcome, tooSlow]);
  stopTimer();
  if (outcome.kind === 'tooSlow') daemon.giveUp();
  return outcome;
}

/** Why a start came to nothing; undefined when there is now somebody to connect to. */
function failureOf(outcome: StartOutcome, log: string, limitMs: number): BothLanguages | undefined {
  switch (outcome.kind) {
    case 'ready':
    case 'occupied':
      return undefined;
    case 'tooSlow':
      return linkTexts.notReady(Math.ceil(limitMs / 1000), log);
    case 'ended':
      return linkTexts.endedEarly(outcome.how, log);
    case 'notStarted':
      return linkTexts.notStarted(outcome.code);
  }
}

function tooLate(phase: StartPhase, limitMs: number): LinkResult<never> {
  const seconds = Math.ceil(limitMs / 1000);
  const message = phase === 'waiting' ? linkTexts.waitedForOther(seconds) : linkTexts.notReached(seconds);
  return linkFailure('startFailed', message, { phase });
}
