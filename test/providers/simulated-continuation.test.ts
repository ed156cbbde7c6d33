import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { anchorOf, continuationMessages, createSeam, resumePoint } from '../../server/core/index.ts';
import { type Brief, defaultConfig, type Message } from '../../server/protocol/index.ts';
import { readContinued } from '../../server/providers/simulated/continuation.ts';
import { createAnswerer } from '../../server/providers/simulated/pieces.ts';
import { planScript } from '../../server/writing/brief.ts';
import { scriptPrompt } from '../../server/writing/prompts.ts';
import { SimRandom } from '../sim/sim-random.ts';

const answer = (messages: readonly Message[], seed: number): string =>
  createAnswerer(
    new SimRandom(seed),
    4,
  )(messages)
    .pieces.map(({ text }) => text)
    .join('');

/** A script that broke off after this share and that another model went on with. */
const goOn = (brief: Brief, share: number, seed: number) => {
  const plan = planScript(brief, defaultConfig.writing);
  const messages = scriptPrompt(plan);
  const first = answer(messages, seed);
  const delivered = first.slice(0, Math.round(first.length * share));
  const kept = delivered.slice(0, resumePoint(delivered));
  const anchor = anchorOf(kept);
  const seam = createSeam({ kept, anchor, mode: 'anchor' });
  const continuation = answer(continuationMessages(messages, kept, anchor), seed + 1);
  const steps = [...continuation].map((character) => seam.push(character));
  steps.push(seam.end());
  assert.ok(!steps.some(({ kind }) => kind === 'rejected'), continuation);
  const text = kept + steps.map((step) => (step.kind === 'text' ? step.text : '')).join('');
  return { plan, kept, text, continuation };
};

describe('a simulated model that goes on from a text', () => {
  it('makes the script whole: its paragraphs, about its length, an ending, no sentence twice', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('Why cats purr', 'Saving money as a student', '城市里的蜜蜂'),
        fc.integer({ min: 30, max: 120 }),
        fc.integer({ min: 10, max: 95 }),
        fc.nat(1000),
        (topic, seconds, percent, seed) => {
          const { plan, kept, text } = goOn({ topic, seconds }, percent / 100, seed);
          assert.ok(text.startsWith(kept));
          assert.match(text, /[.?!。？！]$/u);
          const paragraphs = text.split('\n\n');
          assert.equal(paragraphs.length, plan.paragraphs, text);
          for (const paragraph of paragraphs) assert.match(paragraph, /^\S[^\n]*[.?!。？！]$/u);
          const amount = text.match(plan.unit === 'words' ? /[\p{L}\p{N}'’-]+/gu : /[\p{L}\p{N}]/gu)?.length ?? 0;
          assert.ok(Math.abs(amount - plan.amount) <= 25 + plan.amount * 0.2, `${amount} instead of ${plan.amount}`);
          const sentences = text.split(/(?<=[.?!。？！])\s*/u).map((sentence) => sentence.trim());
          assert.equal(new Set(sentences).size, sentences.length, text);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('repeats the end of what is there first', () => {
    const { kept, continuation } = goOn({ topic: 'Why cats purr', seconds: 60 }, 0.5, 1);
    assert.ok(continuation.startsWith(anchorOf(kept)));
    assert.ok(continuation.length > anchorOf(kept).length + 40);
  });

  it('takes no other request for one to go on', () => {
    const user = { role: 'user', content: 'Go on from «the end»' } as const;
    assert.equal(readContinued([user]), undefined);
    assert.equal(readContinued([{ role: 'assistant', content: 'Another text.' }, user]), undefined);
    assert.equal(
      readContinued([
        { role: 'assistant', content: 'the end' },
        { ...user, content: 'Thanks' },
      ]),
      undefined,
    );
    assert.equal(readContinued([{ role: 'assistant', content: 'It is the end ' }, user])?.fragment, 'the end');
    assert.equal(readContinued([]), undefined);
  });
});
