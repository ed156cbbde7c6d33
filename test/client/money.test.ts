import assert from 'node:assert/strict';
import { budgetNotices } from '../../client/features/budget-notices.ts';
import { setBudget } from '../../client/features/set-budget.ts';
import { showCosts } from '../../client/features/show-costs.ts';
import { parseAmount } from '../../client/models/budget-amount.ts';
import { BudgetNotices } from '../../client/status/budget-notices.ts';
import { costsDocument } from '../../client/trace/costs-document.ts';
import { alertText } from '../../client/words/money-words.ts';
import { createValueFormat } from '../../client/words/value-format.ts';
import { type BudgetAlert, budgetPolicies, type LedgerReport, noMoney } from '../../server/protocol/index.ts';
import { chineseL10n } from './chinese.ts';
import { FakeApp, onlyCall } from './fake-app.ts';
import { choose, type FakeInput, FakePerson, FakeProgress, giveUp, write } from './fake-inputs.ts';
import { Disposable, EventEmitter, fake, l10n, type Uri, window, workspace } from './fake-vscode.ts';
import { sampleModel, sampleSnapshot } from './state-samples.ts';

const usd = 1_000_000_000;
const english = createValueFormat('en', l10n);
const day = '2026-10-05';
const alert = (change: Partial<BudgetAlert> = {}): BudgetAlert => ({
  modelId: null,
  period: 'day',
  percent: 80,
  limitNanoUsd: 5 * usd,
  countedNanoUsd: 4.1 * usd,
  policy: 'warn',
  simulated: false,
  ...change,
});

/** What all windows of one person remember together. */
function memory() {
  const kept = new Map<string, unknown>();
  return { get: (name: string) => kept.get(name), update: (name: string, value: unknown) => kept.set(name, value) };
}

beforeEach(() => fake.reset());

describe('a mark of a budget', () => {
  it('is told in plain words, with what happens now, and says when the money is simulated', () => {
    assert.equal(alertText(alert(), l10n, english), 'The budget for today: 80% is used, $4.10 of $5.00.');
    const spent = alert({
      modelId: 'claude',
      period: 'month',
      percent: 100,
      countedNanoUsd: 5.2 * usd,
      policy: 'cheapest',
    });
    const expected =
      'The budget of claude for this month is used up: $5.20 of $5.00. Only the cheapest model is asked now.';
    assert.equal(alertText(spent, l10n, english), expected);
    assert.match(alertText(alert({ simulated: true }), l10n, english), /simulated; nothing was really spent\.$/);
    const chinese = createValueFormat('zh-cn', chineseL10n);
    for (const policy of budgetPolicies) {
      const text = alertText(alert({ percent: 100, policy, simulated: true }), chineseL10n, chinese);
      assert.doesNotMatch(text, /[A-Za-z]{2}/);
    }
  });

  it('is told once: by the window in use, or by the first one that is used again', () => {
    const shared = memory();
    const told: string[] = [];
    const open = (name: string) => new BudgetNotices(shared, ({ percent }) => told.push(`${name} ${percent}`));
    const [first, second] = [open('first'), open('second')];
    const all = (percent: number, focused?: BudgetNotices): void => {
      for (const each of [first, second]) each.heard({ alert: alert({ percent }), day }, each === focused);
    };
    all(50, second);
    first.focused();
    assert.deepEqual(told, ['second 50']);
    all(80);
    assert.equal(told.length, 1, 'nobody is there to read it');
    first.focused();
    second.focused();
    assert.deepEqual(told, ['second 50', 'first 80']);
    open('third').heard({ alert: alert({ percent: 80 }), day }, true);
    assert.equal(told.length, 2, 'nor again in a window that was opened later');
    open('fourth').heard({ alert: alert({ percent: 80 }), day: '2026-10-06' }, true);
    assert.equal(told.at(-1), 'fourth 80', 'the next day is another period');
    first.heard({ alert: alert({ percent: 100 }), day }, false);
    first.forget();
    first.focused();
    assert.equal(told.length, 3);
  });

  it('comes as one message with what can be done', () => {
    const own = new FakeApp();
    const focus = new EventEmitter<{ focused: boolean }>();
    Object.assign(window, { state: { focused: true }, onDidChangeWindowState: focus.event });
    const app = own.app();
    Object.assign(app.context, { globalState: memory() });
    const feature = budgetNotices(app);
    own.mirror.replace(sampleSnapshot());
    const stamp = (sequence: number) => ({ sequence, atMs: 0, type: 'budget-alert' as const });
    own.mirror.apply([
      { ...stamp(2), alert: alert({ percent: 50 }) },
      { ...stamp(3), alert: alert() },
    ]);
    Object.assign(window, { state: { focused: false } });
    own.mirror.apply([{ ...stamp(4), alert: alert({ percent: 100, policy: 'stop' }) }]);
    assert.deepEqual(
      fake.messages.map(({ kind, actions }) => [kind, actions]),
      [
        ['information', ['Set Budget', 'Show Costs']],
        ['warning', ['Set Budget', 'Show Costs']],
      ],
    );
    focus.fire({ focused: true });
    assert.match(fake.messages[2]?.text ?? '', /used up.*not asked any more\.$/);
    focus.fire({ focused: true });
    assert.equal(fake.messages.length, 3);
    feature.dispose();
  });
});

