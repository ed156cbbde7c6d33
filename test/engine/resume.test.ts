import assert from 'node:assert/strict';
import type { FailureSignal } from '../../server/core/failure.ts';
import type { ProviderCall } from '../../server/ports/index.ts';
import type { Part } from '../../server/protocol/index.ts';
import { foldText, harness, outcomes } from './harness.ts';
import { type Behaviour, failsWith, http, inTurn, type Step, says, steps } from './scripted-provider.ts';

const sentences = Array.from({ length: 12 }, (_, index) => `This is sentence number ${index + 1} of the whole story.`);
const story = [sentences.slice(0, 6).join(' '), sentences.slice(6).join(' ')].join('\n\n');

const text = (value: string): Step => steps.part({ type: 'text-delta', text: value });
const pieces = (value: string, size = 17): Step[] =>
  (value.match(new RegExp(`[\\s\\S]{1,${size}}`, 'g')) ?? []).flatMap((piece) => [steps.wait(5), text(piece)]);
const end: readonly Step[] = [
  steps.part({ type: 'usage', usage: { inputTokens: 100, outputTokens: 50 } }),
  steps.part({ type: 'finish', unified: 'stop', raw: 'stop' }),
];
const truncated: FailureSignal = { kind: 'truncated', message: 'cut' };

/** Tells the story up to this character, then breaks. */
const breaksAfter =
  (characters: number, how: Step = steps.error(truncated)): Behaviour =>
  () => [steps.start, steps.wait(100), ...pieces(story.slice(0, characters)), how];

/** The fragment that the request asks to begin with. */
function askedFragment(call: ProviderCall): string {
  const asked = call.messages.at(-1)?.content ?? '';
  const kept = call.messages.at(-2)?.content ?? '';
  const words = kept.trimEnd().slice(-24);
  assert.ok(asked.includes(words), `the request names the last words: ${asked}`);
  return kept.trimEnd().slice(-40);
}

/** Does as it is asked: repeats the fragment and goes on; tells the whole story to a plain request. */
const goesOn: Behaviour = (_, call) => {
  const kept = call.prefix ?? (call.messages.length > 1 ? (call.messages.at(-2)?.content ?? '') : '');
  const repeated = call.prefix === undefined && kept !== '' ? askedFragment(call) : '';
  return [steps.start, steps.wait(100), ...pieces(repeated + story.slice(kept.trimEnd().length)), ...end];
};
const tellsAnew: Behaviour = () => [steps.start, steps.wait(100), ...pieces(story), ...end];

/** A story of its own, whatever it was asked. */
const tellsAnother: Behaviour = () => [
  steps.start,
  steps.wait(100),
  ...pieces('Quite another beginning, as if nothing had been there. '.repeat(9)),
  ...end,
];

const starts = (parts: readonly Part[]) =>
  parts.flatMap((part) => (part.type === 'attempt-start' ? [`${part.modelId} ${part.role}`] : []));
const rewinds = (parts: readonly Part[]) => parts.flatMap((part) => (part.type === 'text-rewind' ? [part.offset] : []));

