import { seamCount } from '../../server/protocol/attempt-ending.ts';
import type { AttemptReport, RequestState } from '../../server/protocol/index.ts';
import { cell, element, keyedList, setText, setVisible, tableHead, type View } from '../dom.ts';
import type { Format } from '../format.ts';
import { icon } from '../icons.ts';
import { wordFor } from '../texts.ts';
import { endingText, inOrder } from './attempt-bars.ts';

/** The attempts of a request in numbers. */
export function attemptsTable(format: Format): View<RequestState> {
  const { texts } = format;
  const labels = [
    texts.model,
    texts.outcome,
    texts.firstTextLabel,
    texts.wholeLabel,
    texts.switchTime,
    texts.tokens,
    texts.cost,
  ];
  const body = element('tbody', { attributes: { role: 'rowgroup' } });
  const show = keyedList(
    body,
    ({ attempt }: AttemptItem) => attempt.attemptId,
    (item) => attemptRow(item, format),
  );
  const table = element('table', {
    class: 'attempts',
    attributes: { role: 'table' },
    children: [element('caption', { text: texts.attempts }), tableHead(labels), body],
  });
  const seams = element('p', { class: 'quiet seams' });
  return {
    node: element('div', { class: 'attempts-part', children: [table, seams] }),
    update(request) {
      show(inOrder(request.attempts).map((attempt) => ({ attempt, request })));
      const amount = seamCount(request);
      setText(seams, amount === 0 ? '' : texts.seamsLine(amount));
      setVisible(seams, amount > 0);
    },
  };
}

interface AttemptItem {
  readonly attempt: AttemptReport;
  readonly request: RequestState;
}

const icons = { success: 'passFilled', ignored: 'circleSlash', failed: 'error' } as const;

function attemptRow({ attempt }: AttemptItem, format: Format): View<AttemptItem> {
  const { texts } = format;
  const { usage } = attempt;
  const tokens =
    usage === null ? texts.none : `${format.count(usage.inputTokens)} / ${format.count(usage.outputTokens)}`;
  const word = element('span');
  const outcome = cell(texts.outcome, '', 'outcome');
  outcome.append(
    element('span', {
      class: 'outcome-words',
      children: [icon(icons[attempt.outcome]), word],
    }),
  );
  // That it was cut short, and by whom, is said already.
  if (attempt.message !== null && !(attempt.outcome === 'ignored' && attempt.class === 'cancelled'))
    outcome.append(element('span', { class: 'quiet', text: format.failure(attempt.message) }));
  const number = (label: string, text: string): HTMLElement => cell(label, text, 'number');
  const node = element('tr', {
    attributes: { role: 'row', 'data-outcome': attempt.outcome },
    children: [
      element('th', {
        attributes: { scope: 'row', role: 'rowheader' },
        children: [
          element('span', { text: attempt.model }),
          element('span', { class: 'quiet attempt-role', text: wordFor(texts.roles, attempt.role) }),
        ],
      }),
      outcome,
      number(texts.firstTextLabel, format.milliseconds(attempt.firstTokenMs)),
      number(texts.wholeLabel, format.milliseconds(attempt.totalMs)),
      number(texts.switchTime, format.milliseconds(attempt.switchMs)),
      number(texts.tokens, tokens),
      number(texts.cost, format.money(attempt.costNanoUsd)),
    ],
  });
  return {
    node,
    // Whether it was outpaced shows only when the other one has begun; everything else stays.
    update: (item) => setText(word, endingText(item.attempt, item.request, format)),
  };
}
