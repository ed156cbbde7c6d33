import type {
  BudgetState,
  Explanation,
  FactorScore,
  FilteredModel,
  ScoredCandidate,
} from '../../server/protocol/index.ts';
import { badge } from '../controls/badge.ts';
import { element, setText, setVariable, setVisible, type View } from '../dom.ts';
import type { Format } from '../format.ts';
import { icon } from '../icons.ts';
import { wordFor } from '../texts.ts';
import type { Tools } from '../tools.ts';

/** Why a request went where it went: the scores, what they are made of, and who was left out. */
export function explanationView(tools: Tools): View<Explanation> {
  const { format } = tools;
  const { texts } = format;
  const line = element('p', { class: 'quiet' });
  const panic = element('p', { class: 'panic', children: [icon('warning'), element('span', { text: texts.panic })] });
  const orderLine = element('p', { class: 'quiet' });
  const hedgeLine = element('p', { class: 'quiet' });
  const budgetHead = element('h5', { text: texts.budgets });
  const budgets = element('ul', { class: 'left-out' });
  const budgetPolicy = element('p', { class: 'quiet' });
  const candidates = element('ul', { class: 'candidates', attributes: { 'aria-label': texts.candidates } });
  const leftOutHead = element('h5', { text: texts.leftOut });
  const leftOut = element('ul', { class: 'left-out' });
  return {
    node: element('div', {
      class: 'explanation',
      children: [
        element('h4', { text: texts.why }),
        line,
        panic,
        candidates,
        leftOutHead,
        leftOut,
        orderLine,
        hedgeLine,
        budgetHead,
        budgets,
        budgetPolicy,
      ],
    }),
    update(explanation) {
      const { strategy } = explanation;
      const strategyLine = wordFor(texts.strategyLines, strategy);
      setText(
        line,
        `${texts.whyLine(wordFor(texts.strategies, strategy))} ${strategyLine === strategy ? '' : strategyLine}`,
      );
      setVisible(panic, explanation.panic);
      candidates.replaceChildren(
        ...explanation.candidates.map((each, place) => candidateRow(each, place === 0, format)),
      );
      setVisible(candidates, explanation.candidates.length > 0);
      leftOut.replaceChildren(...explanation.filtered.map((each) => filteredRow(each, format)));
      setVisible(leftOut, explanation.filtered.length > 0);
      setVisible(leftOutHead, explanation.filtered.length > 0);
      setText(orderLine, `${texts.order}: ${explanation.order.join(texts.arrow)}`);
      setVisible(orderLine, explanation.order.length > 1);
      setText(hedgeLine, hedgeText(explanation, format));
      const known = explanation.budgets ?? [];
      budgets.replaceChildren(...known.map((each) => budgetLine(each, format)));
      const policy = explanation.budgetPolicy;
      setText(budgetPolicy, policy === undefined || known.length === 0 ? '' : wordFor(texts.whenSpent, policy));
      for (const each of [budgetHead, budgets]) setVisible(each, known.length > 0);
    },
  };
}

/** Who is asked as well should the first be slow to begin; empty where nobody is. */
function hedgeText({ hedge, order }: Explanation, format: Format): string {
  const [first] = order;
  if (!hedge || first === undefined) return '';
  return format.texts.hedgeLine(first, format.milliseconds(hedge.afterMs), hedge.modelId);
}

function budgetLine({ modelId, period, limitNanoUsd, countedNanoUsd, heldNanoUsd }: BudgetState, format: Format) {
  const { texts } = format;
  const used = countedNanoUsd + heldNanoUsd;
  const share = format.share(Math.floor((used / limitNanoUsd) * 100) / 100);
  return element('li', {
    children: [
      element('span', { class: 'candidate-name', text: texts.budgetName(modelId, period) }),
      element('span', {
        class: 'quiet',
        text: texts.budgetUsed(format.money(used), format.money(limitNanoUsd), share),
      }),
    ],
  });
}

function candidateRow(candidate: ScoredCandidate, open: boolean, format: Format): HTMLElement {
  const { texts } = format;
  const score = format.decimal(candidate.score, 1);
  // The bar says the same as the number beside it.
  const bar = element('span', {
    class: 'score-bar',
    attributes: { 'aria-hidden': 'true' },
    children: candidate.factors.map((factor) => {
      const part = element('span', { class: 'score-part' });
      part.dataset.factor = factor.factor;
      part.title = wordFor(texts.factors, factor.factor);
      setVariable(part, '--points', String(factor.value * factor.points * candidate.headroom * (candidate.ramp ?? 1)));
      return part;
    }),
  });
  const summary = element('summary', {
    children: [
      icon('chevronRight'),
      element('span', { class: 'candidate-name', text: candidate.modelId }),
      bar,
      element('span', { class: 'number score', text: score }),
    ],
  });
  const { remarks = [] } = candidate;
  const cost = format.money(candidate.estimatedCostNanoUsd);
  const notes = [
    texts.expected(format.milliseconds(candidate.predictedMs), cost),
    ...(candidate.chance === undefined ? [] : [texts.chance(format.share(candidate.chance))]),
    ...(remarks.length === 0 && candidate.headroom < 1 ? [texts.headroom(format.share(candidate.headroom))] : []),
    ...[...(candidate.reason === undefined ? [] : [candidate.reason]), ...remarks].map((each) => format.say(each)),
  ].filter((note) => note !== '');
  const details = element('details', {
    children: [
      summary,
      element('ul', { class: 'factors', children: candidate.factors.map((factor) => factorRow(factor, format)) }),
      element('p', { class: 'quiet factor-note', text: notes.join(' ') }),
    ],
  });
  details.open = open;
  return element('li', { children: [details] });
}

function factorRow(factor: FactorScore, format: Format): HTMLElement {
  const { texts } = format;
  const bar = element('span', { class: 'factor-bar', attributes: { 'aria-hidden': 'true' } });
  bar.dataset.factor = factor.factor;
  setVariable(bar, '--share', String(Math.max(0, Math.min(1, factor.value))));
  const points = texts.points(format.decimal(factor.value * factor.points, 1), format.count(factor.points));
  return element('li', {
    class: 'factor',
    children: [
      element('span', { class: 'factor-name', text: wordFor(texts.factors, factor.factor) }),
      bar,
      element('span', { class: 'number factor-points', text: points }),
      element('span', { class: 'quiet factor-why', text: format.say(factor.explanation) }),
    ],
  });
}

function filteredRow({ modelId, reason, explanation }: FilteredModel, format: Format): HTMLElement {
  return element('li', {
    children: [
      element('span', { class: 'candidate-name', text: modelId }),
      badge(wordFor(format.texts.filters, reason), 'outline'),
      element('span', { class: 'quiet', text: format.say(explanation) }),
    ],
  });
}