describe('a text that breaks off after the reader has seen it', () => {
  it('ends as one whole text, whatever the character at which it broke', async () => {
    for (let characters = 1; characters < story.length; characters += 7) {
      const house = harness({ models: { a: inTurn(breaksAfter(characters), goesOn), b: goesOn } });
      const asked = await house.run(() => house.ask());
      assert.equal(asked.text, story, `broken after ${characters} characters`);
      assert.equal(asked.parts.at(-1)?.type, 'finish');
      assert.equal(asked.report.attempts.length, 2);
      assert.equal(house.ledger().length, 2, 'both legs are booked');
      assert.ok(rewinds(asked.parts).length <= 1, 'one seam');
    }
  });

  it('keeps what is complete: takes back to the last whole sentence and no further', async () => {
    const characters = story.indexOf('number 4') + 3;
    const house = harness({ models: { a: inTurn(breaksAfter(characters), goesOn), b: goesOn } });
    const { parts } = await house.run(() => house.ask());
    assert.deepEqual(rewinds(parts), [story.indexOf('This is sentence number 4')]);
  });

  it('asks the same model once, then the next one', async () => {
    const again =
      (characters: number): Behaviour =>
      (_, call) => [
        steps.start,
        steps.wait(50),
        ...pieces(
          askedFragment(call) + story.slice((call.messages.at(-2)?.content ?? '').trimEnd().length, characters),
        ),
        steps.error(truncated),
      ];
    const house = harness({ models: { a: inTurn(breaksAfter(200), again(330)), b: goesOn } });
    const { text: whole, parts, report } = await house.run(() => house.ask());
    assert.equal(whole, story);
    assert.deepEqual(starts(parts), ['a first', 'a resume', 'b resume']);
    assert.deepEqual(outcomes(report), ['a truncated', 'a truncated', 'b success']);
    assert.equal(report.modelId, 'b');
  });

  it('goes straight to the next one when the model is out: its circuit open, its balance used up', async () => {
    const broke = steps.error({ kind: 'inBand', status: 402, message: 'Insufficient Balance', headers: {} });
    const house = harness({ models: { a: breaksAfter(200, broke), b: goesOn } });
    const { text: whole, parts } = await house.run(() => house.ask());
    assert.equal(whole, story);
    assert.deepEqual(starts(parts), ['a first', 'b resume']);
  });

  it('a stall is gone on with like a break', async () => {
    const house = harness({ models: { a: inTurn(breaksAfter(200, steps.hang), goesOn), b: goesOn } });
    const { text: whole, report } = await house.run(() => house.ask());
    assert.equal(whole, story);
    assert.equal(report.attempts[0]?.class, 'stall');
  });

  it('an answer that repeats everything from the top is cut at the seam', async () => {
    const house = harness({ models: { a: inTurn(breaksAfter(200), tellsAnew), b: goesOn } });
    const { text: whole, parts } = await house.run(() => house.ask());
    assert.equal(whole, story);
    assert.deepEqual(starts(parts), ['a first', 'a resume']);
  });

  it('turns away an answer that tells something else, and has the last passage written again', async () => {
    const characters = story.indexOf('number 9') + 4;
    const house = harness({ models: { a: inTurn(breaksAfter(characters), tellsAnother), b: goesOn } });
    const { text: whole, parts, report } = await house.run(() => house.ask());
    assert.equal(whole, story);
    assert.deepEqual(starts(parts), ['a first', 'a resume', 'b resume']);
    assert.deepEqual(rewinds(parts), [
      story.indexOf('This is sentence number 9'),
      story.indexOf('This is sentence number 7'),
    ]);
    assert.equal(report.attempts[1]?.outcome, 'ignored', 'nobody is ill who only misunderstood');
    assert.match(report.attempts[1]?.message ?? '', /did not go on/);
  });

  it('after two legs that broke too the text stays, whole sentences and all, and says that it is incomplete', async () => {
    const house = harness({ models: { a: breaksAfter(200), b: breaksAfter(200), c: goesOn } });
    const { parts, report } = await house.run(() => house.ask());
    assert.equal(report.error?.code, 'streamBroken');
    assert.equal(parts.at(-1)?.type, 'error');
    assert.equal(report.attempts.filter(({ role }) => role === 'resume').length, 2);
    assert.ok(story.startsWith(foldText(parts)), 'an honest beginning of the story');
    assert.ok(foldText(parts).length > 100);
  });

  it('takes nothing more back when the next leg brings nothing: what showed that a sentence had ended is gone by then', async () => {
    const quoted = 'The bay is still. “Listen,” she says. “It is here.” Nobody moves, and the light goes out.';
    const broken: Behaviour = () => [
      steps.start,
      text(quoted.slice(0, quoted.indexOf('moves'))),
      steps.error(truncated),
    ];
    const house = harness({ models: { a: inTurn(broken, failsWith(http(503))), b: failsWith(http(503)) } });
    const { parts, report } = await house.run(() => house.ask());
    assert.deepEqual(starts(parts), ['a first', 'a resume', 'b resume']);
    assert.deepEqual(rewinds(parts), [quoted.indexOf('Nobody')]);
    assert.equal(foldText(parts), quoted.slice(0, quoted.indexOf('Nobody')));
    assert.equal(report.error?.code, 'streamBroken');
  });

  it('legs that show nothing are like failures before the first text: they do not use up the two legs', async () => {
    const dead = failsWith(http(503));
    const models = { a: inTurn(breaksAfter(200), dead), b: dead, c: tellsAnother, d: dead, e: goesOn };
    const { text: whole, parts } = await (async () => {
      const house = harness({ models });
      return house.run(() => house.ask());
    })();
    assert.equal(whole, story);
    assert.deepEqual(starts(parts), ['a first', 'a resume', 'b resume', 'c resume', 'd resume', 'e resume']);

    const few = harness({ models, config: { failover: { maxAttempts: 2 } } });
    const { parts: ended, report } = await few.run(() => few.ask());
    assert.deepEqual(starts(ended), ['a first', 'a resume', 'b resume'], 'but they have a bound, too');
    assert.equal(report.error?.code, 'streamBroken');
  });

  it('uses the own way of a vendor where there is one', async () => {
    const house = harness({
      models: { a: inTurn(breaksAfter(200), goesOn), b: goesOn },
      traits: { a: { continuation: 'prefix' } },
    });
    const { text: whole } = await house.run(() => house.ask());
    assert.equal(whole, story);
    const call = house.provider.calls[1]?.call;
    assert.equal(call?.prefix, story.slice(0, story.indexOf('This is sentence number 5')));
    assert.equal(call?.messages.length, 1);
  });

  it('an end instead of the sentence that was taken back is none', async () => {
    const ends: Behaviour = (_, call) => [steps.start, steps.wait(50), ...pieces(askedFragment(call)), ...end];
    const house = harness({ models: { a: inTurn(breaksAfter(200), ends), b: goesOn } });
    const { text: whole, parts } = await house.run(() => house.ask());
    assert.equal(whole, story);
    assert.deepEqual(starts(parts), ['a first', 'a resume', 'b resume']);
  });

  it('a text that only lacks its end is whole when a model that goes on directly has nothing to add', async () => {
    const chinese = '第一句话说完了。第二句话也说完了。';
    const broken: Behaviour = () => [steps.start, text(chinese), steps.error(truncated)];
    const done: Behaviour = () => [steps.start, steps.error({ kind: 'empty', finish: 'stop' })];
    const house = harness({ models: { a: inTurn(broken, done) }, traits: { a: { continuation: 'prefix' } } });
    const asked = await house.run(() => house.ask());
    assert.equal(asked.text, chinese);
    assert.equal(asked.parts.at(-1)?.type, 'finish');
  });

  it('does nothing of it for work that is used whole: that begins again elsewhere and nothing was shown', async () => {
    const house = harness({ models: { a: breaksAfter(200), b: tellsAnew } });
    const { text: whole, parts } = await house.run(() => house.ask({ task: 'keywords', commitment: 'complete' }));
    assert.equal(whole, story);
    assert.deepEqual(rewinds(parts), []);
    assert.deepEqual(starts(parts), ['a first', 'b failover']);
  });

  it('switched off, or with no leg allowed, the text stays as it is', async () => {
    for (const resume of [{ enabled: false }, { maxResumes: 0 }]) {
      const house = harness({ models: { a: breaksAfter(200), b: goesOn }, config: { resume } });
      const { text: part, report } = await house.run(() => house.ask());
      assert.equal(part, story.slice(0, 200));
      assert.equal(report.error?.code, 'streamBroken');
    }
  });

  it('without failover only the same model is asked', async () => {
    const house = harness({
      models: { a: breaksAfter(200), b: goesOn },
      config: { failover: { enabled: false } },
    });
    const { parts, report } = await house.run(() => house.ask());
    assert.deepEqual(starts(parts), ['a first', 'a resume']);
    assert.equal(report.error?.code, 'streamBroken');
  });

  it('the deadline ends it, honestly', async () => {
    const house = harness({
      models: { a: inTurn(breaksAfter(200), () => [steps.start, steps.hang]), b: goesOn },
      config: { failover: { deadlineMs: 10_000 } },
    });
    const { report, endedAtMs } = await house.run(() => house.ask());
    assert.equal(report.error?.code, 'deadlineExceeded');
    assert.equal(endedAtMs, 10_000);
  });

  it('a cancellation between two legs leaves no timer and no place behind', async () => {
    const house = harness({ models: { a: inTurn(breaksAfter(200), () => [steps.start, steps.hang]), b: goesOn } });
    const controller = new AbortController();
    await house.run(async () => {
      house.clock.setTimer(2000, () => controller.abort());
      const { report } = await house.ask({}, controller.signal);
      assert.equal(report.error?.code, 'cancelled');
    });
    house.stopWatching();
    assert.equal(house.clock.pending(), 0);
    assert.ok(house.engine.snapshot().models.every(({ inFlight }) => inFlight === 0));
  });
});

