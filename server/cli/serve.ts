import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { StateSource } from '../api/event-stream.ts';
import { newToken, startStatusServer } from '../api/http.ts';
import type { PageActions } from '../api/page-actions.ts';
import type { SettingsFile } from '../api/settings-store.ts';
import type { Clock, Random } from '../ports/index.ts';
import type { Fleet } from '../protocol/index.ts';
import { type ExitCode, exitCodes } from '../system/process.ts';

/** The port of the status page when nothing else is said; not registered for anything else. */
export const defaultStatusPort = 4180;

/** What the page is served with. */
export interface ServeOptions {
  readonly actions: PageActions;
  /** Whether changes on the page are kept in settings, or only as long as the process lives. */
  readonly changes: 'settings' | 'session';
  /** The engine, or anything else that has a state. */
  readonly source: StateSource;
  readonly fleet: Fleet;
  readonly clock: Clock;
  readonly random: Random;
  /** 0 takes any free port. */
  readonly port: number;
  /** Where panel.js and panel.css are; found beside the program if left out. */
  readonly assetsDirectory?: string;
  /** Firing it ends the server. */
  readonly signal: AbortSignal;
  /** Gets the address to open, token included, once the server listens. */
  readonly announce: (url: string) => void;
}

/** What a command says about the page; the rest belongs to whoever has the state. */
export interface ServeRequest extends Pick<ServeOptions, 'port' | 'signal' | 'announce'> {
  /** Where changes on the page are kept. Left out: they last until the server ends. */
  readonly settings?: SettingsFile | undefined;
}

/**
 * `videogenius serve`: shows the status page on loopback until `signal` fires. Rejects with an Error in plain words when
 * the port is taken or the panel was not built.
 */
export async function runServe(options: ServeOptions): Promise<ExitCode> {
  const { source, clock, random, port, signal, fleet, changes, actions } = options;
  if (signal.aborted) return exitCodes.success;
  const server = await startStatusServer({
    source,
    host: () => ({ fleet, changes }),
    actions,
    port,
    token: newToken(random),
    assetsDirectory: options.assetsDirectory ?? panelDirectory(),
    clock,
    random,
  });
  options.announce(server.url);
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await server.close();
  return exitCodes.success;
}

/** dist/webview, seen from the bundled program (dist/server) or from the sources (server/cli). */
function panelDirectory(): string {
  const bundled = join(import.meta.dirname, '..', 'webview');
  return existsSync(join(bundled, 'panel.js')) ? bundled : join(import.meta.dirname, '..', '..', 'dist', 'webview');
}
