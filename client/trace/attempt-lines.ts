import type { AttemptReport, RequestState } from '../../server/protocol/index.ts';
import type { L10n } from '../words/l10n.ts';
import { escapeMarkdown, markdownTable } from '../words/markdown.ts';
import { modelName } from '../words/model-words.ts';
import { failureWords, outcomeWords, resultWords } from '../words/request-words.ts';
import type { ValueFormat } from '../words/value-format.ts';
import { type TimelineBar, timeline } from './timeline.ts';

/** The attempts of a request: a time line, a table, and a sentence for each one that did not succeed. */
export function attemptLines(request: RequestState, nowMs: number, l10n: L10n, format: ValueFormat): string[] {
  const { attempts, activeAttempts } = request;
  if (attempts.length + activeAttempts.length === 0) return [l10n.t('Nothing was sent.')];
  const bars = [...attempts.map((report) => finishedBar(report, l10n)), ...activeBars(request, nowMs, l10n)];
  const troubles = attempts.flatMap((report, index) => trouble(report, index + 1, l10n));
  return [
    ['```text', timeline(bars), '```'].join('\n'),
    l10n.t('░ waiting for the first text, █ writing'),
    attemptTable(request, l10n, format),
    ...(troubles.length === 0 ? [] : [troubles.join('\n')]),
  ];
}

function finishedBar(report: AttemptReport, l10n: L10n): TimelineBar {
  const { model, simulated, startedMs, firstTokenMs, totalMs, outcome } = report;
  return {
    name: modelName(model, simulated, l10n),
    startMs: startedMs,
    firstTokenMs: firstTokenMs === null ? null : startedMs + firstTokenMs,
    endMs: startedMs + totalMs,
    note: report.class === null ? outcomeWords(l10n)[outcome] : failureWords(l10n)[report.class],
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

function attemptTable({ attempts }: RequestState, l10n: L10n, format: ValueFormat): string {
  const right = { align: 'right' } as const;
  return markdownTable(
    [
      { title: '#', ...right },
      { title: l10n.t('Model') },
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
      format.milliseconds(report.startedMs),
      format.milliseconds(report.firstTokenMs),
      format.milliseconds(report.totalMs),
      format.milliseconds(report.switchMs),
      outcomeWords(l10n)[report.outcome],
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
function trouble(report: AttemptReport, number: number, l10n: L10n): string[] {
  if (report.class === null) return [];
  const kind = failureWords(l10n)[report.class];
  const what = l10n.t('Attempt {0}: {1}.', number, kind);
  return [`- ${escapeMarkdown(report.message === null ? what : l10n.t('{0} {1}', what, report.message))}`];
}
