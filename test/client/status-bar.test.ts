import assert from 'node:assert/strict';
import { createThrottle } from '../../client/later.ts';
import { statusTooltip, tooltipCommands } from '../../client/status/status-tooltip.ts';
import { type StatusSituation, statusView } from '../../client/status/status-view.ts';
import { createValueFormat } from '../../client/words/value-format.ts';
import { type BudgetState, type MoneyState, noMoney } from '../../server/protocol/index.ts';
import { FakeTimers } from './fake-timers.ts';
import { l10n } from './fake-vscode.ts';
import { sampleAttempt, sampleModel, sampleRequest, sampleSnapshot } from './state-samples.ts';

const format = createValueFormat('en', l10n);
const situation: StatusSituation = {
  link: { kind: 'running' },
  snapshot: sampleSnapshot(),
  pinnedModel: undefined,
  isDemo: false,
};
const view = (change: Partial<StatusSituation>) => statusView({ ...situation, ...change }, l10n, format);
const sums = { costNanoUsd: 12_000_000, savedNanoUsd: 0, attempts: 2, unpricedAttempts: 0 };
const spent: MoneyState = { ...noMoney('2026-10-05'), today: sums, month: { ...sums, costNanoUsd: 90_000_000 } };
const budget = (used: number, change: Partial<BudgetState> = {}): BudgetState => ({
  modelId: null,
  period: 'day',
  limitNanoUsd: 1_000_000_000,
  countedNanoUsd: used * 1_000_000_000,
  heldNanoUsd: 0,
  ...change,
});

