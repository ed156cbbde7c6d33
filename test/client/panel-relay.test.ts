import assert from 'node:assert/strict';
import fc from 'fast-check';
import { panelHost } from '../../client/panel/panel-host.ts';
import { PanelRelay } from '../../client/panel/panel-relay.ts';
import {
  type ActionOutcome,
  applyEvent,
  type Event,
  HostToPanel,
  PanelToHost,
  type Snapshot,
  StateMirror,
} from '../../server/protocol/index.ts';
import { FakeTimers } from './fake-timers.ts';
import { sampleModel, sampleSnapshot } from './state-samples.ts';

function setUp(perform: () => Promise<ActionOutcome> = async () => ({ ok: true, message: '' })) {
  const timers = new FakeTimers();
  const mirror = new StateMirror(() => undefined);
  const posted: HostToPanel[] = [];
  const seen = { silences: 0 };
  const relay = new PanelRelay({
    mirror,
    later: timers.later,
    perform,
    host: () => panelHost({ link: { kind: 'running' }, isDemo: false, isTrusted: true, language: 'en' }),
    // Everything that leaves must keep to the contract.
    post: (message) => void posted.push(HostToPanel.parse(message)),
    async parse(message) {
      const parsed = PanelToHost.safeParse(message);
      return parsed.success ? parsed.data : undefined;
    },
    onSilence() {
      seen.silences += 1;
    },
  });
  return { timers, mirror, posted, relay, seen, types: () => posted.map(({ type }) => type) };
}

const changeOf = (sequence: number): Event => ({
  type: 'model-change',
  sequence,
  atMs: sequence,
  model: sampleModel('alpha', { inFlight: sequence }),
});

