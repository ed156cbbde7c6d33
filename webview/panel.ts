import type { ActiveAttempt, ModelStatus, RequestState, Snapshot } from '../server/protocol/index.ts';
import { createAnnouncer } from './announcer.ts';
import { element, setVisible } from './dom.ts';
import type { Format } from './format.ts';
import type { OpenParts } from './open-parts.ts';
import { isWanted, pauseOf } from './readiness.ts';
import { isFresh, type PanelState } from './state.ts';
import { type Texts, wordFor } from './texts.ts';
import type { Pace } from './ticker.ts';
import type { Scene, Tools } from './tools.ts';
import type { Transport } from './transport.ts';
import { chainView } from './views/chain.ts';
import { modelsView } from './views/models.ts';
import { hasMoney, moneyView } from './views/money.ts';
import { noticesView, welcomeView } from './views/notices.ts';
import { headerView, totalsView } from './views/overview.ts';
import { requestsView } from './views/requests.ts';
import { strategyView } from './views/strategy.ts';

/** Builds the whole panel once, in one language; the returned function shows a state and says when to show it again. */
export function createPanel(
  root: HTMLElement,
  format: Format,
  transport: Transport,
  open: OpenParts,
): (state: PanelState) => Pace {
  const { texts } = format;
  const announcer = createAnnouncer();
  const tools: Tools = {
    format,
    open,
    now: () => Date.now(),
    announce: (text) => announcer.announce(text),
    async act(action) {
      const result = await transport.act(action);
      return !result.ok && result.message === '' ? { ok: false, message: texts.notDone } : result;
    },
  };
  const title = element('h1', { text: texts.title });
  const notices = noticesView(tools);
  const welcome = welcomeView(tools);
  const header = headerView(tools);
  const totals = totalsView(tools);
  const money = moneyView(tools);
  const routing = routingView(tools);
  const models = modelsView(tools);
  const requests = requestsView(tools);
  const sections = [header, totals, money, routing, models, requests];
  const content = element('div', {
    class: 'content',
    children: [header.node, welcome.node, totals.node, money.node, routing.node, models.node, requests.node],
  });
  root.replaceChildren(title, notices.node, content, announcer.node);
  const tell = createNews(tools);

  return (state) => {
    const { host, snapshot } = state;
    notices.update(state);
    const known = host !== undefined && snapshot !== undefined;
    setVisible(content, known);
    root.toggleAttribute('data-empty', !known);
    if (!known) return 'age';
    const nowMs = tools.now();
    const fresh = isFresh(state);
    root.toggleAttribute('data-stale', !fresh);
    const scene: Scene = { host, snapshot, fresh, mayChange: fresh && host.trusted, nowMs };
    const nothing = !snapshot.models.some(isWanted);
    welcome.update({ state, shown: nothing && fresh });
    for (const view of sections) view.update(scene);
    setVisible(totals.node, !nothing || snapshot.totals.requests > 0);
    setVisible(money.node, hasMoney(snapshot.money));
    setVisible(routing.node, !nothing);
    setVisible(requests.node, !nothing || snapshot.requests.length > 0);
    tell(snapshot);
    return paceOf(snapshot, nowMs, fresh);
  };
}

function routingView(tools: Tools) {
  const strategy = strategyView(tools);
  const chain = chainView(tools);
  const node = element('section', {
    class: 'routing',
    attributes: { 'aria-label': tools.format.texts.routing },
    children: [strategy.node, chain.node],
  });
  return {
    node,
    update(scene: Scene) {
      strategy.update(scene);
      chain.update(scene);
    },
  };
}

/** How soon the picture is another one although nothing has happened. */
function paceOf({ requests, models }: Snapshot, nowMs: number, fresh: boolean): Pace {
  if (fresh && requests.some(({ result }) => result === 'running')) return 'running';
  const counts = models.some((model) => {
    const pause = pauseOf(model, nowMs);
    return pause !== undefined && 'untilMs' in pause;
  });
  return counts ? 'countdown' : 'age';
}

/** Tells a screen reader which models have another status, and who took over from whom. */
function createNews(tools: Tools): (snapshot: Snapshot) => void {
  const { format } = tools;
  const { texts } = format;
  let statuses: ReadonlyMap<string, ModelStatus> | undefined;
  let switches: ReadonlySet<string> = new Set();
  return ({ models, requests }) => {
    const before = statuses;
    statuses = new Map(models.map(({ modelId, status }) => [modelId, status]));
    const takeovers = requests.flatMap((request) =>
      request.activeAttempts.map((active) => ({
        attemptId: active.attemptId,
        text: switchNews(request, active, texts),
      })),
    );
    const known = switches;
    switches = new Set(takeovers.map(({ attemptId }) => attemptId));
    if (before === undefined) return;
    for (const { attemptId, text } of takeovers) if (!known.has(attemptId) && text !== '') tools.announce(text);
    for (const { modelId, status, reason } of models) {
      if (before.get(modelId) === status) continue;
      tools.announce(texts.statusNews(modelId, wordFor(texts.statuses, status), format.say(reason)));
    }
  };
}

/** Why another attempt has begun; empty where that is no news. */
function switchNews({ attempts, activeAttempts }: RequestState, active: ActiveAttempt, texts: Texts): string {
  const { modelId, role } = active;
  if (role === 'resume') return texts.resumeNews(modelId);
  if (role === 'hedge') {
    const slow = activeAttempts.find((each) => each !== active);
    return slow === undefined ? '' : texts.hedgeNews(slow.modelId, modelId);
  }
  const failed = attempts.at(-1);
  if (role !== 'failover' || failed?.outcome !== 'failed') return '';
  const why = failed.class === null ? texts.outcomes.failed : wordFor(texts.failures, failed.class);
  return texts.failoverNews(failed.model, why, modelId);
}
