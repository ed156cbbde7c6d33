import type { RequestState, Snapshot } from '../../server/protocol/index.ts';
import { element, keyedList, setText, type View } from '../dom.ts';
import type { Format } from '../format.ts';
import type { Texts } from '../texts.ts';

interface Fact {
  readonly key: string;
  readonly label: string;
  readonly value: string;
}

/** How requests are routed, and the totals since the start. */
export function summaryView(format: Format): View<Snapshot> {
  const { texts } = format;
  const routing = element('dl', { class: 'facts routing' });
  const totals = element('dl', { class: 'facts totals', attributes: { 'aria-label': texts.totals } });
  const showRouting = keyedList(routing, (fact: Fact) => fact.key, factView);
  const showTotals = keyedList(totals, (fact: Fact) => fact.key, factView);
  return {
    node: element('section', { class: 'summary', children: [routing, totals] }),
    update(snapshot) {
      showRouting(routingFacts(snapshot, texts));
      showTotals(totalFacts(snapshot, format));
    },
  };
}

function factView(fact: Fact): View<Fact> {
  const value = element('dd');
  const node = element('div', { children: [element('dt', { text: fact.label }), value] });
  return { node, update: (next) => setText(value, next.value) };
}

function routingFacts(snapshot: Snapshot, texts: Texts): Fact[] {
  const chain = snapshot.fallbackChain.length > 0 ? snapshot.fallbackChain.join(' → ') : texts.chainEmpty;
  return [
    { key: 'strategy', label: texts.strategy, value: snapshot.strategy },
    { key: 'failover', label: texts.failover, value: snapshot.failoverEnabled ? texts.on : texts.off },
    { key: 'chain', label: texts.chain, value: chain },
  ];
}

function totalFacts({ totals, requests }: Snapshot, format: Format): Fact[] {
  const { texts } = format;
  const running = requests.filter((request: RequestState) => request.result === 'running').length;
  const fact = (key: keyof Texts & string, label: string, value: string): Fact => ({ key, label, value });
  return [
    fact('requests', texts.requests, format.count(totals.requests)),
    fact('running', texts.running, format.count(running)),
    fact('succeeded', texts.succeeded, format.count(totals.succeeded)),
    fact('failed', texts.failed, format.count(totals.failed)),
    fact('cancelled', texts.cancelled, format.count(totals.cancelled)),
    fact('attempts', texts.attempts, format.count(totals.attempts)),
    fact('tokens', texts.tokens, `${format.count(totals.inputTokens)} / ${format.count(totals.outputTokens)}`),
    fact('cost', texts.cost, format.money(totals.costNanoUsd, totals.unpricedAttempts > 0)),
  ];
}