describe('the status bar', () => {
  it('shows the name of the product before anything was written', () => {
    for (const snapshot of [undefined, sampleSnapshot()]) {
      assert.deepEqual(view({ snapshot }), {
        text: '$(sparkle) VideoGenius',
        label: 'VideoGenius',
        level: 'normal',
        trouble: '',
      });
    }
  });

  it('shows the model that served last and what today has cost', () => {
    const requests = [
      sampleRequest('check', { task: 'check', attempts: [sampleAttempt('gamma')] }),
      sampleRequest('cancelled', { result: 'cancelled', attempts: [sampleAttempt('gamma')] }),
      sampleRequest('good', { attempts: [sampleAttempt('alpha', { outcome: 'failed' }), sampleAttempt('beta')] }),
    ];
    const shown = view({ snapshot: sampleSnapshot({ requests, money: spent }) });
    assert.equal(shown.text, '$(sparkle) beta $0.012 today');
    assert.equal(shown.label, 'VideoGenius, beta, $0.012 today');
  });

  it('does not call a cost complete that is not', () => {
    const today = { ...sums, unpricedAttempts: 1 };
    assert.match(view({ snapshot: sampleSnapshot({ money: { ...spent, today } }) }).text, /at least \$0\.012 today$/);
    const unknown = { ...spent, today: { ...today, costNanoUsd: 0 } };
    assert.match(view({ snapshot: sampleSnapshot({ money: unknown }) }).text, / cost unknown$/);
  });

  it('turns while a request runs and names the model that is asked', () => {
    const active = {
      attemptId: 'a',
      modelId: 'beta',
      number: 1,
      role: 'first',
      startedAtMs: 0,
      firstTokenMs: null,
    } as const;
    const request = sampleRequest('now', {
      result: 'running',
      endedAtMs: null,
      attempts: [],
      activeAttempts: [active],
    });
    const shown = view({ snapshot: sampleSnapshot({ requests: [request] }) });
    assert.equal(shown.text, '$(loading~spin) beta');
    assert.equal(shown.label, 'VideoGenius, writing, beta');
    assert.equal(view({ link: { kind: 'starting' }, snapshot: undefined }).text, '$(loading~spin) VideoGenius');
  });

  it('marks a pinned model', () => {
    assert.equal(view({ pinnedModel: 'beta' }).text, '$(sparkle) beta $(pinned)');
  });

  it('says that the demo is simulated, whatever it shows', () => {
    const models = [sampleModel('alpha', { simulated: true })];
    const shown = view({
      isDemo: true,
      snapshot: sampleSnapshot({ models, requests: [sampleRequest('r')], money: { ...spent, simulated: true } }),
    });
    assert.equal(shown.text, '$(sparkle) alpha (simulated) $0.012 today (simulated)');
    assert.match(view({ isDemo: true }).text, /simulated/);
  });

  it('warns when no model is healthy, and when the last request failed', () => {
    const ill = sampleModel('alpha', { status: 'unhealthy' });
    const off = sampleModel('beta', { status: 'disabled' });
    assert.equal(view({ snapshot: sampleSnapshot({ models: [ill, off] }) }).level, 'warning');
    assert.equal(view({ snapshot: sampleSnapshot({ models: [ill, sampleModel('beta')] }) }).level, 'normal');
    const failed = sampleRequest('f', { result: 'failed', errorCode: 'allModelsFailed' });
    const cancelled = sampleRequest('c', { result: 'cancelled' });
    const later = view({ snapshot: sampleSnapshot({ requests: [cancelled, failed] }) });
    assert.equal(later.level, 'warning');
    assert.match(later.label, /The last request failed\./);
    const mended = view({ snapshot: sampleSnapshot({ requests: [sampleRequest('s'), failed] }) });
    assert.equal(mended.level, 'normal');
    const again = sampleRequest('r', { result: 'running', endedAtMs: null, attempts: [] });
    assert.equal(view({ snapshot: sampleSnapshot({ requests: [again, failed] }) }).level, 'normal');
  });

  it('does not warn somebody who has set up nothing yet', () => {
    const models = [sampleModel('alpha', { status: 'notConfigured' })];
    assert.equal(view({ snapshot: sampleSnapshot({ models }) }).level, 'normal');
    const tried = sampleSnapshot({
      models: [...models, sampleModel('ollama', { status: 'unhealthy', keySource: 'notNeeded' })],
      requests: [sampleRequest('f', { result: 'failed', errorCode: 'noModelConfigured' })],
    });
    assert.equal(view({ snapshot: tried }).level, 'normal');
  });

  it('warns when a budget is nearly or wholly used up, in words, too', () => {
    const shown = (...budgets: readonly BudgetState[]) =>
      view({ snapshot: sampleSnapshot({ money: { ...spent, policy: 'stop', budgets: [...budgets] } }) });
    assert.equal(shown(budget(0.79)).level, 'normal');
    const near = shown(budget(0.2), budget(0.999, { modelId: 'alpha' }));
    assert.equal(near.level, 'warning');
    assert.match(near.text, /\$\(warning\) 99% of budget$/, 'what is left is not rounded away');
    assert.equal(near.trouble, 'The budget of alpha for today: 99% is used.');
    const gone = shown(budget(1.04));
    assert.match(gone.text, /\$\(warning\) budget used up$/);
    assert.match(gone.label, /The budget for today is used up\. Models that cost money are not asked any more\.$/);
    assert.equal(shown(budget(0.2, { heldNanoUsd: 900_000_000 })).level, 'normal', 'what is set aside comes back');
    const failed = sampleRequest('f', { result: 'failed', errorCode: 'budgetReached' });
    const refused = view({
      snapshot: sampleSnapshot({ requests: [failed], money: { ...spent, budgets: [budget(1)] } }),
    });
    assert.doesNotMatch(refused.trouble, /last request failed/);
  });

  it('turns red with the reason when the daemon failed', () => {
    const shown = view({ link: { kind: 'failed', message: 'It ended again and again.' }, snapshot: undefined });
    assert.equal(shown.text, '$(error) VideoGenius');
    assert.equal(shown.level, 'error');
    assert.match(shown.label, /again and again/);
  });
});

