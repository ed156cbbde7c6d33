import { attemptEnding, seamCount } from '../../server/protocol/attempt-ending.ts';
import type { AttemptReport, RequestState } from '../../server/protocol/index.ts';
import type { L10n } from '../words/l10n.ts';
import { escapeMarkdown, markdownTable } from '../words/markdown.ts';
import { modelName } from '../words/model-words.ts';
import { endingWords, failureWords, resultWords, roleWords } from '../words/request-words.ts';
import type { ValueFormat } from '../words/value-format.ts';
import { type TimelineBar, timeline } from './timeline.ts';

/** The attempts of a request: a time line, a table, and a sentence for each one that did not succeed. */
export function attemptLines(request: RequestState, nowMs: number, l10n: L10n, format: ValueFormat): string[] {
  const { attempts, activeAttempts } = request;
  if (attempts.length + activeAttempts.length === 0) return [l10n.t('Nothing was sent.')];
  const ordered = inOrder(attempts);
  const bars = [...ordered.map((report) => finishedBar(report, request, l10n)), ...activeBars(request, nowMs, l10n)];
  const troubles = ordered.flatMap((report, index) => trouble(report, index + 1, request, l10n));
  return [
    ['```text', timeline(bars), '```'].join('\n'),
    l10n.t('░ waiting for the first text, █ writing'),
    attemptTable(ordered, request, { l10n, format }),
    ...seamLine(request, l10n),
    ...(troubles.length === 0 ? [] : [troubles.join('\n')]),
  ];
}

/** Of two that ran at the same time, the one that was asked later may have ended sooner. */
const inOrder = (attempts: readonly AttemptReport[]): readonly AttemptReport[] =>
  [...attempts].sort((left, right) => left.startedMs - right.startedMs);

/** Where the text was put together. */
function seamLine(request: RequestState, l10n: L10n): string[] {
  const seams = seamCount(request);
  if (seams === 0) return [];
  return [
    seams === 1
      ? l10n.t('The text has one seam: it goes on from where an answer had broken off.')
      : l10n.t('The text has {0} seams: it goes on from where answers had broken off.', seams),
  ];
}

/** How an attempt ended, in a few words. */
function endingText(report: AttemptReport, request: RequestState, l10n: L10n): string {
  const ending = attemptEnding(report, request);
  const isFailure = ending === 'failed' || ending === 'ignored';
  return isFailure && report.class !== null ? failureWords(l10n)[report.class] : endingWords(l10n)[ending];
}

function finishedBar(report: AttemptReport, request: RequestState, l10n: L10n): TimelineBar {
  const { model, simulated, startedMs, firstTokenMs, totalMs } = report;
  return {
    name: modelName(model, simulated, l10n),
    startMs: startedMs,
    firstTokenMs: firstTokenMs === null ? null : startedMs + firstTokenMs,
    endMs: startedMs + totalMs,
    note: endingText(report, request, l10n),
  };
}

function activeBars({ activeAttempts, startedAtMs }: RequestState, nowMs: number, l10n: L10n): TimelineBar[] {
  return activeAttempts.map((attempt) => {
    const startMs = attempt.startedAtMs - startedAtMs;
    const firstTokenMs = attempt.firstTokenMs === null ? null : startMs + attempt.firstTokenMs;
    const endMs = Math.max(startMs, nowMs - startedAtMs);
    return { name: attempt.modelId, startMs, firstTokenMs, endMs, note: resultWords(l10n).running };
  });
}

function attemptTable(
  attempts: readonly AttemptReport[],
  request: RequestState,
  { l10n, format }: { readonly l10n: L10n; readonly format: ValueFormat },
): string {
  const right = { align: 'right' } as const;
  return markdownTable(
    [
      { title: '#', ...right },
      { title: l10n.t('Model') },
      { title: l10n.t('Why') },
      { title: l10n.t('Start'), ...right },
      { title: l10n.t('First text'), ...right },
      { title: l10n.t('Total'), ...right },
      { title: l10n.t('Switch'), ...right },
      { title: l10n.t('Outcome') },
      { title: l10n.t('Tokens in / out'), ...right },
      { title: l10n.t('Cost'), ...right },
    ],
    attempts.map((report, index) => [
      String(index + 1),
      escapeMarkdown(modelName(report.model, report.simulated, l10n)),
      roleWords(l10n)[report.role],
      format.milliseconds(report.startedMs),
      format.milliseconds(report.firstTokenMs),
      format.milliseconds(report.totalMs),
      format.milliseconds(report.switchMs),
      endingWords(l10n)[attemptEnding(report, request)],
      tokens(report, format),
      format.money(report.costNanoUsd),
    ]),
  );
}

function tokens({ usage }: AttemptReport, format: ValueFormat): string {
  if (usage === null) return '–';
  const written = `${format.count(usage.inputTokens)} / ${format.count(usage.outputTokens)}`;
  return usage.estimated === true ? `≈ ${written}` : written;
}

/** Why an attempt did not succeed: the kind in the person's language, then what the vendor's answer came down to. */
function trouble(report: AttemptReport, number: number, request: RequestState, l10n: L10n): string[] {
  if (report.class === null) return [];
  const ending = attemptEnding(report, request);
  // That another was quicker, or that a person had enough, is no trouble.
  if (ending === 'outpaced' || ending === 'cancelled') return [];
  if (ending === 'notContinued') return [`- ${l10n.t('Attempt {0}: {1}.', number, endingWords(l10n)[ending])}`];
  const kind = failureWords(l10n)[report.class];
  const what = l10n.t('Attempt {0}: {1}.', number, kind);
  return [`- ${escapeMarkdown(report.message === null ? what : l10n.t('{0} {1}', what, report.message))}`];
}
