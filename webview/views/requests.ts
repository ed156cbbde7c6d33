import type { AttemptReport, Explanation, RequestState } from '../../server/protocol/index.ts';
import { cell, element, keyedList, setText, setVisible, tableHead, type View } from '../dom.ts';
import type { Format } from '../format.ts';

const shapes: Readonly<Record<RequestState['result'], string>> = {
  running: '◔',
  success: '●',
  failed: '✕',
  cancelled: '⊘',
};

/** The last requests, newest first; each opens to its attempts and to why it went there. */
export function requestsView(format: Format): View<readonly RequestState[]> {
  const { texts } = format;
  const list = element('ul', { class: 'requests' });
  const empty = element('p', { class: 'empty', text: texts.noRequests });
  const show = keyedList(
    list,
    (request: RequestState) => request.requestId,
    () => requestView(format),
  );
  return {
    node: element('section', { children: [element('h2', { text: texts.lastRequests }), list, empty] }),
    update(requests) {
      show(requests);
      setVisible(empty, requests.length === 0);
    },
  };
}

function requestView(format: Format): View<RequestState> {
  const { texts } = format;
  const shape = element('span', { class: 'shape', attributes: { 'aria-hidden': 'true' } });
  const title = element('span', { class: 'name' });
  const route = element('span', { class: 'route' });
  const facts = element('span', { class: 'detail' });
  const summary = element('summary', { children: [shape, title, route, facts] });
  const attempts = attemptsTable(format);
  const why = explanationView(format);
  const details = element('details', { children: [summary, attempts.node, why.node] });
  const node = element('li', { children: [details] });
  return {
    node,
    update(request) {
      node.dataset.result = request.result;
      setText(shape, shapes[request.result]);
      setText(title, `${texts.tasks[request.task]}: ${texts.results[request.result]}`);
      setText(route, routeOf(request));
      setText(facts, factsOf(request, format));
      attempts.update(request.attempts);
      setVisible(attempts.node, request.attempts.length > 0);
      setVisible(why.node, request.explanation !== null);
      if (request.explanation !== null) why.update(request.explanation);
    },
  };
}

function routeOf(request: RequestState): string {
  const models = request.attempts.map((attempt) => attempt.model);
  return (request.activeModel === null ? models : [...models, `${request.activeModel} ...`]).join(' → ');
}

function factsOf(request: RequestState, format: Format): string {
  const { texts } = format;
  const parts = [format.moment(request.startedAtMs)];
  if (request.endedAtMs !== null) {
    parts.push(format.milliseconds(request.endedAtMs - request.startedAtMs), format.money(request.costNanoUsd));
  }
  if (request.attempts.some((attempt) => attempt.simulated)) parts.push(texts.simulated);
  if (request.errorCode !== null) parts.push(request.errorCode);
  return parts.join(' · ');
}

function attemptsTable(format: Format): View<readonly AttemptReport[]> {
  const { texts } = format;
  const labels = [
    texts.attempt,
    texts.outcome,
    texts.firstText,
    texts.time,
    texts.switchTime,
    texts.tokens,
    texts.cost,
  ];
  const body = element('tbody', { attributes: { role: 'rowgroup' } });
  const show = keyedList(
    body,
    (attempt: AttemptReport) => attempt.attemptId,
    (attempt) => attemptRow(attempt, format),
  );
  const node = element('table', {
    class: 'attempts',
    attributes: { role: 'table' },
    children: [element('caption', { text: texts.attempts }), tableHead(labels), body],
  });
  return { node, update: show };
}

/** An attempt that is over never changes again. */
function attemptRow(attempt: AttemptReport, format: Format): View<AttemptReport> {
  const { texts } = format;
  const text = (label: string, value: string, name = 'number'): HTMLElement => {
    const node = cell(label, name);
    node.textContent = value;
    return node;
  };
  const { usage } = attempt;
  const tokens =
    usage === null ? texts.none : `${format.count(usage.inputTokens)} / ${format.count(usage.outputTokens)}`;
  const outcome = [
    texts.outcomes[attempt.outcome],
    attempt.class,
    attempt.status,
    attempt.message === null ? null : format.say(attempt.message),
  ];
  const node = element('tr', {
    attributes: { role: 'row', 'data-outcome': attempt.outcome },
    children: [
      element('th', { text: attempt.model, attributes: { scope: 'row', role: 'rowheader' } }),
      text(texts.outcome, outcome.filter((part) => part !== null).join(' · '), 'outcome'),
      text(texts.firstText, format.milliseconds(attempt.firstTokenMs)),
      text(texts.time, format.milliseconds(attempt.totalMs)),
      text(texts.switchTime, format.milliseconds(attempt.switchMs)),
      text(texts.tokens, tokens),
      text(texts.cost, format.money(attempt.costNanoUsd)),
    ],
  });
  return { node, update: () => undefined };
}

function explanationView(format: Format): View<Explanation> {
  const { texts } = format;
  const heading = element('h3');
  const panic = element('p', { text: texts.panic });
  const list = element('ul', { class: 'why' });
  const show = keyedList(
    list,
    (line: string) => line,
    (line) => ({
      node: element('li', { text: line }),
      update: () => undefined,
    }),
  );
  return {
    node: element('div', { class: 'explanation', children: [heading, panic, list] }),
    update(explanation) {
      setText(heading, `${texts.why} (${texts.strategy}: ${explanation.strategy})`);
      setVisible(panic, explanation.panic);
      const candidates = explanation.candidates.map((candidate) => {
        const factors = candidate.factors.map((factor) => format.say(factor.explanation)).join(' ');
        return `${candidate.modelId}: ${texts.score} ${candidate.score.toFixed(1)}. ${factors}`;
      });
      const filtered = explanation.filtered.map(
        (each) => `${each.modelId}: ${texts.leftOut}. ${format.say(each.explanation)}`,
      );
      show([...candidates, ...filtered]);
    },
  };
}
