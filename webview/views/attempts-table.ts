import type { AttemptReport } from '../../server/protocol/index.ts';
import { cell, element, keyedList, tableHead, type View } from '../dom.ts';
import type { Format } from '../format.ts';
import { icon } from '../icons.ts';
import { wordFor } from '../texts.ts';

/** The attempts of a request in numbers. */
export function attemptsTable(format: Format): View<readonly AttemptReport[]> {
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

const icons = { success: 'passFilled', ignored: 'circleSlash', failed: 'error' } as const;

/** An attempt that is over never changes again. */
function attemptRow(attempt: AttemptReport, format: Format): View<AttemptReport> {
  const { texts } = format;
  const { usage } = attempt;
  const tokens =
    usage === null ? texts.none : `${format.count(usage.inputTokens)} / ${format.count(usage.outputTokens)}`;
  const word = attempt.class === null ? texts.outcomes[attempt.outcome] : wordFor(texts.failures, attempt.class);
  const outcome = cell(texts.outcome, '', 'outcome');
  outcome.append(
    element('span', {
      class: 'outcome-words',
      children: [icon(icons[attempt.outcome]), element('span', { text: word })],
    }),
  );
  if (attempt.message !== null)
    outcome.append(element('span', { class: 'quiet', text: format.failure(attempt.message) }));
  const number = (label: string, text: string): HTMLElement => cell(label, text, 'number');
  const node = element('tr', {
    attributes: { role: 'row', 'data-outcome': attempt.outcome },
    children: [
      element('th', { text: attempt.model, attributes: { scope: 'row', role: 'rowheader' } }),
      outcome,
      number(texts.firstTextLabel, format.milliseconds(attempt.firstTokenMs)),
      number(texts.wholeLabel, format.milliseconds(attempt.totalMs)),
      number(texts.switchTime, format.milliseconds(attempt.switchMs)),
      number(texts.tokens, tokens),
      number(texts.cost, format.money(attempt.costNanoUsd)),
    ],
  });
  return { node, update: () => undefined };
}