describe('the relay of the panel', () => {
  it('says nothing before the page stands, then how things are and the whole state', async () => {
    const { mirror, relay, types } = setUp();
    relay.expectPage();
    mirror.replace(sampleSnapshot());
    mirror.apply([changeOf(2)]);
    relay.hostChanged();
    assert.deepEqual(types(), []);
    await relay.receive({ type: 'ready' });
    assert.deepEqual(types(), ['host', 'snapshot']);
  });

  it('puts events of one moment together and sends them with one timer', async () => {
    const { timers, mirror, relay, posted } = setUp();
    mirror.replace(sampleSnapshot());
    await relay.receive({ type: 'ready' });
    mirror.apply([changeOf(2), changeOf(3)]);
    mirror.apply([changeOf(4)]);
    assert.deepEqual(timers.delays(), [100]);
    timers.fire();
    const last = posted.at(-1);
    assert.deepEqual(last?.type === 'events' && last.events.map(({ sequence }) => sequence), [2, 3, 4]);
    timers.fire();
    assert.equal(posted.length, 3);
  });

  it('sends a new whole state at once and forgets events that are in it', async () => {
    const { timers, mirror, relay, types } = setUp();
    mirror.replace(sampleSnapshot());
    await relay.receive({ type: 'ready' });
    mirror.apply([changeOf(2)]);
    mirror.replace(sampleSnapshot({ sequence: 9 }));
    timers.fire();
    assert.deepEqual(types(), ['host', 'snapshot', 'snapshot']);
  });

  it('keeps quiet when the connection is lost, and while it cannot be seen', async () => {
    const { timers, mirror, relay, types } = setUp();
    mirror.replace(sampleSnapshot());
    await relay.receive({ type: 'ready' });
    mirror.replace(undefined);
    mirror.replace(sampleSnapshot());
    mirror.apply([changeOf(2)]);
    relay.leave();
    timers.fire();
    mirror.apply([changeOf(3)]);
    relay.hostChanged();
    assert.deepEqual(types(), ['host', 'snapshot', 'snapshot']);
    await relay.receive({ type: 'ready' });
    assert.deepEqual(types().slice(3), ['host', 'snapshot']);
  });

  it('gives the page all that the mirror knows, whatever happens in whatever order', async () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('events' as const), amount: fc.integer({ min: 1, max: 5 }) }),
      fc.constantFrom(
        { do: 'timer' as const },
        { do: 'ready' as const },
        { do: 'leave' as const },
        { do: 'anew' as const },
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const { timers, mirror, relay, posted } = setUp();
        let sequence = 1;
        mirror.replace(sampleSnapshot());
        for (const each of [...steps, { do: 'ready' as const }, { do: 'events' as const, amount: 2 }]) {
          if (each.do === 'timer') timers.fire();
          else if (each.do === 'ready') await relay.receive({ type: 'ready' });
          else if (each.do === 'leave') relay.leave();
          else if (each.do === 'anew') {
            sequence += 10;
            mirror.replace(sampleSnapshot({ sequence }));
          } else mirror.apply(Array.from({ length: each.amount }, () => changeOf(++sequence)));
        }
        timers.fire();
        assert.deepEqual(shown(posted), mirror.snapshot());
      }),
      { numRuns: 200 },
    );
  });

  it('answers each action under its own number, after the events that it caused', async () => {
    const results: ((result: ActionOutcome) => void)[] = [];
    const { mirror, relay, posted } = setUp(() => new Promise((resolve) => results.push(resolve)));
    mirror.replace(sampleSnapshot());
    await relay.receive({ type: 'ready' });
    const slow = relay.receive({ type: 'action', id: 1, action: { type: 'check' } });
    const quick = relay.receive({
      type: 'action',
      id: 2,
      action: { type: 'isolate', modelId: 'alpha', isolated: true },
    });
    await new Promise(setImmediate);
    mirror.apply([changeOf(2)]);
    results[1]?.({ ok: false, message: 'No.' });
    await quick;
    results[0]?.({ ok: true, message: 'Fine.' });
    await slow;
    assert.deepEqual(
      posted.slice(2).map((each) => (each.type === 'result' ? each : each.type)),
      [
        'events',
        { type: 'result', id: 2, ok: false, message: 'No.' },
        { type: 'result', id: 1, ok: true, message: 'Fine.' },
      ],
    );
  });

  it('does nothing for messages that are not in the contract', async () => {
    let performed = 0;
    const { relay, posted } = setUp(async () => {
      performed += 1;
      return { ok: true, message: '' };
    });
    await relay.receive({ type: 'ready' });
    const before = posted.length;
    for (const message of [
      undefined,
      'ready',
      { type: 'run', command: 'workbench.action.quit' },
      { type: 'action', id: 1, action: { type: 'command', command: 'workbench.action.quit' } },
      { type: 'action', id: 1, action: { type: 'setWeight', modelId: 'alpha', weight: 3 } },
      { type: 'action', id: 1, action: { type: 'setWeight', modelId: '__proto__', weight: 1 } },
    ]) {
      await relay.receive(message);
    }
    assert.equal(performed, 0);
    assert.equal(posted.length, before);
  });

  it('notices a page that stays silent, and is content with one that speaks', async () => {
    const { timers, relay, seen } = setUp();
    relay.expectPage();
    assert.deepEqual(timers.delays(), [5000]);
    timers.fire();
    assert.equal(seen.silences, 1);
    relay.expectPage();
    await relay.receive({ type: 'ready' });
    timers.fire();
    relay.expectPage();
    relay.leave();
    timers.fire();
    assert.equal(seen.silences, 1);
  });

  it('hears nothing any more after its end', async () => {
    const { timers, mirror, relay, posted } = setUp();
    await relay.receive({ type: 'ready' });
    relay.dispose();
    mirror.replace(sampleSnapshot());
    mirror.apply([changeOf(2)]);
    timers.fire();
    assert.deepEqual(
      posted.map(({ type }) => type),
      ['host'],
    );
  });
});

/** What a page shows after these messages: it folds events as everybody else does. */
function shown(messages: readonly HostToPanel[]): Snapshot | undefined {
  let state: Snapshot | undefined;
  for (const message of messages) {
    if (message.type === 'snapshot') state = message.snapshot;
    if (message.type !== 'events') continue;
    for (const event of message.events) {
      if (state === undefined) throw new Error('events before a snapshot');
      assert.equal(event.sequence, state.sequence + 1, 'a gap');
      state = applyEvent(state, event);
    }
  }
  return state;
}
