import type { AttemptEnding } from '../../server/protocol/attempt-ending.ts';
import type { AttemptReport, BudgetPolicy, BudgetState } from '../../server/protocol/index.ts';

type Words<Id extends string> = Readonly<Record<Id, string>>;

const periods: Words<BudgetState['period']> = { day: 'today', month: 'this month' };

/** Texts about money and about how several attempts make one answer. */
export const englishEngine = {
  // Money.
  money: 'Money',
  spentToday: 'Spent today',
  spentMonth: 'This month',
  savedMonth: 'Saved this month',
  savedAgainst: 'against the dearest configured model',
  sinceStart: 'since the start',
  costToday: 'Cost today',
  budgets: 'Budgets',
  budgetName: (model: string | null, period: BudgetState['period']) => `${model ?? 'All models'}, ${periods[period]}`,
  budgetUsed: (used: string, limit: string, share: string) => `${used} of ${limit} (${share})`,
  budgetHeld: (held: string) => `${held} more set aside for running requests`,
  budgetNear: 'Nearly used up.',
  budgetSpent: {
    warn: 'Used up. Models are asked as before.',
    cheapest: 'Used up. Only the cheapest model is asked.',
    stop: 'Used up. Models that cost money are not asked.',
  } satisfies Words<BudgetPolicy> as Words<BudgetPolicy>,
  whenSpent: {
    warn: 'When one is used up, models are asked as before.',
    cheapest: 'When one is used up, only the cheapest model is asked.',
    stop: 'When one is used up, models that cost money are not asked.',
  } satisfies Words<BudgetPolicy> as Words<BudgetPolicy>,
  setBudget: 'Set Budget',
  showCosts: 'Show Costs',
  ledgerTrouble: {
    damaged: (path: string) =>
      `The file of the ledger was damaged. It was set aside as ${path}, and a new one was begun.`,
    newer: (path: string) =>
      `The ledger ${path} was written by another, newer version and is left as it is. Until you update, what is spent is kept in memory only.`,
    unwritable: (path: string) =>
      `The ledger cannot be written to ${path}. What is spent is kept in memory until it can.`,
  },

  // Attempts.
  roles: {
    first: 'asked first',
    retry: 'same model once more',
    failover: 'took over after a failure',
    hedge: 'second model asked because the first was slow to begin',
    resume: 'went on from the broken text',
  } satisfies Words<AttemptReport['role']> as Words<AttemptReport['role']>,
  /** Beside a name, where there is little room; the usual ones need none. */
  shortRoles: {
    first: '',
    retry: 'once more',
    failover: '',
    hedge: 'asked as well',
    resume: 'goes on',
  } satisfies Words<AttemptReport['role']> as Words<AttemptReport['role']>,
  endings: {
    outpaced: 'Outpaced: another model began first',
    notContinued: 'Did not go on from the text',
    cancelled: 'Cancelled',
  } satisfies Partial<Words<AttemptEnding>>,
  shortEndings: { outpaced: 'outpaced', notContinued: 'did not go on', cancelled: 'cancelled' },
  seams: (amount: number) => (amount === 1 ? 'the text has one seam' : `the text has ${amount} seams`),
  seamsLine: (amount: number) =>
    amount === 1
      ? 'The text has one seam: it goes on from where an answer had broken off.'
      : `The text has ${amount} seams: it goes on from where answers had broken off.`,
  hedgeNews: (slow: string, model: string) => `${slow} is slow; ${model} is asked as well.`,
  resumeNews: (model: string) => `The answer broke off. ${model} goes on from there.`,

  // Explanations.
  chance: (share: string) => `Comes first in ${share} of the cases.`,
  hedgeLine: (first: string, time: string, second: string) =>
    `If ${first} has not begun after ${time}, ${second} is asked as well.`,
};
