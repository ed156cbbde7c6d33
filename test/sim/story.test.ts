import assert from 'node:assert/strict';
import { anchorOf, continuationMessages } from '../../server/core/index.ts';
import type { ProviderCall } from '../../server/ports/index.ts';
import { percentOf, spreadOf } from './figures.ts';
import { SimClock } from './sim-clock.ts';
import { SimulatedProvider } from './simulated-provider.ts';
import { cut, judge, keywordsStory, scriptStory } from './story.ts';
import { type Manner, tell } from './telling.ts';

const provider = new SimulatedProvider(new SimClock(), {
  plain: {
    behaviour: () => ({ accepts: true, firstMs: 0, betweenMs: 0, pieces: [], endsAfterMs: 0, ending: [] }),
    traits: {},
  },
});

function callFor(messages: ProviderCall['messages'], prefix?: string): ProviderCall {
  const resolution = provider.resolve('plain');
  assert.equal(resolution.kind, 'ready');
  if (resolution.kind !== 'ready') throw new Error('no model');
  return {
    attemptId: 'a',
    target: resolution.target,
    messages,
    maxOutputTokens: 1000,
    expectedOutputTokens: 250,
    omitParameters: [],
    ...(prefix === undefined ? {} : { prefix }),
  };
}

const told = (call: ProviderCall, manner: Manner = 'exactly') =>
  tell(call, 5, manner)
    .pieces.map((part) => (part.type === 'text-delta' ? part.text : ''))
    .join('');

describe('the stories of simulated models', () => {
  it('have no sentence twice and come in pieces that make up the whole', () => {
    for (let number = 0; number < 64; number += 1) {
      const { text } = scriptStory(number);
      const sentences = text.split(/(?<=[.?。])\s*/);
      assert.equal(new Set(sentences).size, sentences.length, text);
      for (const pieces of [1, 2, 5, 12]) {
        const parts = cut(text, pieces);
        assert.equal(parts.length, pieces);
        assert.ok(parts.every((part) => part !== ''));
        assert.equal(parts.join(''), text);
      }
    }
    assert.equal(Array.isArray(JSON.parse(keywordsStory(3).text)), true);
  });

  it('are judged: whole, blemished, partial, nothing, spoiled', () => {
    const story = scriptStory(0);
    const { text } = story;
    const check = (read: string, ended: boolean, expected: string) => assert.equal(judge(story, read, ended), expected);
    check(text, true, 'whole');
    check(text.replace('\n\n', '\n'), true, 'blemished');
    check(text.slice(0, 200), false, 'partial');
    check('', false, 'nothing');
    check(text.slice(0, 200), true, 'spoiled');
    check('', true, 'spoiled');
    check(text.replace(' lamp', ''), true, 'spoiled');
    check(text + text.slice(-80), true, 'spoiled');
    check(`${text.slice(0, 200)}zz`, false, 'spoiled');
    check(scriptStory(1).text, true, 'spoiled');
  });

  it('are continued as the router asks for it, in each manner', () => {
    for (const number of [0, 7]) {
      const { text, messages } = scriptStory(number);
      const kept = text.slice(0, text.indexOf('\n\n'));
      const asked = callFor(continuationMessages(messages, kept, anchorOf(kept)));
      const rest = text.slice(kept.length);
      assert.equal(told(asked), anchorOf(kept) + rest);
      assert.ok(told(asked, 'loosely').endsWith(rest));
      assert.equal(told(asked, 'prefaced'), `Of course. ${anchorOf(kept)}${rest}`);
      assert.equal(told(asked, 'bare'), rest.trimStart());
      assert.equal(told(asked, 'anew'), text);
      assert.equal(told(callFor(messages, kept)), rest);
      assert.equal(told(callFor(messages)), text);
    }
  });

  it('count fewer tokens for a rest than for the whole', () => {
    const { text, messages, usage } = scriptStory(2);
    const { tokens } = tell(callFor(messages, text.slice(0, text.length / 2)), 5, 'exactly');
    assert.ok(Math.abs(tokens - usage.outputTokens / 2) <= 2, `${tokens} of ${usage.outputTokens}`);
  });
});

describe('figures', () => {
  it('percent never hides an exception', () => {
    const check = (part: number, whole: number, expected: string) => assert.equal(percentOf(part, whole), expected);
    check(3, 3, '100 %');
    check(0, 3, '0 %');
    check(0, 0, '-');
    check(19_999, 20_000, '99.995 %');
    check(3995, 4000, '99.87 %');
    check(999, 1000, '99.90 %');
    check(1, 20_000, '0.005 %');
    check(3, 7, '42.8 %');
  });

  it('percentiles are those of the nearest rank', () => {
    const spread = spreadOf(Array.from({ length: 100 }, (_, index) => 100 - index));
    assert.deepEqual(spread, { count: 100, p50: 50, p95: 95, p99: 99, mean: 50.5, most: 100 });
    assert.deepEqual(spreadOf([]), { count: 0, p50: 0, p95: 0, p99: 0, mean: 0, most: 0 });
  });
});
