import * as vscode from 'vscode';
import type { BudgetPeriod, BudgetPolicy } from '../../server/protocol/index.ts';
import { isRecord } from '../../server/protocol/outline.ts';
import type { BudgetScope } from '../words/money-words.ts';

const wholeSettings = {
  day: 'videogenius.money.dayBudgetUsd',
  month: 'videogenius.money.monthBudgetUsd',
} as const satisfies Readonly<Record<BudgetPeriod, string>>;
const modelSetting = 'videogenius.money.modelBudgets';
const modelFields = { day: 'dayUsd', month: 'monthUsd' } as const;
export const policySetting = 'videogenius.money.whenSpent';

/** Only a person's own settings count for money. */
const ownValue = (name: string): unknown => vscode.workspace.getConfiguration().inspect<unknown>(name)?.globalValue;

/** US dollars; undefined where there is no such budget. */
export function budgetUsd({ modelId, period }: BudgetScope): number | undefined {
  if (modelId === null) return amountOf(ownValue(wholeSettings[period]));
  const all = ownValue(modelSetting);
  const entry = isRecord(all) && Object.hasOwn(all, modelId) ? all[modelId] : undefined;
  return isRecord(entry) ? amountOf(entry[modelFields[period]]) : undefined;
}

export function budgetPolicy(): BudgetPolicy {
  const value = ownValue(policySetting);
  return value === 'cheapest' || value === 'stop' ? value : 'warn';
}

/**
 * The settings with which a budget is set, by their full names; undefined removes it. No answer when the setting for single models is
 * not as it should be.
 */
export function budgetChange(
  { modelId, period }: BudgetScope,
  usd: number | undefined,
): Readonly<Record<string, unknown>> | undefined {
  if (modelId === null) return { [wholeSettings[period]]: usd };
  const all = ownValue(modelSetting) ?? {};
  const entry = isRecord(all) && Object.hasOwn(all, modelId) ? all[modelId] : {};
  if (!isRecord(all) || !isRecord(entry)) return undefined;
  const { [modelId]: _old, ...others } = all;
  const { [modelFields[period]]: _amount, ...rest } = entry;
  const next = usd === undefined ? rest : { ...rest, [modelFields[period]]: usd };
  const budgets = Object.keys(next).length === 0 ? others : { ...others, [modelId]: next };
  return { [modelSetting]: Object.keys(budgets).length === 0 ? undefined : budgets };
}

const amountOf = (value: unknown): number | undefined => (typeof value === 'number' && value > 0 ? value : undefined);
