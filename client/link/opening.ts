import type * as vscode from 'vscode';
import type { EndReason, Result } from '../../server/protocol/index.ts';
import type { Later } from '../later.ts';
import { ending, tooSlow, unexpected, unlessAborted } from './outcomes.ts';
import type { Connect, DaemonMode, LinkSession, StartPhase } from './session.ts';

/** A start that takes longer than this has failed. */
const startLimitMs = 10_000;
/** How long a daemon may take to end after it was asked to. */
const endLimitMs = 3000;

type Outcome<Value> = Result<Value, { readonly message: string }>;

/** What a session is opened with. */
export interface OpeningParts {
  readonly connect: Connect;
  readonly mode: DaemonMode;
  /** Tells the daemon what it has to know before anything is asked. */
  readonly configure: (session: LinkSession) => Promise<Outcome<void>>;
  readonly onEnding: (session: LinkSession, reason: EndReason) => void;
  /** Fires when the window closes. */
  readonly ending: AbortSignal;
  readonly log: Pick<vscode.LogOutputChannel, 'info' | 'error'>;
  readonly later: Later;
  readonly nowMs: () => number;
}

/** Connects and configures within the time limit; each phase is logged with its time. What comes too late is closed again. */
export async function openSession(parts: OpeningParts): Promise<Outcome<LinkSession>> {
  const { log, later, nowMs } = parts;
  const startedMs = nowMs();
  let phase: StartPhase = 'finding';
  let phaseStartedMs = startedMs;
  const endPhase = (): void => {
    log.info(`Start: ${phase} took ${Math.round(nowMs() - phaseStartedMs)} ms.`);
    phaseStartedMs = nowMs();
  };
  const onPhase = (next: StartPhase): void => {
    endPhase();
    phase = next;
  };
  const limit = new AbortController();
  const timer = later(() => limit.abort(), startLimitMs);
  const signal = AbortSignal.any([limit.signal, parts.ending]);
  const opening = connectAndConfigure(parts, signal, onPhase).catch(unexpected);
  const opened = await unlessAborted(opening, signal, () => undefined);
  timer.dispose();
  if (parts.ending.aborted) {
    if (opened?.ok) await opened.value.end();
    return { ok: false, error: { message: ending() } };
  }
  if (opened === undefined) {
    const message = tooSlow(phase, startLimitMs);
    log.error(`${message} (${phase})`);
    return { ok: false, error: { message } };
  }
  if (!opened.ok) {
    log.error(`Start failed while ${phase}: ${opened.error.message}`);
    return opened;
  }
  endPhase();
  log.info(`The background process is ready after ${Math.round(nowMs() - startedMs)} ms.`);
  return opened;
}

async function connectAndConfigure(
  { connect, mode, configure, onEnding }: OpeningParts,
  signal: AbortSignal,
  onPhase: (phase: StartPhase) => void,
): Promise<Outcome<LinkSession>> {
  const connected = await connect({ mode, signal, onPhase });
  if (!connected.ok) return connected;
  const session = connected.value;
  session.onNotification('daemon/ending', ({ reason }) => onEnding(session, reason));
  // A daemon that does not answer must not keep the connection: whoever waited has gone.
  const end = (): void => void session.end();
  if (signal.aborted) end();
  else signal.addEventListener('abort', end, { once: true });
  onPhase('configuring');
  const configured = await configure(session);
  signal.removeEventListener('abort', end);
  if (configured.ok) return connected;
  await session.end();
  return configured;
}

/** Asks a daemon to end, and ends it the hard way when it does not. The connection is over afterwards. */
export async function endDaemon(
  session: LinkSession,
  { log, later }: { readonly log: Pick<vscode.LogOutputChannel, 'warn'>; readonly later: Later },
): Promise<void> {
  const hasEnded = new Promise<boolean>((resolve) => {
    const timer = later(() => resolve(false), endLimitMs);
    const onClosed = (): void => {
      timer.dispose();
      resolve(true);
    };
    if (session.closed.aborted) onClosed();
    else session.closed.addEventListener('abort', onClosed, { once: true });
  });
  void session.caller.call('daemon/stop', {});
  if (!(await hasEnded)) {
    log.warn('The background process did not end when it was asked to; it is ended the hard way.');
    session.kill();
  }
  await session.end();
}
