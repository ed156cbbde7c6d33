import assert from 'node:assert/strict';
import { type Event, type MirrorChange, type Snapshot, StateMirror } from '../../server/protocol/index.ts';
import { emptySnapshot } from '../engine/empty-snapshot.ts';

const event = (sequence: number): Event => ({
  type: 'request-start',
  sequence,
  atMs: sequence * 10,
  requestId: `r${sequence}`,
  task: 'script',
});

const at = (sequence: number): Snapshot => ({ ...emptySnapshot, sequence });

function mirror() {
  let resyncs = 0;
  const changes: MirrorChange[] = [];
  const copy = new StateMirror(() => {
    resyncs += 1;
  });
  const stop = copy.subscribe((change) => changes.push(change));
  return { copy, changes, stop, resyncs: () => resyncs };
}

const told = (changes: readonly MirrorChange[]) =>
  changes.map((change) =>
    change.kind === 'events'
      ? change.events.map(({ sequence }) => sequence).join()
      : `snapshot ${change.snapshot?.sequence}`,
  );

describe('the mirror of a state', () => {
  it('knows nothing before its first snapshot and takes no event', () => {
    const { copy, changes, resyncs } = mirror();
    copy.apply([event(1)]);
    assert.deepEqual([copy.snapshot(), changes, resyncs()], [undefined, [], 0]);
  });

  it('follows the events and hands on each of them once', () => {
    const { copy, changes, resyncs } = mirror();
    copy.replace(at(3));
    copy.apply([event(4), event(5)]);
    copy.apply([event(6)]);
    assert.equal(copy.snapshot()?.sequence, 6);
    assert.deepEqual(
      copy.snapshot()?.requests.map(({ requestId }) => requestId),
      ['r6', 'r5', 'r4'],
    );
    assert.deepEqual([told(changes), resyncs()], [['snapshot 3', '4,5', '6'], 0]);
  });

  it('takes no event twice, and says nothing when there is no news', () => {
    const { copy, changes, resyncs } = mirror();
    copy.replace(at(3));
    copy.apply([event(2), event(3), event(4), event(4), event(5)]);
    copy.apply([event(4), event(5)]);
    assert.equal(copy.snapshot()?.totals.requests, 2);
    assert.deepEqual([told(changes), resyncs()], [['snapshot 3', '4,5'], 0]);
  });

  it('asks for a whole state when an event is missing, keeps what came before it, and goes on from there', () => {
    const { copy, changes, resyncs } = mirror();
    copy.replace(at(3));
    copy.apply([event(4), event(6), event(7)]);
    assert.equal(copy.snapshot()?.sequence, 4);
    assert.equal(resyncs(), 1);
    copy.replace(at(7));
    copy.apply([event(7), event(8)]);
    assert.deepEqual([told(changes), resyncs()], [['snapshot 3', '4', 'snapshot 7', '8'], 1]);
  });

  it('a whole state takes the place of everything, also of a newer one: another fleet counts from its own beginning', () => {
    const { copy, resyncs } = mirror();
    copy.replace(at(900));
    copy.replace(at(2));
    copy.apply([event(3)]);
    assert.deepEqual([copy.snapshot()?.sequence, resyncs()], [3, 0]);
    copy.replace(undefined);
    assert.equal(copy.snapshot(), undefined);
    copy.apply([event(4)]);
    assert.equal(copy.snapshot(), undefined);
  });

  it('tells everyone, and nobody who has stopped listening', () => {
    const { copy, changes, stop } = mirror();
    const others: MirrorChange[] = [];
    copy.subscribe((change) => others.push(change));
    copy.replace(at(3));
    stop();
    copy.apply([event(4)]);
    assert.deepEqual([told(changes), told(others)], [['snapshot 3'], ['snapshot 3', '4']]);
  });
});
