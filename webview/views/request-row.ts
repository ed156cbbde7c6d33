import type { RequestState } from '../../server/protocol/index.ts';
import { badge } from '../controls/badge.ts';
import { textButton } from '../controls/buttons.ts';
import { feedback } from '../controls/feedback.ts';
import { element, hiddenText, setText, setVisible, type View } from '../dom.ts';
import { changingIcon, type SignName } from '../icons.ts';
import { wordFor } from '../texts.ts';
import { offers, type Scene, type Tools } from '../tools.ts';
import { durationOf, routeOf } from './attempt-bars.ts';
import { attemptsTable } from './attempts-table.ts';
import { explanationView } from './explanation.ts';
import { timelineView } from './timeline.ts';

export interface RequestItem {
  readonly request: RequestState;
  readonly scene: Scene;
}

const icons: Readonly<Record<RequestState['result'], SignName>> = {
  running: 'loading',
  success: 'passFilled',
  failed: 'error',
  cancelled: 'circleSlash',
};

/** One request on a line; it opens to its attempts and to why it went there. */
export function requestRow(tools: Tools, requestId: string): View<RequestItem> {
  const { format } = tools;
  const { texts } = format;
  let item: RequestItem | undefined;
  let drawn: RequestState | undefined;
  const sign = changingIcon();
  const title = element('span', { class: 'request-title' });
  const result = hiddenText();
  const simulated = badge(texts.simulated);
  const route = element('span', { class: 'quiet route' });
  const timeline = timelineView(format);
  const duration = element('span', { class: 'number duration' });
  const cost = element('span', { class: 'number quiet request-cost' });
  const moment = element('span', { class: 'number quiet moment' });
  const summary = element('summary', {
    children: [
      sign.node,
      element('span', {
        class: 'request-words',
        children: [element('span', { class: 'request-head', children: [title, result, simulated] }), route],
      }),
      timeline.node,
      duration,
      cost,
      moment,
    ],
  });
  const attempts = attemptsTable(format);
  const why = explanationView(tools);
  const told = feedback(tools);
  const trace = textButton({
    label: texts.trace,
    icon: 'listTree',
    onClick: async () => told.show(await tools.act({ type: 'command', command: 'showTrace', requestId })),
  });
  const actions = element('div', { class: 'actions', children: [trace] });
  const body = element('div', { class: 'request-body', children: [attempts.node, why.node, actions, told.node] });
  const details = element('details', { children: [summary, body] });
  tools.open.bind(details, `request:${requestId}`);

  /** What is folded away is not drawn: fifty explanations would be a thousand lines. */
  const drawBody = (): void => {
    if (!details.open || item === undefined) return;
    const { request, scene } = item;
    setVisible(actions, offers(scene.host, 'showTrace'));
    if (drawn === request) return;
    drawn = request;
    attempts.update(request);
    setVisible(attempts.node, request.attempts.length > 0);
    setVisible(why.node, request.explanation !== null);
    if (request.explanation !== null) why.update(request.explanation);
  };
  details.addEventListener('toggle', drawBody);

  const node = element('li', { class: 'request', children: [details] });
  let shown: RequestState | undefined;
  return {
    node,
    update(next) {
      item = next;
      const { request, scene } = next;
      // A request that is over looks the same until something about it changes.
      if (request !== shown || request.result === 'running') {
        shown = request;
        node.dataset.result = request.result;
        sign.show(icons[request.result]);
        setText(title, wordFor(texts.tasks, request.task));
        setText(result, ` ${texts.results[request.result]}`);
        setVisible(simulated, isSimulated(request));
        setText(route, routeOf(request, format));
        timeline.update({ request, nowMs: scene.nowMs });
        setText(duration, format.milliseconds(durationOf(request, scene.nowMs)));
        setText(cost, request.result === 'running' ? '' : format.money(request.costNanoUsd));
        setText(moment, format.moment(request.startedAtMs));
      }
      drawBody();
    },
  };
}

function isSimulated({ attempts, explanation }: RequestState): boolean {
  return (
    attempts.some(({ simulated }) => simulated) || (explanation?.candidates.some(({ simulated }) => simulated) ?? false)
  );
}