describe('an amount', () => {
  it('is read as people write it, and anything else is asked for again', () => {
    const amounts: Readonly<Record<string, number>> = {
      '': 0,
      ' 5 ': 5,
      '0': 0,
      '0.50': 0.5,
      '0,50': 0.5,
      $5: 5,
      'US$ 5': 5,
      '5 USD': 5,
      '0.001': 0.001,
    };
    for (const [typed, expected] of Object.entries(amounts))
      assert.deepEqual(parseAmount(typed, l10n), { usd: expected }, typed);
    for (const typed of ['-1', 'five', '1,000', '1.000,00', '1e3', '.5', '5 EUR', '1000001', 'NaN', '∞'])
      assert.ok(parseAmount(typed, l10n).problem, typed);
  });
});

describe('Set Budget', () => {
  const names = ['dayBudgetUsd', 'monthBudgetUsd', 'modelBudgets', 'whenSpent'].map(
    (name) => `videogenius.money.${name}`,
  );
  const row = { key: 'alpha', simulated: false, costNanoUsd: 3 * usd };
  function daemon(): FakeApp {
    const sums = { costNanoUsd: 0.42 * usd, savedNanoUsd: 0, attempts: 3, unpricedAttempts: 0 };
    const money = { ...noMoney(day), today: sums, month: { ...sums, costNanoUsd: 7 * usd } };
    return new FakeApp({
      'state/get': () => sampleSnapshot({ models: [sampleModel('alpha')], money }),
      'ledger/report': () => ({ rows: [row] }),
    });
  }
  async function run(own: FakeApp, ...plan: ((input: FakeInput) => void)[]) {
    const app = own.app();
    const properties = Object.fromEntries(names.map((name) => [name, { scope: 'machine' }]));
    Object.assign(app.context.extension.packageJSON, { contributes: { configuration: [{ properties }] } });
    const person = new FakePerson(...plan);
    const progress = new FakeProgress();
    await setBudget(app);
    return { person, progress };
  }
  const written = () =>
    fake.writes.map(({ name, value, target }) => [name.replace('videogenius.money.', ''), value, target]);

  it('asks for what, how much and what then, tells what is spent so far, and writes the own settings', async () => {
    const { person, progress } = await run(
      daemon(),
      choose('$(calendar) All models, each day'),
      write('5'),
      choose('$(blank) Stop'),
    );
    assert.equal(person.seen[1]?.prompt, 'Spent today: $0.42. US dollars; 0 or nothing means no budget.');
    assert.deepEqual(written(), [
      ['dayBudgetUsd', 5, 1],
      ['whenSpent', 'stop', 1],
    ]);
    assert.deepEqual(progress.lines, ['The budget for today is $5.00. When it is used up: Stop.']);
  });

  it('sets the budget of one model beside those of others', async () => {
    const others = { beta: { dayUsd: 1 }, alpha: { dayUsd: 2 } };
    fake.settings.set('videogenius.money.modelBudgets', { globalValue: others });
    const own = daemon();
    const { person } = await run(
      own,
      choose('$(symbol-class) One model ...'),
      choose('$(pass) alpha'),
      choose('$(calendar) alpha, each month'),
      write('10'),
      choose('$(check) Warn'),
    );
    assert.match(person.seen[3]?.prompt ?? '', /^Spent this month: \$3\.00\./);
    assert.deepEqual(onlyCall(own, 'ledger/report'), { fromDay: '2026-10-01', toDay: day, by: 'model' });
    assert.deepEqual(written(), [['modelBudgets', { beta: { dayUsd: 1 }, alpha: { dayUsd: 2, monthUsd: 10 } }, 1]]);
  });

  it('removes a budget with nothing or 0, without asking on', async () => {
    fake.settings.set('videogenius.money.monthBudgetUsd', { globalValue: 20 });
    const { person, progress } = await run(daemon(), choose('$(calendar) All models, each month'), write('0'));
    assert.equal(person.seen.length, 2);
    assert.equal(person.seen[0]?.items[1]?.description, 'now $20.00');
    assert.deepEqual(written(), [['monthBudgetUsd', undefined, 1]]);
    assert.deepEqual(progress.lines, ['The budget for this month is removed.']);
  });

  it('asks again for what is no amount, and writes nothing for a person who gives up anywhere', async () => {
    const plans = [
      [giveUp],
      [choose('$(symbol-class) One model ...'), giveUp],
      [choose('$(calendar) All models, each day'), giveUp],
      [choose('$(calendar) All models, each day'), write('5'), giveUp],
      [choose('$(calendar) All models, each day'), write('lots'), giveUp],
    ];
    for (const plan of plans) await run(daemon(), ...plan);
    assert.deepEqual(written(), []);
    fake.settings.set('videogenius.money.modelBudgets', { globalValue: 'broken' });
    const alpha = [choose('$(symbol-class) One model ...'), choose('$(pass) alpha')];
    await run(daemon(), ...alpha, choose('$(calendar) alpha, each day'), write('1'), choose('$(check) Warn'));
    assert.deepEqual(written(), []);
    assert.match(fake.messages[0]?.text ?? '', /modelBudgets is not as it should be/);
  });
});

