import type { Explanation, ScoredCandidate } from '../../server/protocol/index.ts';
import type { L10n } from '../words/l10n.ts';
import { escapeMarkdown, markdownTable } from '../words/markdown.ts';
import { modelName, strategyWords } from '../words/model-words.ts';
import { budgetTitle, policyWords } from '../words/money-words.ts';
import { factorWords } from '../words/request-words.ts';
import type { Speaker } from '../words/sentences.ts';
import type { ValueFormat } from '../words/value-format.ts';

/** Texts and formats of one language. */
export interface PlanWords {
  readonly l10n: L10n;
  readonly speaker: Speaker;
  readonly format: ValueFormat;
}

/** Why a request went where it went: strategy, order, scores, and who was left out. */
export function planLines(explanation: Explanation | null, words: PlanWords): string[] {
  const { l10n } = words;
  if (explanation === null) return [l10n.t('The request ended before a model was chosen.')];
  const { strategy, order, panic, filtered } = explanation;
  const { title, explanation: how } = strategyWords(l10n)[strategy];
  const candidates = inOrder(explanation);
  return [
    `${l10n.t('Strategy: {0}.', `**${escapeMarkdown(title)}**`)}\n${escapeMarkdown(how)}`,
    ...(order.length === 0 ? [l10n.t('No model could be asked.')] : [orderLine(order, l10n)]),
    ...hedgeLine(explanation, words),
    ...(panic ? [l10n.t('Every model was resting; the one that recovers first was tried all the same.')] : []),
    ...(candidates.length === 0 ? [] : [`### ${l10n.t('Candidates')}`, candidateTable(candidates, words)]),
    ...candidates.flatMap((candidate) => factorLines(candidate, words)),
    ...(filtered.length === 0 ? [] : [`### ${l10n.t('Left out')}`, filteredLines(explanation, words)]),
    ...budgetLines(explanation, words),
  ];
}

const orderLine = (order: readonly string[], l10n: L10n): string =>
  l10n.t('Order: {0}.', order.map(escapeMarkdown).join(' → '));

/** Who would be asked besides, should the first be slow to begin. */
function hedgeLine({ hedge, order }: Explanation, { l10n, format }: PlanWords): string[] {
  const [first] = order;
  if (!hedge || first === undefined) return [];
  const span = format.milliseconds(hedge.afterMs);
  const names = [first, hedge.modelId].map(escapeMarkdown);
  return [l10n.t('If {0} has not begun after {1}, {2} is asked as well.', names[0] ?? '', span, names[1] ?? '')];
}

/** What of each budget was used when the request was planned, running requests included. */
function budgetLines({ budgets = [], budgetPolicy }: Explanation, { l10n, format }: PlanWords): string[] {
  if (budgets.length === 0) return [];
  const lines = budgets.map((budget) => {
    const used = format.money(budget.countedNanoUsd + budget.heldNanoUsd);
    const standing = l10n.t('{0} of {1} used', used, format.money(budget.limitNanoUsd));
    return `- ${l10n.t('{0}: {1}', escapeMarkdown(budgetTitle(budget, l10n)), escapeMarkdown(standing))}`;
  });
  const policy = budgetPolicy === undefined ? [] : [policyWords(l10n)[budgetPolicy].explanation];
  return [
    `### ${l10n.t('Budgets')}`,
    lines.join('\n'),
    ...policy.map((text) => escapeMarkdown(l10n.t('When one is used up: {0}', text))),
  ];
}

/** In the order in which they would be asked; then the others, best score first. */
function inOrder({ candidates, order }: Explanation): readonly ScoredCandidate[] {
  const place = ({ modelId }: ScoredCandidate) => (order.includes(modelId) ? order.indexOf(modelId) : order.length);
  return [...candidates].sort((left, right) => place(left) - place(right) || right.score - left.score);
}

function candidateTable(candidates: readonly ScoredCandidate[], { l10n, format }: PlanWords): string {
  const hasChance = candidates.some(({ chance }) => chance !== undefined);
  const right = { align: 'right' } as const;
  const factors = (candidates[0]?.factors ?? []).map(({ factor, points }) => ({ factor, points }));
  return markdownTable(
    [
      { title: l10n.t('Model') },
      { title: l10n.t('Score'), ...right },
      ...factors.map(({ factor, points }) => ({ title: `${factorWords(l10n)[factor]} /${points}`, ...right })),
      { title: l10n.t('Free places'), ...right },
      { title: l10n.t('Expected time'), ...right },
      { title: l10n.t('Expected cost'), ...right },
      ...(hasChance ? [{ title: l10n.t('Comes first'), ...right }] : []),
    ],
    candidates.map((candidate) => [
      escapeMarkdown(modelName(candidate.modelId, candidate.simulated, l10n)),
      format.points(candidate.score),
      ...factors.map(({ factor }) => {
        const score = candidate.factors.find((each) => each.factor === factor);
        return score === undefined ? '–' : format.points(score.value * score.points);
      }),
      format.share(candidate.headroom),
      format.milliseconds(candidate.predictedMs),
      format.money(candidate.estimatedCostNanoUsd),
      ...(hasChance ? [candidate.chance === undefined ? '–' : format.share(candidate.chance)] : []),
    ]),
  );
}

/** What each factor found out about one model. */
function factorLines(candidate: ScoredCandidate, { l10n, speaker }: PlanWords): string[] {
  const { modelId, simulated, factors, remarks = [], reason } = candidate;
  const found = factors.map(({ factor, explanation }) => {
    return `- ${l10n.t('{0}: {1}', factorWords(l10n)[factor], escapeMarkdown(speaker.say(explanation)))}`;
  });
  const said = [...(reason === undefined ? [] : [reason]), ...remarks].map((each) => speaker.say(each));
  const lines = [...found, ...said.filter((text) => text !== '').map((text) => `- ${escapeMarkdown(text)}`)];
  return lines.length === 0 ? [] : [`**${escapeMarkdown(modelName(modelId, simulated, l10n))}**`, lines.join('\n')];
}

function filteredLines({ filtered }: Explanation, { l10n, speaker }: PlanWords): string {
  const line = (modelId: string, why: string) =>
    `- ${l10n.t('{0}: {1}', escapeMarkdown(modelId), escapeMarkdown(why))}`;
  return filtered.map(({ modelId, explanation }) => line(modelId, speaker.say(explanation))).join('\n');
}
