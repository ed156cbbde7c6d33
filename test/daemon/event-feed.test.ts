import assert from 'node:assert/strict';
import { EventFeed, type FeedMessage, feedBatchMs } from '../../server/daemon/event-feed.ts';
import type { Event } from '../../server/protocol/index.ts';
import { emptySnapshot } from '../engine/empty-snapshot.ts';
import { HandTimers } from '../rpc/pair.ts';

const event = (sequence: number): Event => ({
  type: 'request-start',
  sequence,
  atMs: 0,
  requestId: `r${sequence}`,
  task: 'script',
});

function feed() {
  const timers = new HandTimers();
  const sent: FeedMessage[] = [];
  const told = () =>
    sent.map((message) =>
      message.kind === 'events'
        ? message.events.map(({ sequence }) => sequence).join()
        : `whole ${message.snapshot.sequence}`,
    );
  return { feed: new EventFeed({ send: (message) => sent.push(message), setTimer: timers.setTimer }), timers, told };
}

describe('events on their way to a window', () => {
  it('are collected for a moment and travel together, each once, in order', () => {
    const { feed: line, timers, told } = feed();
    for (const sequence of [1, 2, 3]) line.add(event(sequence));
    assert.deepEqual([told(), timers.delaysMs], [[], [feedBatchMs]]);
    timers.fire();
    line.add(event(4));
    timers.fire();
    assert.deepEqual([told(), timers.delaysMs], [['1,2,3', '4'], []]);
  });

  it('a whole state takes the place of what waits, and overtakes nothing that comes after it', () => {
    const { feed: line, timers, told } = feed();
    for (const sequence of [1, 2]) line.add(event(sequence));
    line.replace({ ...emptySnapshot, sequence: 2 });
    assert.deepEqual([told(), timers.delaysMs], [['whole 2'], []]);
    line.add(event(3));
    timers.fire();
    assert.deepEqual(told(), ['whole 2', '3']);
  });

  it('what was dropped is never sent, and leaves no timer', () => {
    const { feed: line, timers, told } = feed();
    line.add(event(1));
    line.drop();
    assert.deepEqual(timers.delaysMs, []);
    timers.fire();
    assert.deepEqual(told(), []);
    line.add(event(2));
    timers.fire();
    assert.deepEqual(told(), ['2']);
  });
});
