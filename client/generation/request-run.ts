import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import type { MethodInput, MethodResult, Part, Result } from '../../server/protocol/index.ts';
import type { CallOptions } from '../../server/rpc/types.ts';
import type { App } from '../app.ts';
import { createThrottle } from '../later.ts';
import { cancelled, unlessAborted } from '../link/outcomes.ts';
import { AttemptStory } from './attempt-story.ts';
import { roughLength } from './text-length.ts';

type GenerationName = 'script/generate' | 'keywords/generate';

/** Milliseconds for which a quiet line stands in the status bar. */
const noticeMs = 8000;
/** Milliseconds between two changes of the progress line. */
const progressPauseMs = 200;

/** How a run shows itself, and who follows its parts. */
export interface RunOptions {
  /** What is being done, as the progress shows it. */
  readonly title: string;
  /** Firing it ends the request, too. */
  readonly signal?: AbortSignal;
  readonly onPart?: (part: Part) => void;
  /** The text so far, for the progress; empty while there is none. */
  readonly text?: () => string;
}

/** What came of a request, and how it went. */
export interface Run<Name extends GenerationName> {
  readonly result: Result<MethodResult<Name>>;
  readonly story: AttemptStory;
}

/**
 * Calls a method that streams, with progress that can be cancelled. A cancelled request ends here at once; the daemon hears of it
 * by itself. When another model has to step in, one quiet line says so.
 */
export async function runRequest<Name extends GenerationName>(
  app: App,
  name: Name,
  input: MethodInput<Name>,
  { title, signal, onPart, text = () => '' }: RunOptions,
): Promise<Run<Name>> {
  const { l10n } = vscode;
  const story = new AttemptStory(l10n);
  const location = vscode.ProgressLocation.Notification;
  const result = await vscode.window.withProgress({ location, title, cancellable: true }, async (progress, token) => {
    const abort = new AbortController();
    const onAbort = (): void => abort.abort();
    const listener = token.onCancellationRequested(onAbort);
    signal?.addEventListener('abort', onAbort, { once: true });
    const show = createThrottle(() => {
      const written = text();
      progress.report({ message: story.status(written === '' ? '' : roughLength(written, l10n)) });
    }, progressPauseMs);
    const options: CallOptions = {
      signal: abort.signal,
      onPart(part) {
        if (abort.signal.aborted) return;
        const notice = story.part(part);
        if (notice !== undefined) tell(app, notice);
        onPart?.(part);
        show.request();
      },
    };
    try {
      show.request();
      return await unlessAborted(app.link.call(name, input, options), abort.signal, cancelled);
    } finally {
      show.dispose();
      listener.dispose();
      signal?.removeEventListener('abort', onAbort);
    }
  });
  return { result, story };
}

/** A line that nobody has to answer: in the status bar for a while, and in the log. */
export function tell(app: App, line: string, icon = ''): void {
  vscode.window.setStatusBarMessage(icon === '' ? line : `$(${icon}) ${line}`, noticeMs);
  app.log.info(line);
}

/** How requests of this window are routed: to the model that is pinned, and for one document rather to one model. */
export function routingFor(app: App, document: vscode.TextDocument | undefined) {
  const pinnedModel = app.choices.pinnedModel();
  const stickyKey =
    document === undefined
      ? undefined
      : createHash('sha256').update(document.uri.toString()).digest('hex').slice(0, 32);
  return {
    ...(pinnedModel === undefined ? {} : { pinnedModel }),
    ...(stickyKey === undefined ? {} : { stickyKey }),
  };
}

/** The request to which one of these attempts belongs, if the daemon still knows it. */
export async function requestIdOf(app: App, { attemptIds }: AttemptStory): Promise<string | undefined> {
  const isOne = ({ attemptId }: { readonly attemptId: string }): boolean => attemptIds.includes(attemptId);
  const snapshot = await app.link.call('state/get', {});
  if (!snapshot.ok) return undefined;
  return snapshot.value.requests.findLast((each) => [...each.attempts, ...each.activeAttempts].some(isOne))?.requestId;
}
