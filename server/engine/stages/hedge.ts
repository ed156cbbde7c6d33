import type { Part } from '../../protocol/index.ts';
import type { AttemptContext, RequestContext } from '../context.ts';
import { HeldParts } from '../held-parts.ts';

/** One of the attempts that run beside each other. */
export interface Entrant {
  readonly attempt: AttemptContext;
  readonly parts: AsyncGenerator<Part>;
}

/** An attempt in the race: what it has said so far is held until it is the first to say something real. */
interface Runner extends Entrant {
  readonly held: HeldParts;
  /** What its last reading gave; undefined while it is being read. */
  ready: IteratorResult<Part, void> | { readonly error: unknown } | undefined;
  over: boolean;
}

/**
 * Asks a second model when the first has said nothing real for `delayMs`, and goes on with whichever begins first; the other one is
 * cancelled before the first word is shown, without blame, and what it cost is booked. A leg that fails leaves the other one running; the
 * second one is replaced, within the attempt allowance and the budget, when it fails while the first is still silent. After the first text there is one leg and no race: what is
 * left of the winner becomes the `rest` of the first attempt, read on directly because every detour costs every part.
 */
export async function* race(
  context: RequestContext,
  first: Entrant,
  delayMs: number,
  second: () => Entrant | undefined,
): AsyncGenerator<Part> {
  const { clock } = context.workshop;
  const { holdEvents, holdBytes } = context.config.failover;
  const runners: Runner[] = [];
  let wake: () => void = () => undefined;
  let isDue = false;

  const read = (runner: Runner) => {
    runner.ready = undefined;
    runner.parts.next().then(
      (result) => {
        runner.ready = result;
        wake();
      },
      (error: unknown) => {
        runner.ready = { error };
        wake();
      },
    );
  };
  const enter = (entrant: Entrant) => {
    const held = new HeldParts(holdEvents, holdBytes, 'firstText');
    const runner: Runner = { ...entrant, held, ready: undefined, over: false };
    runners.push(runner);
    read(runner);
  };
  const stopTimer = clock.setTimer(delayMs, () => {
    isDue = true;
    wake();
  });

  let winner: Runner | undefined;
  let firstText: Part | undefined;
  try {
    enter(first);
    while (winner === undefined) {
      const runner = runners.find(({ ready, over }) => ready !== undefined && !over);
      if (runner?.ready === undefined) {
        if (isDue) {
          isDue = false;
          const entrant = second();
          if (entrant) enter(entrant);
        }
        await new Promise<void>((resolve) => {
          wake = resolve;
          // What came between the look and the wait.
          if (isDue || runners.some(({ ready, over }) => ready !== undefined && !over)) resolve();
        });
        continue;
      }
      const part = partOf(runner);
      if (part === undefined) {
        if (runners.every(({ over }) => over)) return;
        // The second one has failed while the first is still silent: somebody else may be quicker.
        isDue = runner.attempt.role === 'hedge';
        continue;
      }
      if (part.type === 'attempt-start' || part.type === 'attempt-end') {
        read(runner);
        yield part;
      } else if (part.type === 'text-delta' && part.text.trim() !== '') {
        winner = runner;
        firstText = part;
      } else {
        runner.held.add(part);
        read(runner);
      }
    }
    stopTimer();
    context.deliveredBy = winner.attempt.record?.modelId ?? null;
    for (const runner of runners) {
      if (runner === winner || runner.over) continue;
      runner.attempt.stopped = 'outpaced';
      runner.attempt.controller.abort('outpaced');
      yield* lastParts(runner, () => new Promise<void>((resolve) => (wake = resolve)), read);
    }
    yield* winner.held.release();
    if (firstText) yield firstText;
    winner.over = true;
    first.attempt.rest = winner.parts;
  } finally {
    stopTimer();
    // The reader went away: every leg ends now, and is judged and booked by its own record.
    for (const { attempt, over } of runners) if (!over) attempt.controller.abort('ended');
    for (const { parts, over } of runners) if (!over) await parts.return(undefined);
  }
}

/** The part that was read; undefined when the leg is over. */
function partOf(runner: Runner): Part | undefined {
  const { ready } = runner;
  if (ready === undefined) return undefined;
  if ('error' in ready) {
    runner.over = true;
    throw ready.error;
  }
  if (ready.done === true) {
    runner.over = true;
    return undefined;
  }
  return ready.value;
}

/** Reads a cancelled leg to its end, so that it is judged and its place is free before anything else happens. */
async function* lastParts(
  runner: Runner,
  wait: () => Promise<void>,
  read: (runner: Runner) => void,
): AsyncGenerator<Part> {
  while (!runner.over) {
    if (runner.ready === undefined) {
      await wait();
      continue;
    }
    const part = partOf(runner);
    if (part === undefined) return;
    read(runner);
    if (part.type === 'attempt-end') yield part;
  }
}
