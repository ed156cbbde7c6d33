import {
  type Budget,
  type BudgetRule,
  type BudgetUse,
  budgetRule,
  budgetsOf,
  cautiousNanoUsd,
  countedOf,
  type ModelFacts,
} from '../core/index.ts';
import type { Calendar, Clock, LedgerEntry, Prices, Store } from '../ports/index.ts';
import type { BudgetPeriod, Config, EventDraft, ModelId, MoneyState, SpendSum } from '../protocol/index.ts';
import { BudgetAlerts } from './budget-alerts.ts';
import { DayWatch } from './day-watch.ts';
import { isSimulated, ModelCosts, type MoneyModels } from './model-costs.ts';
import type { ModelRecord } from './model-record.ts';
import { Spending, type Spent } from './spending.ts';

export interface BudgetDependencies {
  readonly store: Store;
  readonly calendar: Calendar;
  readonly clock: Clock;
  readonly prices: Prices;
  /** Asked late: the registry itself asks the budgets. */
  readonly models: () => MoneyModels;
  readonly publish: (draft: EventDraft) => void;
}

/** An attempt for which money is set aside. */
export interface HoldRequest {
  readonly attemptId: string;
  readonly requestId: string;
  readonly promptTokens: number;
  readonly expectedOutputTokens: number;
}

/** An entry before the budgets have said what it counts as. */
export type UnsettledEntry = Omit<LedgerEntry, 'countedNanoUsd' | 'dearestNanoUsd'>;

const none: readonly Budget[] = [];

const noTokens = { inputTokens: 0, outputTokens: 0 };

/** The share of a budget of all models from which on thrift comes before speed. */
const tightShare = 0.8;

/** The budgets of the settings by whom they are for; those for all models under the undefined key. */
type BudgetsByScope = ReadonlyMap<ModelId | undefined, readonly Budget[]>;

/**
 * Money from the estimate to the entry: holds one estimate for each attempt, settles it, says which models a used-up budget leaves out,
 * tells when a mark is reached, and knows what was spent. Real and simulated money are two books; every limit holds for each.
 */
export class Budgets {
  private readonly clock: Clock;
  private readonly costs: ModelCosts;
  private readonly models: () => MoneyModels;
  private readonly publish: (draft: EventDraft) => void;
  private readonly store: Store;
  private readonly spending: Spending;
  private readonly alerts: BudgetAlerts;
  private readonly day: DayWatch;
  private readonly known = new WeakMap<Config['money'], BudgetsByScope>();
  /** The state that was published last. */
  private shown: MoneyState | undefined;
  private stale = false;

  constructor(dependencies: BudgetDependencies) {
    this.store = dependencies.store;
    this.clock = dependencies.clock;
    this.costs = new ModelCosts(dependencies);
    this.models = dependencies.models;
    this.publish = dependencies.publish;
    this.spending = new Spending(dependencies);
    this.alerts = new BudgetAlerts(dependencies.store);
    // Without budgets a new day shows with the next entry or snapshot.
    this.day = new DayWatch(
      dependencies.clock,
      () => (this.budgets().size > 0 ? this.spending.now().dayToMs : undefined),
      () => this.catchUp(),
    );
  }

  /** The models with what the budgets mean for each. Asks nobody unless somebody would be left out. */
  judged(models: readonly ModelFacts[], config: Config): readonly ModelFacts[] {
    const budgets = this.budgets(config);
    if (budgets.size === 0 || config.money.whenSpent === 'warn') return models;
    this.refresh(false);
    const judged = this.judgedNow(models, config, budgets);
    // What others have held meanwhile may have been given back.
    return judged !== models && this.refresh(true) ? this.judgedNow(models, config, budgets) : judged;
  }

