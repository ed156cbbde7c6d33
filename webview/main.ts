import type { Snapshot } from '../server/protocol/index.ts';
import { element, setText } from './dom.ts';
import { createFormat, type Format } from './format.ts';
import { type PanelState, watchState } from './state.ts';
import './style.css';
import { textsFor } from './texts.ts';
import { eventSourceTransport, type HostApi, hostTransport, type Transport } from './transport.ts';
import { modelsView } from './views/models.ts';
import { requestsView } from './views/requests.ts';
import { summaryView } from './views/summary.ts';

declare global {
  /** Present only in a webview of VS Code. */
  var acquireVsCodeApi: (() => HostApi) | undefined;
}

/** Milliseconds between two paints: a busy daemon sends hundreds of events a second, and nobody reads that fast. */
const paintEveryMs = 250;
/** Milliseconds between two announcements to a screen reader. */
const announceEveryMs = 3000;

/** Builds the page once; the returned function shows a state. */
function createPanel(root: HTMLElement, format: Format): (state: PanelState) => void {
  const { texts } = format;
  const connection = element('p', { class: 'connection', attributes: { role: 'status' } });
  const header = element('header', { children: [element('h1', { text: texts.title }), connection] });
  const news = element('p', { class: 'visually-hidden', attributes: { 'aria-live': 'polite' } });
  const summary = summaryView(format);
  const models = modelsView(format);
  const requests = requestsView(format);
  const content = element('div', { class: 'content', children: [summary.node, models.node, requests.node] });
  content.hidden = true;
  root.replaceChildren(header, content, news);
  const announce = createAnnouncer(news, texts.statuses);
  return ({ connection: line, snapshot }) => {
    connection.dataset.connection = line;
    setText(connection, texts[line]);
    if (snapshot === undefined) return;
    content.hidden = false;
    summary.update(snapshot);
    models.update(snapshot.models);
    requests.update(snapshot.requests);
    announce(snapshot);
  };
}

/** Says which models changed their status, at most every few seconds. */
function createAnnouncer(node: HTMLElement, words: Readonly<Record<string, string>>): (snapshot: Snapshot) => void {
  let known: ReadonlyMap<string, string> | undefined;
  let lastMs = 0;
  return (snapshot) => {
    const now = new Map(snapshot.models.map((model) => [model.modelId, model.status] as const));
    const before = known;
    if (before !== undefined && Date.now() - lastMs < announceEveryMs) return;
    known = now;
    if (before === undefined) return;
    const changes = [...now].filter(([id, status]) => before.get(id) !== status);
    if (changes.length === 0) return;
    lastMs = Date.now();
    node.textContent = changes.map(([id, status]) => `${id}: ${words[status] ?? status}`).join(', ');
  };
}

/** Calls `paint` with the newest state, at once when it was quiet and otherwise at most every 250 ms. */
function throttled(paint: (state: PanelState) => void): (state: PanelState) => void {
  let waiting: PanelState | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const rest = (): void => {
    timer = undefined;
    if (waiting === undefined) return;
    const state = waiting;
    waiting = undefined;
    timer = setTimeout(rest, paintEveryMs);
    paint(state);
  };
  return (state) => {
    waiting = state;
    if (timer === undefined) rest();
  };
}

const root = document.getElementById('panel');
if (root !== null) {
  const language = document.documentElement.lang || 'en';
  const host = globalThis.acquireVsCodeApi?.();
  const transport: Transport =
    host === undefined ? eventSourceTransport(root.dataset.events ?? '/api/events') : hostTransport(host);
  watchState(transport, throttled(createPanel(root, createFormat(language, textsFor(language)))));
}
