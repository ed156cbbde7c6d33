import type { BudgetPolicy, BudgetState } from '../../server/protocol/index.ts';
import { element, setAttribute, setText, setVariable, setVisible, type View } from '../dom.ts';
import type { Format } from '../format.ts';
import { changingIcon } from '../icons.ts';
import type { Tools } from '../tools.ts';

/** A budget, and what happens when it is used up. */
export interface BudgetItem {
  readonly budget: BudgetState;
  readonly policy: BudgetPolicy;
}

export const budgetKey = ({ budget: { modelId, period } }: BudgetItem): string => `${modelId ?? '*'} ${period}`;

/** Shares that are marked on the bar; the last one is its limit. */
const marks = [0.5, 0.8, 1] as const;

type Level = 'room' | 'near' | 'spent';

/** What is used of one budget, as a bar with marks and in words. */
export function budgetRow(tools: Tools): View<BudgetItem> {
  const { format } = tools;
  const { texts } = format;
  const name = element('span', { class: 'budget-name' });
  const used = element('span', { class: 'number budget-used' });
  const bar = element('span', {
    class: 'budget-bar',
    attributes: { role: 'meter', 'aria-valuemin': '0', 'aria-valuemax': '100' },
    children: [
      element('span', { class: 'budget-counted' }),
      element('span', { class: 'budget-held' }),
      ...marks.map(markAt),
    ],
  });
  const sign = changingIcon();
  const state = element('span');
  const held = element('span', { class: 'quiet' });
  const standing = element('span', { class: 'budget-state', children: [sign.node, state] });
  const node = element('li', {
    class: 'budget',
    children: [name, used, bar, element('span', { class: 'budget-notes', children: [standing, held] })],
  });
  let shown: Level | undefined;
  return {
    node,
    update({ budget, policy }) {
      const { modelId, period, limitNanoUsd, countedNanoUsd, heldNanoUsd } = budget;
      const share = countedNanoUsd / limitNanoUsd;
      const level: Level = share >= 1 ? 'spent' : share >= 0.8 ? 'near' : 'room';
      const title = texts.budgetName(modelId, period);
      const amount = texts.budgetUsed(
        format.money(countedNanoUsd),
        format.money(limitNanoUsd),
        shareText(share, format),
      );
      const words = level === 'spent' ? texts.budgetSpent[policy] : level === 'near' ? texts.budgetNear : '';
      const heldWords = heldNanoUsd > 0 ? texts.budgetHeld(format.money(heldNanoUsd)) : '';
      // What goes beyond the limit stays visible: then the limit is no longer the end of the bar.
      const scale = Math.max(limitNanoUsd, countedNanoUsd + heldNanoUsd);
      node.dataset.level = level;
      setText(name, title);
      setText(used, amount);
      setVariable(bar, '--counted', String(countedNanoUsd / scale));
      setVariable(bar, '--held', String(heldNanoUsd / scale));
      setVariable(bar, '--limit', String(limitNanoUsd / scale));
      setAttribute(bar, 'aria-label', title);
      setAttribute(bar, 'aria-valuenow', String(Math.min(100, Math.floor(share * 100))));
      setAttribute(bar, 'aria-valuetext', [amount, words, heldWords].filter((text) => text !== '').join(texts.and));
      sign.show(level === 'spent' ? 'error' : 'warning');
      setVisible(standing, level !== 'room');
      setText(state, words);
      setText(held, heldWords);
      if (shown !== undefined && shown !== level && level !== 'room') tools.announce(`${title}: ${words}`);
      shown = level;
    },
  };
}

function markAt(share: number): HTMLElement {
  const mark = element('span', { class: 'budget-mark' });
  setVariable(mark, '--at', String(share));
  return mark;
}

/** Never rounded up to all of it while something is left. */
const shareText = (share: number, format: Format): string => format.share(Math.floor(share * 100) / 100);
