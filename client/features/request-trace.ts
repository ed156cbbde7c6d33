import * as vscode from 'vscode';
import type { RequestState } from '../../server/protocol/index.ts';
import type { App, CommandRun } from '../app.ts';
import { readState } from '../daemon-help.ts';
import type { ValueItem } from '../models/model-items.ts';
import { offerCommand, say } from '../offers.ts';
import { TraceProvider } from '../trace/trace-provider.ts';
import { resultWords, taskWords } from '../words/request-words.ts';
import { createValueFormat, type ValueFormat } from '../words/value-format.ts';

const providers = new WeakMap<App, TraceProvider>();

const resultIcons: Readonly<Record<RequestState['result'], string>> = {
  running: 'loading~spin',
  success: 'pass',
  failed: 'error',
  cancelled: 'circle-slash',
};

/** Shows where a request went and why: one that is named, or one of the last that a person picks. */
export const showRequestTrace: CommandRun = async (app, named) => {
  const { l10n } = vscode;
  const state = await readState(app);
  if (state === undefined) return;
  const { requests } = state;
  if (requests.length === 0) {
    const generate = offerCommand(l10n.t('Generate Script'), 'videogenius.generateScript');
    return say('info', l10n.t('There was no request yet.'), generate);
  }
  const format = createValueFormat(vscode.env.language, l10n);
  const request =
    typeof named === 'string' ? requests.find(({ requestId }) => requestId === named) : await pick(requests, format);
  if (request !== undefined) await providerFor(app).open(request, titleOf(request, format));
  else if (typeof named === 'string')
    say('info', l10n.t('This request is no longer known; the last {0} are kept.', requests.length));
};

async function pick(requests: readonly RequestState[], format: ValueFormat): Promise<RequestState | undefined> {
  const { l10n } = vscode;
  const items = requests.map((request): ValueItem<RequestState> => {
    const { startedAtMs, endedAtMs, result } = request;
    const facts = [
      resultWords(l10n)[result],
      ...(endedAtMs === null ? [] : [format.milliseconds(endedAtMs - startedAtMs)]),
      path(request),
    ];
    return {
      label: `$(${resultIcons[result]}) ${taskWords(l10n)[request.task]} · ${format.timeOfDay(startedAtMs)}`,
      description: facts.filter((fact) => fact !== '').join(' · '),
      value: request,
    };
  });
  const picked = await vscode.window.showQuickPick(items, {
    title: l10n.t('Show Request Trace'),
    placeHolder: l10n.t('Which request do you want to look into?'),
    matchOnDescription: true,
  });
  return picked?.value;
}

/** The models that were asked, in order. */
function path({ attempts, activeAttempts }: RequestState): string {
  const over = [...attempts].sort((left, right) => left.startedMs - right.startedMs);
  return [...over.map(({ model }) => model), ...activeAttempts.map(({ modelId }) => modelId)].join(' → ');
}

/** What the tab of the document shows; a colon or a slash would not do in a file name. */
function titleOf({ task, startedAtMs }: RequestState, format: ValueFormat): string {
  return `${taskWords(vscode.l10n)[task]} ${format.timeOfDay(startedAtMs)}`.replace(/[:/\\?#]/g, '.');
}

function providerFor(app: App): TraceProvider {
  const known = providers.get(app);
  if (known !== undefined) return known;
  const provider = new TraceProvider(app);
  providers.set(app, provider);
  app.context.subscriptions.push(provider);
  return provider;
}