describe('a request that goes on from a text of earlier', () => {
  const kept = story.slice(0, story.indexOf('This is sentence number 5'));

  it('gives only what is new', async () => {
    const house = harness({ models: { a: goesOn, b: goesOn } });
    const { text: rest, report, parts } = await house.run(() => house.ask({ continueFrom: kept }));
    assert.equal(kept + rest, story);
    assert.deepEqual(starts(parts), ['a first']);
    assert.equal(report.error, null);
  });

  it('takes nothing of the earlier text back when it breaks off again', async () => {
    const again: Behaviour = (_, call) => [
      steps.start,
      ...pieces(`${askedFragment(call)}This is`),
      steps.error(truncated),
    ];
    const house = harness({ models: { a: inTurn(again, goesOn), b: goesOn } });
    const { text: rest, parts } = await house.run(() => house.ask({ continueFrom: kept }));
    assert.equal(kept + rest, story);
    assert.ok(rewinds(parts).every((offset) => offset >= 0));
  });

  it('asks another model when the first tells something else, and says so when nobody goes on', async () => {
    const house = harness({ models: { a: tellsAnother, b: goesOn } });
    const asked = await house.run(() => house.ask({ continueFrom: kept }));
    assert.equal(kept + asked.text, story);
    assert.deepEqual(starts(asked.parts), ['a first', 'b failover']);
    const other = harness({ models: { a: tellsAnother, b: failsWith(http(503)) } });
    const failed = await other.run(() => other.ask({ continueFrom: kept }));
    assert.equal(failed.text, '');
    assert.equal(failed.report.error?.code, 'allModelsFailed');
  });

  it('a short answer of a plain model is no continuation', async () => {
    const house = harness({ models: { a: says('Sure, here it is.') } });
    const { text: rest } = await house.run(() => house.ask({ continueFrom: kept }));
    assert.equal(rest, '');
  });
});
