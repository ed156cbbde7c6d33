import type { RequestState } from '../../server/protocol/index.ts';
import { escapeMarkdown } from '../words/markdown.ts';
import { errorWords, resultWords, taskWords } from '../words/request-words.ts';
import { attemptLines } from './attempt-lines.ts';
import { type PlanWords, planLines } from './plan-lines.ts';

/** The trace of one request as Markdown: what was asked for, why it went where it went, and what came of it. Never its text. */
export function traceDocument(request: RequestState, nowMs: number, words: PlanWords): string {
  const { l10n, format } = words;
  const task = taskWords(l10n)[request.task];
  const blocks = [
    `# ${l10n.t('Request trace: {0}', task)}`,
    summary(request, words),
    `## ${l10n.t('Attempts')}`,
    ...attemptLines(request, nowMs, l10n, format),
    `## ${l10n.t('Why these models')}`,
    ...planLines(request.explanation, words),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function summary(request: RequestState, { l10n, format }: PlanWords): string {
  const { startedAtMs, endedAtMs, attempts, costNanoUsd, requestId } = request;
  const isSimulated = attempts.some(({ simulated }) => simulated);
  const usages = attempts.flatMap(({ usage }) => (usage === null ? [] : [usage]));
  const sum = (values: readonly number[]): string => format.count(values.reduce((total, value) => total + value, 0));
  const facts = [
    [l10n.t('Result'), resultText(request, l10n)],
    [l10n.t('Started'), format.moment(startedAtMs)],
    ...(endedAtMs === null ? [] : [[l10n.t('Time'), format.milliseconds(endedAtMs - startedAtMs)]]),
    [l10n.t('Attempts'), format.count(attempts.length + request.activeAttempts.length)],
    [
      l10n.t('Tokens in / out'),
      `${sum(usages.map(({ inputTokens }) => inputTokens))} / ${sum(usages.map(({ outputTokens }) => outputTokens))}`,
    ],
    [l10n.t('Cost'), cost(costNanoUsd, isSimulated, { l10n, format })],
    [l10n.t('Request'), `\`${requestId.replaceAll('`', '')}\``],
  ];
  return facts.map(([name, value]) => `- ${l10n.t('{0}: {1}', `**${name}**`, value ?? '')}`).join('\n');
}

function resultText({ result, errorCode }: RequestState, l10n: PlanWords['l10n']): string {
  const word = resultWords(l10n)[result];
  if (errorCode === null || result === 'cancelled') return word;
  return l10n.t('{0}: {1}', word, escapeMarkdown(errorWords(l10n)[errorCode]));
}

function cost(
  nanoUsd: number | null,
  isSimulated: boolean,
  { l10n, format }: Pick<PlanWords, 'l10n' | 'format'>,
): string {
  const written = format.money(nanoUsd);
  return isSimulated ? l10n.t('{0} (simulated)', written) : written;
}