describe('the tooltip of the status bar', () => {
  const tooltip = (change: Partial<StatusSituation>) => {
    const all = { ...situation, ...change };
    return statusTooltip(all, statusView(all, l10n, format), l10n, format);
  };

  it('is a small table of the models that are set up', () => {
    const models = [
      sampleModel('alpha'),
      sampleModel('beta', { status: 'unhealthy', attempts: 0, firstTokenMs: null }),
      sampleModel('gamma', { status: 'notConfigured' }),
    ];
    const rows = tooltip({ snapshot: sampleSnapshot({ models }) })
      .split('\n')
      .filter((line) => line.startsWith('|'))
      .map((line) => line.replace(/ +/g, ' '));
    assert.deepEqual(rows, [
      '| Model | Status | First text | Success | Cost |',
      rows[1],
      '| $(pass) alpha | healthy | 420 ms | 98% | $0.0042 |',
      '| $(error) beta | unhealthy | – | – | – |',
    ]);
    assert.match(rows[1] ?? '', /^\| -+ \| -+ \| -+: \| -+: \| -+: \|$/);
    assert.match(tooltip({ snapshot: sampleSnapshot({ models }) }), /Not shown: 1/);
  });

  it('says what was spent and saved, and how far each budget is used', () => {
    const money: MoneyState = {
      ...spent,
      month: { ...spent.month, savedNanoUsd: 1_200_000_000 },
      budgets: [budget(0.42), budget(1, { modelId: 'alpha', period: 'month' })],
      ledgerTrouble: { kind: 'unwritable', path: '/data/ledger.db' },
    };
    const text = tooltip({ snapshot: sampleSnapshot({ money }) }).replace(/ +/g, ' ');
    assert.match(text, /Spent today: \$0\.012\. This month: \$0\.09\d*\. Saved this month: \$1\.20\./);
    assert.match(text, /\| All models, today \| \$0\.42 \| \$1\.00 \| 42% \|/);
    assert.match(text, /\| \$\(error\) alpha, this month \| \$1\.00 \| \$1\.00 \| 100% \|/);
    assert.match(text, /cannot be written to \/data\/ledger\.db/);
    assert.match(text, /command:videogenius\.setBudget/);
    assert.doesNotMatch(tooltip({}), /Spent|Budget|setBudget/, 'nothing where there is nothing');
    assert.match(tooltip({ snapshot: sampleSnapshot({ money: { ...money, simulated: true } }) }), /\(simulated\)/);
  });

  it('shows at most ten and says how many more there are', () => {
    const models = Array.from({ length: 25 }, (_, index) => sampleModel(`model${index}`));
    const text = tooltip({ snapshot: sampleSnapshot({ models }) });
    assert.equal(text.split('\n').filter((line) => line.includes('$(pass)')).length, 10);
    assert.match(text, /Not shown: 15/);
  });

  it('has links to known commands only', () => {
    const allowed: readonly string[] = Object.values(tooltipCommands);
    const texts = [
      tooltip({}),
      tooltip({ isDemo: true }),
      tooltip({ link: { kind: 'failed', message: 'x' }, snapshot: undefined }),
      tooltip({ snapshot: sampleSnapshot({ models: [] }) }),
    ];
    const links = texts.flatMap((text) => [...text.matchAll(/\(command:([^)]*)\)/g)].map((match) => match[1] ?? ''));
    assert.ok(links.length > 8);
    for (const link of links) assert.ok(allowed.includes(link), link);
    assert.ok(texts[3]?.includes('videogenius.setApiKey'));
    assert.ok(texts[1]?.includes('videogenius.stopDemo'));
  });

  it('takes no text for Markdown', () => {
    const hostile = '[x](command:workbench.action.quit) $(flame) <img src=x> | `a`\n# b';
    const text = tooltip({ link: { kind: 'failed', message: hostile }, snapshot: undefined });
    assert.doesNotMatch(text, /(?<!\\)\[x|(?<!\\)\$\(flame|(?<!\\)<img|\n# b/);
    assert.match(text, /flame/);
  });
});

describe('a throttle', () => {
  it('shows at once, then at most once in each pause, and always the last', () => {
    const timers = new FakeTimers();
    let shown = 0;
    const show = (): void => {
      shown += 1;
    };
    const throttle = createThrottle(show, 250, timers.later);
    const pass = () => timers.fire();
    throttle.request();
    assert.equal(shown, 1);
    for (let time = 0; time < 5; time += 1) throttle.request();
    assert.equal(shown, 1);
    pass();
    assert.equal(shown, 2);
    pass();
    assert.equal(shown, 2);
    throttle.request();
    assert.equal(shown, 3);
    throttle.request();
    throttle.dispose();
    pass();
    assert.equal(shown, 3);
  });
});