  private judgedNow(models: readonly ModelFacts[], config: Config, budgets: BudgetsByScope): readonly ModelFacts[] {
    const policy = config.money.whenSpent;
    const ofAll = budgets.get(undefined) ?? none;
    // This runs for every pick: nothing is made for a model that has room.
    const roomOfAll = [this.spending.room(ofAll, false), this.spending.room(ofAll, true)] as const;
    let judged: ModelFacts[] | undefined;
    for (const [index, facts] of models.entries()) {
      if (!facts.enabled || facts.notConfigured !== undefined) continue;
      const { modelId, simulated } = facts;
      const ofAllRoom = roomOfAll[simulated ? 1 : 0];
      const own = budgets.get(modelId);
      const room = own === undefined ? ofAllRoom : Math.min(ofAllRoom, this.spending.room(own, simulated));
      const estimateNanoUsd = estimateOf(facts, models, this.models().config);
      if (policy === 'stop' ? estimateNanoUsd <= room : room > 0) continue;
      const budget = budgetRule(policy, this.uses(budgets, modelId, simulated), estimateNanoUsd);
      if (budget === undefined) continue;
      judged ??= [...models];
      judged[index] = { ...facts, budget };
    }
    return judged ?? models;
  }

  /**
   * Sets aside what the attempt is expected to cost on this model. Under the policy `stop` all or nothing, in one step with every
   * other attempt on the same ledger: undefined when it is held, otherwise the budget that refuses.
   */
  hold(request: HoldRequest, record: ModelRecord, config: Config): BudgetRule | undefined {
    const { attemptId, requestId } = request;
    const { modelId } = record;
    const simulated = isSimulated(record);
    const usage = { inputTokens: request.promptTokens, outputTokens: request.expectedOutputTokens };
    // By the settings of all: a window whose score knows another reference would spend the money of the others.
    const estimateNanoUsd = this.costs.estimate(record, usage, this.models().config);
    const atMs = this.clock.nowMs();
    const budgets = this.budgets(config);
    const applying =
      config.money.whenSpent === 'stop' && estimateNanoUsd > 0
        ? [...(budgets.get(undefined) ?? []), ...(budgets.get(modelId) ?? [])]
        : [];
    const limits = applying.map((budget) => this.spending.limitOf(budget, simulated));
    const held = this.spending.reserve({ attemptId, requestId, modelId, simulated, estimateNanoUsd, atMs }, limits);
    if (held) {
      this.stale ||= budgets.size > 0;
      return undefined;
    }
    const uses = applying.map((budget) => this.spending.use(budget, simulated));
    const [first] = uses;
    if (first === undefined) return undefined;
    return budgetRule('stop', uses, estimateNanoUsd) ?? { kind: 'refused', use: first };
  }

  /** Gives back what is held for an attempt that will not be made; later calls, and those after its entry, change nothing. */
  release(attemptId: string): void {
    if (this.spending.release(attemptId)) this.stale ||= this.budgets().size > 0;
  }

  /** Writes the entry of an attempt that has ended and ends its hold. The same attempt twice changes nothing. */
  settle(entry: UnsettledEntry): void {
    const { config } = this.models();
    const { attemptId, certainty, costNanoUsd, simulated } = entry;
    const dearestNanoUsd = this.costs.dearest(entry.usage ?? noTokens, simulated, costNanoUsd);
    // Nothing is held for a connection check; an unknown price must count all the same.
    const unheldNanoUsd = costNanoUsd === null ? cautiousNanoUsd([dearestNanoUsd], config) : 0;
    const heldNanoUsd = this.spending.hold(attemptId)?.estimateNanoUsd ?? unheldNanoUsd;
    const countedNanoUsd = countedOf(certainty, costNanoUsd, heldNanoUsd);
    const isNew = this.spending.append({ ...entry, countedNanoUsd, dearestNanoUsd });
    this.spending.release(attemptId);
    if (!isNew) return;
    this.tellMarks(config, simulated, entry.modelId);
    this.stale = true;
    if (this.day.isWatched) this.show();
  }

  /** Whether so much of a budget of all models is used that nothing is spent for speed alone. */
  isTight(config: Config): boolean {
    const totals = this.budgets(config).get(undefined) ?? [];
    if (totals.length === 0) return false;
    const simulated = this.costs.onlySimulated();
    return totals.some((budget) => taken(this.spending.use(budget, simulated)) >= tightShare * budget.limitNanoUsd);
  }

  /** First day on which a budget is fresh again, `YYYY-MM-DD`. */
  freshOn(period: BudgetPeriod): string {
    return this.spending.freshOn(period);
  }

