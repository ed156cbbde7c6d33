import assert from 'node:assert/strict';
import {
  EventStream,
  heartbeatMs,
  maxWaitingBytes,
  mirrorSource,
  type PageConnection,
} from '../../server/api/event-stream.ts';
import { type Event, emptyTotals, noMoney, type Snapshot, StateMirror } from '../../server/protocol/index.ts';

const snapshot: Snapshot = {
  sequence: 0,
  atMs: 1,
  configRevision: 1,
  strategy: 'random',
  fallbackChain: [],
  failoverEnabled: true,
  models: [],
  requests: [],
  history: {},
  totals: emptyTotals,
  money: noMoney('2026-10-05'),
};

/** A page that can stop reading. */
class ScriptedPage implements PageConnection {
  writableLength = 0;
  written = '';
  destroyed = false;
  private closed: () => void = () => undefined;
  write(text: string): void {
    this.written += text;
  }
  end(): void {
    this.closed();
  }
  destroy(): void {
    this.destroyed = true;
    this.closed();
  }
  once(_event: 'close', listener: () => void): void {
    this.closed = listener;
  }
}

function harness() {
  let publish: (event: Event) => void = () => undefined;
  const timers: { delayMs: number; callback: () => void }[] = [];
  const clock = {
    nowMs: () => 0,
    monotonicMs: () => 0,
    setTimer(delayMs: number, callback: () => void) {
      const timer = { delayMs, callback };
      timers.push(timer);
      return () => void timers.splice(timers.indexOf(timer), timers.includes(timer) ? 1 : 0);
    },
  };
  const subscribe = (listener: (event: Event) => void) => {
    publish = listener;
    return () => undefined;
  };
  const stream = new EventStream({ snapshot: () => snapshot, subscribe }, clock);
  const say = (sequence: number) =>
    publish({ type: 'request-start', sequence, atMs: 1, requestId: `r${sequence}`, task: 'script' });
  return { stream, say, timers };
}

describe('the event stream', () => {
  it('cuts off a page that does not read, and no other', () => {
    const { stream, say } = harness();
    const [slow, quick] = [new ScriptedPage(), new ScriptedPage()];
    stream.add(slow, undefined);
    stream.add(quick, undefined);
    slow.writableLength = maxWaitingBytes + 1;
    say(1);
    assert.equal(slow.destroyed, true);
    assert.equal(quick.destroyed, false);
    say(2);
    assert.match(quick.written, /id: 2\n/);
    assert.doesNotMatch(slow.written, /id: [12]\n/);
  });

  it('shows a sign of life while a page listens, and keeps no timer when none does', () => {
    const { stream, timers } = harness();
    const page = new ScriptedPage();
    stream.add(page, undefined);
    assert.deepEqual(
      timers.map(({ delayMs }) => delayMs),
      [heartbeatMs],
    );
    timers[0]?.callback();
    assert.match(page.written, /: still here\n\n$/);
    page.destroy();
    assert.equal(timers.length, 0);
  });

  it('gives nobody half of what was missed', () => {
    const { stream, say } = harness();
    say(1);
    say(4);
    say(5);
    const [early, late] = [new ScriptedPage(), new ScriptedPage()];
    stream.add(early, 1);
    stream.add(late, 3);
    assert.match(early.written, /event: snapshot\n/);
    assert.deepEqual(late.written.match(/id: \d/g), ['id: 4', 'id: 5']);
  });

  it('shows the state of another process, and its next state whole', () => {
    const mirror = new StateMirror(() => undefined);
    const clock = { nowMs: () => 0, monotonicMs: () => 0, setTimer: () => () => undefined };
    const stream = new EventStream(mirrorSource(mirror), clock);
    const page = new ScriptedPage();
    stream.add(page, undefined);
    assert.equal(page.written, 'retry: 1000\n\n');
    const event = (sequence: number): Event => ({
      type: 'request-start',
      sequence,
      atMs: 1,
      requestId: `r${sequence}`,
      task: 'script',
    });
    mirror.replace({ ...snapshot, sequence: 7 });
    mirror.apply([event(8), event(9)]);
    mirror.replace(undefined);
    mirror.replace({ ...snapshot, sequence: 2 });
    mirror.apply([event(3)]);
    assert.deepEqual(
      [...page.written.matchAll(/event: (\w+)\nid: (\d)/g)].map(([, kind, id]) => `${kind} ${id}`),
      ['snapshot 7', 'change 8', 'change 9', 'snapshot 2', 'change 3'],
    );
    stream.close();
    mirror.replace({ ...snapshot, sequence: 4 });
    assert.doesNotMatch(page.written, /id: 4/);
  });

  it('has room for a bounded number of pages', () => {
    const { stream } = harness();
    let pages = 0;
    while (stream.hasRoom() && pages < 1000) {
      stream.add(new ScriptedPage(), undefined);
      pages += 1;
    }
    assert.equal(pages, 32);
  });
});
