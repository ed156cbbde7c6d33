import * as vscode from 'vscode';
import type { LinkResult } from '../../server/link/index.ts';
import { windowLocale } from '../session-configuration.ts';
import { openLanguageSession, type WindowAnswers } from './language-session.ts';
import { openOwn } from './own-transport.ts';
import type { Connect, ConnectOptions } from './session.ts';
import { needsOwnDaemon, openShared } from './shared-transport.ts';
import type { DaemonProgram, Transport } from './transport.ts';

/** What connections are made with. */
export interface ConnectorParts<Name extends string> {
  readonly program: DaemonProgram;
  readonly answers: WindowAnswers<Name>;
  readonly log: vscode.LogOutputChannel;
  /** Told when the daemon that runs is newer than this extension. */
  readonly tellNewer: (version: string) => void;
}

/** The way to a real daemon: shared by all windows where that is wanted and possible, otherwise one of the window's own. */
export function createConnect<Name extends string>(parts: ConnectorParts<Name>): Connect {
  const { answers, log, tellNewer } = parts;
  return async (options) => {
    const opened = await openTransport(parts, options);
    if (!opened.ok) return { ok: false, error: { message: opened.error.message[windowLocale()] } };
    const transport = opened.value;
    const { signal, onPhase } = options;
    const ended = vscode.l10n.t('The background process of VideoGenius ended while it was being connected to.');
    if (signal.aborted) {
      transport.close();
      return { ok: false, error: { message: ended } };
    }
    log.info(`Background process: ${transport.description}.`);
    if (transport.newerVersion !== undefined) tellNewer(transport.newerVersion);
    const close = (): void => transport.close();
    signal.addEventListener('abort', close, { once: true });
    onPhase('initializing');
    const session = await openLanguageSession(transport, answers, log);
    signal.removeEventListener('abort', close);
    return session === undefined ? { ok: false, error: { message: ended } } : { ok: true, value: session };
  };
}

async function openTransport<Name extends string>(
  { program, log }: ConnectorParts<Name>,
  { mode, onPhase }: ConnectOptions,
): Promise<LinkResult<Transport>> {
  const onErrorLine = (line: string): void => log.info(`background process: ${line}`);
  if (mode === 'perWindow') return openOwn(program, onErrorLine);
  const shared = await openShared(program, onPhase);
  if (shared.ok || !needsOwnDaemon(shared.error)) return shared;
  log.warn(`This window uses a background process of its own: ${shared.error.message.en}`);
  return openOwn(program, onErrorLine);
}
