import type { Log } from '../ports/index.ts';

/** Exit codes of the command line. 130 and 143 are what shells show after SIGINT and SIGTERM. */
export const exitCodes = {
  success: 0,
  /** The request was made and failed. */
  failed: 1,
  /** The command or its settings are wrong; nothing was sent. */
  usage: 2,
  interrupted: 130,
  terminated: 143,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** The part of `process` that is needed here. */
export interface ProcessEvents {
  on(event: string, listener: (...values: unknown[]) => void): unknown;
  off(event: string, listener: (...values: unknown[]) => void): unknown;
  exit(code: number): void;
}

export interface Interruption {
  /** Fires at the first Ctrl+C or SIGTERM; its reason is an Error whose message names the signal. */
  readonly signal: AbortSignal;
  /** What the process should exit with when `signal` has fired. */
  exitCode(): ExitCode;
  /** Stops listening. */
  dispose(): void;
}

/**
 * Ctrl+C twice: the first asks everyone to stop and lets them settle what was spent, the second ends the process at once.
 */
export function watchInterruption(target: ProcessEvents = process): Interruption {
  const abort = new AbortController();
  let code: ExitCode = exitCodes.success;
  const listeners = (
    [
      ['SIGINT', exitCodes.interrupted],
      ['SIGTERM', exitCodes.terminated],
    ] as const
  ).map(([name, own]) => {
    const listener = (): void => {
      if (abort.signal.aborted) {
        target.exit(own);
        return;
      }
      code = own;
      abort.abort(new Error(`stopped by ${name}`));
    };
    target.on(name, listener);
    return { name, listener };
  });
  return {
    signal: abort.signal,
    exitCode: () => code,
    dispose() {
      for (const { name, listener } of listeners) target.off(name, listener);
    },
  };
}

/**
 * Reports promises that nobody waited for, instead of letting them end the process and everyone's requests with it. An
 * AbortError that comes late is the echo of a request that was cancelled on purpose, and is ignored. Returns the way to
 * stop listening.
 */
export function reportUnhandledRejections(log: Log, target: ProcessEvents = process): () => void {
  const listener = (reason: unknown): void => {
    if (isAbort(reason)) return;
    const fields =
      reason instanceof Error
        ? { error: reason.name, at: reason.stack?.split('\n')[1]?.trim() }
        : { error: typeof reason };
    log.error('Something went wrong inside VideoGenius and was not handled.', {
      ...fields,
      detail: reason instanceof Error ? reason.message : undefined,
    });
  };
  target.on('unhandledRejection', listener);
  return () => void target.off('unhandledRejection', listener);
}

function isAbort(reason: unknown): boolean {
  if (!(reason instanceof Error)) return false;
  if (reason.name === 'AbortError') return true;
  return 'code' in reason && reason.code === 'ABORT_ERR';
}