  state(): MoneyState {
    const { config } = this.models();
    const simulated = this.costs.onlySimulated();
    this.refresh(false);
    const budgets = [...this.budgets(config).values()].flat().map((budget) => {
      const {
        modelId = null,
        period,
        limitNanoUsd,
        countedNanoUsd,
        heldNanoUsd,
      } = this.spending.use(budget, simulated);
      return { modelId, period, limitNanoUsd, countedNanoUsd, heldNanoUsd };
    });
    return {
      simulated,
      day: this.spending.now().day,
      today: sumOf(this.spending.spent(simulated, 'day')),
      month: sumOf(this.spending.spent(simulated, 'month')),
      budgets,
      policy: config.money.whenSpent,
      todayByModel: this.spending.todayByModel(simulated),
      ledgerTrouble: this.store.trouble() ?? null,
    };
  }

  /** Publishes the state if it is not what was published last: before a snapshot is taken, and after new settings. */
  catchUp(): void {
    this.refresh(false);
    if (this.stale || this.shown?.day !== this.spending.now().day) this.show();
  }

  /** The settings have changed: budgets, or which models there are. */
  configured(): void {
    for (const simulated of [false, true]) this.tellMarks(this.models().config, simulated, undefined);
    this.show();
    this.day.arm();
  }

  /** One more watches; the returned function says that he has gone. While nobody does, no state is made for nobody. */
  watch(): () => void {
    return this.day.add();
  }

  /** Looks at the ledger if that is due; there may be news in it then. */
  private refresh(strict: boolean): boolean {
    const isRead = this.spending.refresh(strict);
    this.stale ||= isRead;
    return isRead;
  }

  private show(): void {
    const next = this.state();
    this.stale = false;
    const isSame = JSON.stringify(next) === JSON.stringify(this.shown);
    this.shown = next;
    if (!isSame) this.publish({ type: 'money-change', money: next });
  }

  /** Takes the state as published; for the first snapshot. */
  first(): MoneyState {
    this.shown = this.state();
    return this.shown;
  }

  /** Tells the marks that spending has reached: of the budgets of one model and of all, or of everybody's. */
  private tellMarks({ money }: Config, simulated: boolean, modelId: ModelId | undefined): void {
    for (const [scope, budgets] of this.budgets({ money })) {
      if (scope !== undefined && modelId !== undefined && scope !== modelId) continue;
      for (const budget of budgets) {
        const use = this.spending.use(budget, simulated);
        const { fromDay } = this.spending.limitOf(budget, simulated);
        const percent = this.alerts.due(use, simulated, fromDay, money.alertPercents);
        if (percent === undefined) continue;
        const { period, limitNanoUsd, countedNanoUsd } = use;
        const { whenSpent: policy } = money;
        const alert = { modelId: scope ?? null, period, percent, limitNanoUsd, countedNanoUsd, policy, simulated };
        this.publish({ type: 'budget-alert', alert });
      }
    }
  }

  private uses(budgets: BudgetsByScope, modelId: ModelId, simulated: boolean): BudgetUse[] {
    return [undefined, modelId].flatMap((scope) =>
      (budgets.get(scope) ?? []).map((budget) => this.spending.use(budget, simulated)),
    );
  }

  /** The budgets of the settings by their scope. */
  private budgets({ money }: Pick<Config, 'money'> = this.models().config): BudgetsByScope {
    const known = this.known.get(money);
    if (known) return known;
    const found = new Map<ModelId | undefined, Budget[]>();
    for (const budget of budgetsOf(money)) {
      found.set(budget.modelId, [...(found.get(budget.modelId) ?? []), budget]);
    }
    this.known.set(money, found);
    return found;
  }
}

const taken = (use: BudgetUse): number => use.countedNanoUsd + use.heldNanoUsd;

function estimateOf(facts: ModelFacts, models: readonly ModelFacts[], config: Config): number {
  if (facts.estimatedCostNanoUsd !== null) return facts.estimatedCostNanoUsd;
  const comparable = models.filter(
    (each) => each.enabled && each.notConfigured === undefined && each.simulated === facts.simulated,
  );
  return cautiousNanoUsd(
    comparable.map((each) => each.estimatedCostNanoUsd),
    config,
  );
}

const sumOf = ({ costNanoUsd, savedNanoUsd, attempts, unpricedAttempts }: Spent): SpendSum => ({
  costNanoUsd,
  savedNanoUsd,
  attempts,
  unpricedAttempts,
});
