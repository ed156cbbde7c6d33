import { sentenceText, type Texts } from '../api/texts/index.ts';
import type { Explanation, FactorScore, ScoredCandidate, Sentence, StrategyId } from '../protocol/index.ts';
import { exitCodes } from '../system/process.ts';
import type { Command, CommandContext } from './command.ts';
import { moneyText, spanText } from './format.ts';
import { errorJson, exitCodeOf, showError, writeJson } from './generation.ts';
import { scriptInput } from './request-input.ts';
import { UsageError } from './usage-error.ts';

/** `videogenius explain TOPIC`: where a script request would go and why, without sending it. */
export const explainCommand: Command = {
  name: 'explain',
  usage: 'TOPIC',
  takesTopic: true,
  options: ['language', 'paragraphs', 'seconds', 'format', 'tone', 'audience', 'instructions', 'model', 'deadline'],
  async run(context) {
    const { topic, texts, options, client } = context;
    if (topic === '') throw new UsageError(texts.usage.topicMissing);
    const explained = await client.call('routing/explain', scriptInput(topic, options));
    if (!explained.ok) {
      if (options.json) writeJson(context, { error: errorJson(explained.error, context, { written: false }) });
      else showError(explained.error, context, { written: false });
      return exitCodeOf(explained.error);
    }
    if (options.json) writeJson(context, { ...explained.value, warnings: context.warnings });
    else showExplanation(context, explained.value);
    return exitCodes.success;
  },
};

/** Whether the score decides who comes first, or only informs. */
const decidesByScore: Readonly<Record<StrategyId, boolean>> = {
  roundRobin: false,
  weightedRoundRobin: false,
  leastConnections: false,
  responseTime: false,
  random: false,
  intelligent: true,
};

/** In the order in which they would be asked; then the others, best score first. */
function inOrder({ candidates, order }: Explanation): readonly ScoredCandidate[] {
  const place = ({ modelId }: ScoredCandidate) => (order.includes(modelId) ? order.indexOf(modelId) : order.length);
  return [...candidates].sort((left, right) => place(left) - place(right) || right.score - left.score);
}

function showExplanation(context: CommandContext, explanation: Explanation): void {
  const { terminal, texts, locale, connection } = context;
  const { columns, explain } = texts;
  const { candidates, filtered, order, panic, strategy } = explanation;
  const points = (candidates[0]?.factors ?? []).map((score) => [score.factor, score.points] as const);
  terminal.note(explain.strategy(texts.strategies[strategy]));
  if (candidates.length === 0) terminal.line(explain.none);
  else {
    terminal.table(
      [
        { title: columns.model },
        { title: columns.vendorModel, optional: true },
        { title: columns.score, align: 'right' },
        ...points.map(([factor, most]) => ({
          title: columns.points(texts.factors[factor], most),
          align: 'right' as const,
        })),
        { title: columns.predicted, align: 'right' },
        { title: columns.expectedCost, align: 'right' },
        { title: columns.chance, align: 'right', optional: true },
      ],
      inOrder(explanation).map((candidate) => [
        texts.named(candidate.modelId, candidate.simulated),
        connection.models.get(candidate.modelId) ?? '',
        candidate.score.toFixed(1),
        ...points.map(([factor]) => pointsText(candidate.factors.find((each) => each.factor === factor))),
        spanText(candidate.predictedMs, texts),
        moneyText(candidate.estimatedCostNanoUsd, texts),
        candidate.chance === undefined ? '' : explain.percent(candidate.chance),
      ]),
    );
    terminal.line(explain.order(order));
    if (decidesByScore[strategy]) showFactors(context, explanation);
    else terminal.line(explain.choice[strategy]);
    showReasons(context, explanation);
    showRemarks(context, explanation);
    showHedge(context, explanation);
  }
  showBudgets(context, explanation);
  if (panic) terminal.line(explain.panic);
  if (filtered.length === 0) return;
  terminal.line(explain.filtered);
  for (const { modelId, explanation: why } of filtered) {
    terminal.line(`  ${texts.about(modelId, sentenceText(why, locale))}`);
  }
}

/** What the factors found out about the model that would be asked first. */
function showFactors({ terminal, texts, locale }: CommandContext, { candidates, order }: Explanation): void {
  const first = candidates.find(({ modelId }) => modelId === order[0]);
  if (first === undefined) return;
  terminal.line(texts.explain.factors(texts.named(first.modelId, first.simulated)));
  for (const score of first.factors) {
    terminal.line(
      `  ${texts.about(texts.factors[score.factor], sentenceText(inOwnMoney(score, first, texts), locale))}`,
    );
  }
}

/** What the chosen strategy looks at, for each model; a reason that is the same for all of them is not repeated. */
function showReasons({ terminal, texts, locale }: CommandContext, explanation: Explanation): void {
  const reasons = inOrder(explanation).flatMap(({ modelId, simulated, reason }) =>
    reason === undefined ? [] : [{ model: texts.named(modelId, simulated), text: sentenceText(reason, locale) }],
  );
  if (new Set(reasons.map(({ text }) => text)).size < 2) return;
  terminal.line(texts.explain.reasons);
  for (const { model, text } of reasons) terminal.line(`  ${texts.about(model, text)}`);
}

function showRemarks({ terminal, texts, locale }: CommandContext, explanation: Explanation): void {
  const remarked = inOrder(explanation).filter(({ remarks }) => remarks !== undefined && remarks.length > 0);
  if (remarked.length === 0) return;
  terminal.line(texts.explain.lowered);
  for (const { modelId, simulated, remarks } of remarked) {
    for (const remark of remarks ?? []) {
      terminal.line(`  ${texts.about(texts.named(modelId, simulated), sentenceText(remark, locale))}`);
    }
  }
}

function showHedge({ terminal, texts }: CommandContext, { hedge, order }: Explanation): void {
  const [first] = order;
  if (!hedge || first === undefined) return;
  terminal.line(texts.explain.hedge(first, hedge.modelId, spanText(hedge.afterMs, texts)));
}

/** What is used of each budget, running requests included. */
function showBudgets({ terminal, texts }: CommandContext, { budgets = [], budgetPolicy }: Explanation): void {
  if (budgets.length === 0) return;
  terminal.line(texts.explain.budgets);
  for (const { modelId, period, limitNanoUsd, countedNanoUsd, heldNanoUsd } of budgets) {
    const used = moneyText(countedNanoUsd + heldNanoUsd, texts);
    const standing = texts.explain.budget(period, used, moneyText(limitNanoUsd, texts));
    terminal.line(`  ${texts.about(modelId ?? texts.explain.allModels, standing)}`);
  }
  if (budgetPolicy !== undefined) terminal.line(`  ${texts.explain.whenSpent[budgetPolicy]}`);
}

/** A sum in the same words as in the table above it. */
function inOwnMoney({ factor, explanation }: FactorScore, candidate: ScoredCandidate, texts: Texts): Sentence {
  if (factor !== 'cost' || explanation.values.length !== 1) return explanation;
  return { ...explanation, values: [moneyText(candidate.estimatedCostNanoUsd, texts)] };
}

const pointsText = (score: { value: number; points: number } | undefined): string =>
  score === undefined ? '' : (score.value * score.points).toFixed(1);