describe('Show Costs', () => {
  const line = {
    attempts: 4,
    successes: 4,
    inputTokens: 1200,
    cachedInputTokens: 0,
    outputTokens: 3400,
    countedNanoUsd: 0,
  };
  const sums = { ...line, costNanoUsd: 0.5 * usd, savedNanoUsd: 1.5 * usd, unpricedAttempts: 0 };
  const report = (by: LedgerReport['by'], key: string): LedgerReport => ({
    fromDay: '2026-09-06',
    toDay: day,
    by,
    rows: [
      { ...sums, key, simulated: false },
      { ...sums, key, simulated: true, costNanoUsd: 0, savedNanoUsd: 0, unpricedAttempts: 4 },
    ],
    totals: [{ ...sums, key: '', simulated: false }],
    place: '/data/ledger.db',
    trouble: null,
  });
  const reports = [report('day', day), report('model', 'alpha'), report('task', 'script')];

  it('is a document of plain tables by day, model and kind of work', () => {
    const text = costsDocument(reports, l10n, english).replace(/ +/g, ' ');
    assert.match(text, /^# Costs\n\nFrom 2026-09-06 to 2026-10-05\.\n/);
    for (const head of ['## By day', '## By model', '## By kind of work']) assert.ok(text.includes(head), head);
    assert.match(text, /\| 2026-10-05 \| 4 \| 1,200 \| 3,400 \| \$0\.50 \| \$1\.50 \|/);
    assert.match(text, /\| alpha \(simulated\) \| 4 \| 1,200 \| 3,400 \| unknown \| – \|/);
    assert.match(text, /\| Script \|/);
    assert.match(text, /\| Total \| 4 \|/);
    assert.match(text, /The ledger is kept in `\/data\/ledger\.db`\./);
    const trouble = { kind: 'damaged', path: '/data/old.db' } as const;
    const bare = { ...report('day', ''), rows: [], totals: [], place: null, trouble };
    const empty = costsDocument([bare], l10n, english);
    assert.match(empty, /set aside as \/data\/old\.db/);
    assert.match(empty, /Nothing was spent\./);
    assert.match(empty, /kept in memory only/);
    const chinese = costsDocument(reports, chineseL10n, createValueFormat('zh-cn', chineseL10n));
    assert.deepEqual(chinese.replace(/`[^`]*`|alpha|Token/g, '').match(/[A-Za-z]+/g), null);
  });

  it('opens it to read, and brings it up to date when it is asked again', async () => {
    const opened: string[] = [];
    let provider: { provideTextDocumentContent(): string } | undefined;
    Object.assign(workspace, {
      registerTextDocumentContentProvider: (_scheme: string, given: typeof provider) => {
        provider = given;
        return new Disposable(() => undefined);
      },
      openTextDocument: async (uri: Uri) => {
        opened.push(uri.path);
        return {};
      },
    });
    const own = new FakeApp({
      'ledger/report': ({ by }: { by: LedgerReport['by'] }) => report(by, by === 'task' ? 'script' : 'alpha'),
    });
    const app = own.app();
    await showCosts(app);
    await showCosts(app);
    assert.deepEqual(opened, ['/Costs.md', '/Costs.md']);
    assert.match(provider?.provideTextDocumentContent() ?? '', /## By kind of work/);
    assert.deepEqual(
      fake.executed.map(({ command }) => command),
      ['markdown.showPreview', 'markdown.showPreview'],
    );
    const broken = new FakeApp();
    await showCosts(broken.app());
    assert.match(fake.messages[0]?.text ?? '', /broke off/);
  });
});
