import assert from 'node:assert/strict';
import { modelNotices } from '../../client/features/model-notices.ts';
import { ModelNotices } from '../../client/status/model-notices.ts';
import type { ModelState } from '../../server/protocol/index.ts';
import { FakeApp } from './fake-app.ts';
import { FakeTimers } from './fake-timers.ts';
import { fake } from './fake-vscode.ts';
import { sampleModel, sampleRequest, sampleSnapshot } from './state-samples.ts';

const refused: Partial<ModelState> = {
  status: 'isolated',
  circuit: { state: 'isolated', by: 'configuration', class: 'auth' },
};
const poor: Partial<ModelState> = { status: 'unhealthy', circuit: { state: 'open', untilMs: 1, class: 'billing' } };
const down: Partial<ModelState> = { status: 'unhealthy', circuit: { state: 'open', untilMs: 1, class: 'overload' } };

const snapshotOf = (...models: readonly ModelState[]) => sampleSnapshot({ models: [...models], requests: [] });
const well = snapshotOf(sampleModel('a'), sampleModel('b'));

/** Notices over a clock that a test moves. */
const atMost = (): { notices: ModelNotices; pass(byMs: number): void } => {
  let nowMs = 0;
  return {
    notices: new ModelNotices(() => nowMs),
    pass(byMs) {
      nowMs += byMs;
    },
  };
};
const started = () => {
  const world = atMost();
  assert.equal(world.notices.next(well), undefined);
  return world;
};

describe('notices about models', () => {
  it('all models down, a refused key and an empty account are told', () => {
    const cases = [
      [snapshotOf(sampleModel('a', down), sampleModel('b', down)), { kind: 'allDown' }],
      [snapshotOf(sampleModel('a', refused), sampleModel('b')), { kind: 'refusedKey', modelId: 'a' }],
      [snapshotOf(sampleModel('a'), sampleModel('b', poor)), { kind: 'emptyAccount', modelId: 'b' }],
    ] as const;
    for (const [snapshot, notice] of cases) assert.deepEqual(started().notices.next(snapshot), notice);
  });

  it('what mends itself is not: one model down, one slow, one limited, one recovered', () => {
    const { notices, pass } = started();
    for (const change of [down, { status: 'degraded' }, { cooledUntilMs: 9e15 }, { status: 'healthy' }] as const) {
      pass(3_600_000);
      assert.equal(notices.next(snapshotOf(sampleModel('a', change), sampleModel('b'))), undefined);
    }
  });

  it('once for each trouble, again only after it was over, and at most one in ten minutes', () => {
    const { notices, pass } = started();
    const trouble = snapshotOf(sampleModel('a', refused), sampleModel('b'));
    const both = snapshotOf(sampleModel('a', refused), sampleModel('b', poor), sampleModel('c'));
    assert.notEqual(notices.next(trouble), undefined);
    pass(3_600_000);
    assert.equal(notices.next(trouble), undefined);
    assert.deepEqual(notices.next(both), { kind: 'emptyAccount', modelId: 'b' });
    notices.next(well);
    pass(599_000);
    assert.equal(notices.next(trouble), undefined, 'too soon');
    pass(1000);
    assert.deepEqual(notices.next(trouble), { kind: 'refusedKey', modelId: 'a' }, 'still so');
  });

  it('not what was so when the window opened, nor what a failed request has told already', () => {
    const trouble = snapshotOf(sampleModel('a', down), sampleModel('b', down));
    const { notices, pass } = atMost();
    assert.equal(notices.next(trouble), undefined);
    assert.equal(notices.next(trouble), undefined);
    notices.next(well);
    pass(3_600_000);
    const failed = sampleRequest('r', { result: 'failed', errorCode: 'allModelsFailed' });
    assert.equal(notices.next({ ...trouble, requests: [failed] }), undefined);
    assert.equal(notices.next(trouble), undefined);
  });

  it('not of simulated models, of a local server that nobody set up, or of a model without a key', () => {
    const { notices } = started();
    const others: readonly Partial<ModelState>[] = [
      { ...refused, simulated: true },
      { ...down, preset: true, successes: 0 },
      { status: 'notConfigured' },
      { ...refused, status: 'disabled', enabled: false },
    ];
    for (const change of others) assert.equal(notices.next(snapshotOf(sampleModel('a', change))), undefined);
  });

  it('come as a message when the state changes', () => {
    fake.messages.length = 0;
    const own = new FakeApp();
    const timers = new FakeTimers();
    const feature = modelNotices(own.app(), timers.later);
    own.mirror.replace(well);
    own.mirror.replace(snapshotOf(sampleModel('a', refused), sampleModel('b')));
    assert.equal(fake.messages.length, 0, 'what stands at the start is not news');
    timers.fire();
    assert.deepEqual(
      fake.messages.map(({ kind, text, actions }) => [kind, text, actions]),
      [
        [
          'warning',
          'The API key of a was refused. The other models go on without it.',
          ['Set API Key', 'Open Status Panel'],
        ],
      ],
    );
    feature.dispose();
  });
});
