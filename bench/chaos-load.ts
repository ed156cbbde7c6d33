import { setTimeout } from 'node:timers/promises';
import type { AttemptReport, RequestErrorCode, StrategyId } from '../server/protocol/index.ts';
import { readStory, type Story, topicOf } from './chaos-story.ts';
import type { ChaosWindow } from './chaos-window.ts';

/** What a writer has in the end. `partial`: an error, and the beginning of the script. `nothing`: an error and no text. */
export type Delivery = 'whole' | 'partial' | 'nothing' | 'spoiled';

/** What became of one request. Times are milliseconds since it was asked for the last time. */
export interface StoryOutcome {
  readonly story: number;
  readonly strategy: StrategyId;
  readonly delivery: Delivery;
  readonly errorCode: RequestErrorCode | null;
  readonly errorMessage: string | null;
  /** How often the daemon was killed while it ran. */
  readonly interruptions: number;
  readonly firstTextMs: number | null;
  readonly totalMs: number;
  readonly requestId: string | null;
  readonly attempts: readonly AttemptReport[];
  /** Attempts that were announced while it ran for the last time. */
  readonly attemptIds: readonly string[];
  readonly costNanoUsd: number | null;
  /** Who tells the sentences: one model, or several when an answer was continued by another. */
  readonly tellers: number;
  /** What is wrong with a spoiled text: the words around the place. */
  readonly damage: string | null;
}

/** A place at which one sits and writes: a window that is opened again whenever it breaks off. */
export interface Seat {
  readonly strategy: StrategyId;
  window(): Promise<ChaosWindow>;
}

/** A connection that is said to have broken off closes within this time, in milliseconds; otherwise the answer was none. */
const closingMs = 5000;

const endsSoon = (closed: Promise<void>): Promise<boolean> =>
  Promise.race([closed.then(() => true), setTimeout(closingMs, false, { ref: false })]);

/** More kills than this no request has to live through. */
const mostInterruptions = 20;

/** Asks for one script like a person would: when the connection breaks off, once more in the window that is opened again. */
async function writeOne(seat: Seat, story: Story): Promise<StoryOutcome> {
  let damage: string | null = null;
  for (let interruptions = 0; ; interruptions += 1) {
    const { client, closed } = await seat.window();
    const startedMs = performance.now();
    let firstTextMs: number | null = null;
    let shown = '';
    const attemptIds: string[] = [];
    const result = await client.call(
      'script/generate',
      { brief: { topic: topicOf(story) } },
      {
        onPart(part) {
          if (part.type === 'text-delta') {
            firstTextMs ??= performance.now() - startedMs;
            shown += part.text;
          } else if (part.type === 'text-rewind') shown = shown.slice(0, part.offset);
          else if (part.type === 'attempt-start') attemptIds.push(part.attemptId);
        },
      },
    );
    const totalMs = performance.now() - startedMs;
    const text = result.ok ? result.value.text : shown;
    const reading = readStory(story, text);
    if (reading.kind === 'spoiled') damage ??= around(text, reading.end);
    if (result.ok && reading.kind === 'part') damage ??= `ends early: ${around(text, reading.end)}`;
    if (result.ok && shown !== text)
      damage ??= `the parts do not give the text: ${around(shown, differsAt(shown, text))}`;
    const brokeOff = !result.ok && result.error.code === 'disconnected';
    if (brokeOff && interruptions < mostInterruptions && (await endsSoon(closed))) continue;
    return {
      story: story.number,
      strategy: seat.strategy,
      delivery: damage !== null ? 'spoiled' : result.ok ? 'whole' : text.trim() === '' ? 'nothing' : 'partial',
      errorCode: result.ok ? null : result.error.code,
      errorMessage: result.ok ? null : result.error.message,
      interruptions,
      firstTextMs,
      totalMs,
      requestId: result.ok ? result.value.requestId : null,
      attempts: result.ok ? result.value.attempts : [],
      attemptIds,
      costNanoUsd: result.ok ? result.value.costNanoUsd : null,
      tellers: new Set(reading.tellers).size,
      damage,
    };
  }
}

/** All stories, so many at a time, each at one of the seats in turn. */
export async function writeAll(
  stories: readonly Story[],
  concurrent: number,
  seats: readonly Seat[],
  onOutcome: (outcome: StoryOutcome) => void,
): Promise<void> {
  const waiting = stories.values();
  const write = async () => {
    for (const story of waiting) {
      const seat = seats[story.number % seats.length];
      if (seat === undefined) throw new Error('There is no seat to write at.');
      onOutcome(await writeOne(seat, story));
    }
  };
  await Promise.all(Array.from({ length: concurrent }, write));
}

const around = (text: string, at: number): string =>
  JSON.stringify(`${text.slice(Math.max(0, at - 90), at)} >>> ${text.slice(at, at + 110)}`);

function differsAt(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return at;
}
