import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  type Brief,
  Config,
  type ConfigInput,
  KeywordsResult,
  noSentence,
  Part,
  type RequestErrorCode,
  type RoutingWish,
  renderSentence,
  ScriptResult,
} from '../../server/protocol/index.ts';
import { readContext } from '../../server/writing/context.ts';
import { measure } from '../../server/writing/measure.ts';
import { createStudio } from '../../server/writing/studio.ts';
import { type ScriptedCall, scriptedRouter } from './scripted-router.ts';

function setUp(calls: readonly ScriptedCall[], settings: ConfigInput = {}) {
  const router = scriptedRouter(calls);
  const config = Config.parse(settings);
  let ids = 0;
  const newId = () => {
    ids += 1;
    return `request-${ids}`;
  };
  const studio = createStudio({ router, config: () => config, newId });
  const parts: Part[] = [];
  const options = {
    signal: new AbortController().signal,
    onPart: (part: Part) => {
      parts.push(Part.parse(part));
    },
  };
  return { router, studio, parts, options, config };
}

/** What a consumer has in front of it after all parts. */
function fold(parts: readonly Part[]): string {
  let text = '';
  for (const part of parts) {
    if (part.type === 'text-delta') text += part.text;
    else if (part.type === 'text-rewind') text = text.slice(0, part.offset);
  }
  return text;
}

async function write(brief: Brief, calls: readonly ScriptedCall[], routing?: RoutingWish, settings?: ConfigInput) {
  const set = setUp(calls, settings);
  const request = routing === undefined ? { brief } : { brief, routing };
  const result = await set.studio.generateScript(request, set.options);
  assert.equal(set.router.requests.length, calls.length, 'calls made');
  const endings = set.parts.filter(({ type }) => type === 'finish' || type === 'error');
  assert.equal(endings.length, 1);
  assert.equal(set.parts.at(-1), endings[0]);
  assert.equal(endings[0]?.type, result.ok ? 'finish' : 'error');
  if (result.ok) {
    ScriptResult.parse(result.value);
    assert.equal(fold(set.parts), result.value.text);
  }
  return { ...set, result };
}

async function script(brief: Brief, calls: readonly ScriptedCall[], routing?: RoutingWish, settings?: ConfigInput) {
  const written = await write(brief, calls, routing, settings);
  assert.ok(written.result.ok, 'a script is expected');
  return { ...written, value: written.result.value };
}

async function scriptError(brief: Brief, calls: readonly ScriptedCall[], routing?: RoutingWish) {
  const written = await write(brief, calls, routing);
  assert.ok(!written.result.ok, 'an error is expected');
  return { ...written, error: written.result.error };
}

const sentence = 'The bees that fly over the wide meadow, one by one, carry golden pollen home. ';
const lasting = (times: number) => sentence.repeat(times).trim();

describe('studio: script', () => {
  it('streams cleaned text as it comes', async () => {
    const { value, parts, router } = await script({ topic: 'Bees' }, [
      { text: ['**Narrator:** Bees ', 'fly (up', 'beat music) far', ', they do.\n\nWord count: 5'] },
    ]);
    assert.equal(value.text, 'Bees fly far, they do.');
    assert.deepEqual(
      parts.map(({ type }) => type),
      ['attempt-start', 'text-delta', 'text-delta', 'text-delta', 'text-delta', 'usage', 'attempt-end', 'finish'],
    );
    assert.deepEqual(value.warnings, []);
    assert.equal(value.language, 'und');
    assert.equal(value.words, 5);
    assert.equal(value.counted, 'words');
    assert.equal(value.paragraphs, 1);
    assert.equal(router.requests[0]?.task, 'script');
    assert.equal(router.requests[0]?.commitment, 'firstText');
  });

  it('original-system point 9: a script that contains "Error:" passes', async () => {
    const { value } = await script({ topic: 'Bugs' }, [{ text: ['Error: ', 'this is what the screen said.'] }]);
    assert.equal(value.text, 'Error: this is what the screen said.');
  });

  it('original-system point 7: every model gets the same prompt and its answer the same cleaning', async () => {
    const { value, router } = await script({ topic: '蜜蜂' }, [
      { model: 'alpha', text: ['<think>no text</think>'] },
      { model: 'beta', text: ['旁白：蜜蜂飞。'] },
    ]);
    assert.equal(value.text, '蜜蜂飞。');
    assert.deepEqual(router.requests[0]?.messages, router.requests[1]?.messages);
    assert.equal(value.language, 'zh');
    assert.equal(value.counted, 'characters');
  });

  it('asks another model when nothing spoken is left of an answer', async () => {
    const { value, router } = await script({ topic: 'Bees' }, [
      { model: 'alpha', text: ["Sure! Here's your script:"], simulated: true },
      { model: 'beta', text: ['Bees fly.'] },
    ]);
    assert.equal(value.model, 'beta');
    assert.deepEqual(router.requests[1]?.exclude, ['alpha']);
    assert.equal(value.attempts.length, 2);
  });

  it('takes off one pair of quotation marks around the whole text, and no other', async () => {
    for (const [answer, text] of [
      ['"Bees fly.\n\nThey rest."', 'Bees fly.\n\nThey rest.'],
      ['“Bees fly.”', 'Bees fly.'],
      ['"Bees fly," she said. "They rest."', '"Bees fly," she said. "They rest."'],
      ['"Bees" fly.', '"Bees" fly.'],
    ] as const) {
      assert.equal((await script({ topic: 'Bees' }, [{ text: [answer] }])).value.text, text);
    }
  });

  it('says that no answer was usable', async () => {
    const empty: ScriptedCall = { text: ['# Only a title'] };
    assert.equal((await scriptError({ topic: 'Bees' }, [empty, empty])).error.code, 'unusableAnswer');
    const nobody: ScriptedCall = { error: 'noModelEligible' };
    assert.equal((await scriptError({ topic: 'Bees' }, [empty, nobody])).error.code, 'unusableAnswer');
  });

  const refusal = "I'm sorry, but I can't help with that request.";

  it('asks another model when an answer is nothing but a refusal, and takes the refusal back', async () => {
    const { value, router, parts } = await script({ topic: 'Bees' }, [
      { model: 'alpha', text: [refusal] },
      { model: 'beta', text: ['Bees fly.'] },
    ]);
    assert.equal(value.text, 'Bees fly.');
    assert.equal(value.model, 'beta');
    assert.deepEqual(router.requests[1]?.exclude, ['alpha']);
    assert.ok(parts.some((part) => part.type === 'text-rewind' && part.offset === 0));
  });

  it('says that the models refused when the other one refuses too, or nobody else is there', async () => {
    const both = await scriptError({ topic: 'Bees' }, [
      { text: [refusal] },
      { text: ['抱歉，我无法提供这方面的内容。'] },
    ]);
    assert.equal(both.error.code, 'contentFiltered');
    assert.equal(both.error.message, 'The models refused to write about this topic.');
    assert.equal(both.error.hint, 'Word the topic differently, or choose another model.');
    assert.equal(fold(both.parts), '');
    const alone = await scriptError({ topic: 'Bees' }, [{ text: [refusal] }, { error: 'noModelEligible' }]);
    assert.equal(alone.error.code, 'contentFiltered');
  });

  it('keeps a script that begins like a refusal', async () => {
    const text = `${refusal} That is what the robot said to Anna.`;
    assert.equal((await script({ topic: 'Robots' }, [{ text: [text] }])).value.text, text);
  });

  it('keeps the draft when the repair refuses', async () => {
    const { value } = await script({ topic: 'Bees', seconds: 5 }, [{ text: [lasting(7)] }, { text: [refusal] }]);
    assert.equal(value.text, lasting(7));
  });

  it('asks a pinned model again, without excluding it', async () => {
    const { router } = await script({ topic: 'Bees' }, [{ text: ['***'] }, { text: ['Bees fly.'] }], {
      pinnedModel: 'alpha',
    });
    assert.equal(router.requests[1]?.exclude, undefined);
    assert.equal(router.requests[1]?.pinnedModel, 'alpha');
  });

  it('goes back with a rewind of the router and goes on', async () => {
    const { value, parts } = await script({ topic: 'Bees' }, [
      { text: ['**Bees** fly. Then the', 14, ' They **rest**.'] },
    ]);
    assert.equal(value.text, 'Bees fly. They rest.');
    assert.deepEqual(
      parts.filter(({ type }) => type === 'text-rewind'),
      [{ type: 'text-rewind', offset: 9 }],
    );
  });

  it('law: folding the parts gives the text, whatever comes', async () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '**',
        'Bees fly. ',
        '\n\n',
        '(music)',
        '蜜蜂飞。',
        '🐝',
        '\ud83d',
        'Narrator: ',
        '<think>',
        '</think>',
        '# ',
      ),
      fc.nat(60),
    );
    const call = fc.array(piece, { minLength: 1, maxLength: 12 });
    const length = fc.constantFrom({}, { paragraphs: 3 }, { seconds: 20 });
    await fc.assert(
      fc.asyncProperty(call, call, length, async (first, second, asked) => {
        const set = setUp([{ text: first }, { text: second, model: 'beta' }, { text: second, model: 'beta' }]);
        const result = await set.studio.generateScript({ brief: { topic: 'Bees', ...asked } }, set.options);
        if (result.ok) assert.equal(fold(set.parts), result.value.text);
        assert.ok(set.router.requests.length <= 3);
      }),
      { numRuns: 300 },
    );
  });

  it('gives the asked paragraphs without another call', async () => {
    const { value, parts } = await script({ topic: 'Bees', paragraphs: 2 }, [
      { text: ['Bees fly.\n\nThey rest.\n\nThey fly again all day long.'] },
    ]);
    assert.equal(value.text, 'Bees fly. They rest.\n\nThey fly again all day long.');
    assert.equal(value.paragraphs, 2);
    assert.deepEqual(value.warnings, []);
    assert.ok(parts.some((part) => part.type === 'text-rewind' && part.offset === 9));
  });

  it('says so when the paragraphs cannot be reached', async () => {
    const { value } = await script({ topic: 'Bees', paragraphs: 3 }, [{ text: ['Bees fly.'] }]);
    assert.deepEqual(
      value.warnings.map((each) => renderSentence(each)),
      ['The script has 1 of the 3 paragraphs asked for.'],
    );
  });

  it('repairs a missed length with one call and shows the new text', async () => {
    const { value, router, config } = await script({ topic: 'Bees', seconds: 30 }, [
      { model: 'alpha', text: [lasting(10)] },
      { model: 'beta', text: [`Here is the script:\n\n${lasting(4)}`] },
    ]);
    assert.equal(value.text, lasting(4));
    assert.equal(value.model, 'beta');
    assert.deepEqual(value.warnings, []);
    assert.equal(value.seconds, measure(lasting(4), config.writing).seconds);
    const [, repair] = router.requests;
    assert.equal(repair?.task, 'repair');
    assert.equal(repair?.commitment, 'complete');
    const prompt = repair?.messages.at(-1)?.content ?? '';
    assert.ok(prompt.includes(lasting(10)));
    assert.match(prompt, /too long/u);
    assert.equal(readContext(prompt).Task, 'repair length');
  });

  it('keeps the better of the two texts and says what it could not reach', async () => {
    const { value } = await script({ topic: 'Bees', seconds: 30 }, [
      { model: 'alpha', text: [lasting(7)] },
      { model: 'beta', text: ['Bees.'] },
    ]);
    assert.equal(value.text, lasting(7));
    assert.equal(value.model, 'alpha');
    assert.match(
      renderSentence(value.warnings[0] ?? noSentence),
      /^The script takes about \d+ seconds; 30 were asked for\.$/u,
    );
  });

  it('keeps the draft when the repair fails or comes in other letters', async () => {
    const failing = await script({ topic: 'Bees', seconds: 30 }, [
      { text: [lasting(7)] },
      { error: 'allModelsFailed' },
    ]);
    assert.equal(failing.value.text, lasting(7));
    const foreign = await script({ topic: 'Bees', seconds: 30 }, [
      { text: [lasting(7)] },
      { text: ['蜜'.repeat(110)] },
    ]);
    assert.equal(foreign.value.text, lasting(7));
  });

  it('repairs no length that nobody asked for, and none within the tolerance', async () => {
    await script({ topic: 'Bees' }, [{ text: [lasting(1)] }]);
    await script({ topic: 'Bees', seconds: 30 }, [{ text: [lasting(4)] }]);
    await script({ topic: 'Bees', seconds: 30 }, [{ text: [lasting(7)] }], undefined, {
      writing: { lengthTolerance: 1 },
    });
  });

  it('does not start a repair when the time is used up, and gives it only what is left', async () => {
    const wish = { deadlineMs: 5000 };
    const late = await script({ topic: 'Bees', seconds: 30 }, [{ text: [lasting(7)], totalMs: 4500 }], wish);
    assert.equal(late.value.warnings.length, 1);
    const calls = [{ text: [lasting(7)], totalMs: 2000 }, { text: [lasting(4)] }];
    const early = await script({ topic: 'Bees', seconds: 30 }, calls, wish);
    assert.deepEqual(
      early.router.requests.map(({ deadlineMs }) => deadlineMs),
      [5000, 3000],
    );
  });

  it('sums attempts, tokens and cost over all calls', async () => {
    const calls = (cost: number | null): ScriptedCall[] => [
      { text: [lasting(7)], cost: 300 },
      { text: [lasting(4)], cost, simulated: true },
    ];
    const known = await script({ topic: 'Bees', seconds: 30 }, calls(7));
    assert.equal(known.value.costNanoUsd, 307);
    assert.deepEqual(known.value.usage, { inputTokens: 20, outputTokens: 40 });
    assert.deepEqual(
      known.value.attempts.map(({ attemptId }) => attemptId),
      ['attempt-1', 'attempt-2'],
    );
    assert.equal(known.value.requestId, 'request-1');
    assert.equal(known.value.simulated, true);
    assert.equal((await script({ topic: 'Bees', seconds: 30 }, calls(null))).value.costNanoUsd, null);
    assert.equal((await script({ topic: 'Bees' }, [{ text: ['Bees fly.'] }])).value.simulated, false);
  });

  it('warns when the text may be cut off, and drops nothing', async () => {
    const { value, parts } = await script({ topic: 'Bees' }, [{ text: ['Bees fly and'], finish: 'length' }]);
    assert.equal(value.text, 'Bees fly and');
    assert.match(renderSentence(value.warnings[0] ?? noSentence), /may be cut off/u);
    assert.deepEqual(parts.at(-1), { type: 'finish', unified: 'length', raw: 'length' });
  });

  it('warns when the model stopped for a reason nobody knows', async () => {
    const { value } = await script({ topic: 'Bees' }, [{ text: ['Bees fly.'], finish: 'other' }]);
    assert.deepEqual(
      value.warnings.map((each) => renderSentence(each)),
      ['The model stopped for an unusual reason: the script may be incomplete.'],
    );
    assert.deepEqual((await script({ topic: 'Bees' }, [{ text: ['Bees fly.'], finish: 'stop' }])).value.warnings, []);
  });

  it('warns when the script is in the wrong language', async () => {
    const { value } = await script({ topic: 'Bees', language: 'zh-CN' }, [{ text: ['Bees fly.'] }]);
    assert.deepEqual(
      value.warnings.map((each) => renderSentence(each)),
      ['The script does not seem to be in Chinese (China).'],
    );
    assert.equal(value.language, 'zh-CN');
  });

  it('warns when the script is clearly in another language of the same letters', async () => {
    const { value } = await script({ topic: 'Bienen', language: 'de' }, [{ text: [lasting(3)] }]);
    assert.deepEqual(
      value.warnings.map((each) => renderSentence(each)),
      ['The script does not seem to be in German.'],
    );
    const short = await script({ topic: 'Bienen', language: 'de' }, [{ text: ['The bees fly.'] }]);
    assert.deepEqual(short.value.warnings, []);
  });

  it('keeps the text of a broken answer in front of the reader', async () => {
    const { error, parts } = await scriptError({ topic: 'Bees' }, [
      { text: ['Bees fly. They (all of them'], error: 'streamBroken' },
    ]);
    assert.equal(error.code, 'streamBroken');
    assert.equal(fold(parts), 'Bees fly. They (all of them');
  });

  it('says once that a text is kept: errors that say it themselves stay as they are', async () => {
    const hintOf = async (code: RequestErrorCode) =>
      (await scriptError({ topic: 'Bees' }, [{ text: ['Bees fly.'], error: code }])).error.hint;
    assert.equal(await hintOf('deadlineExceeded'), 'Try again. The text written so far was kept.');
    for (const code of ['streamBroken', 'cancelled'] as const) assert.equal(await hintOf(code), 'Try again.');
  });

  it('hands on an error without text as it is', async () => {
    const { error } = await scriptError({ topic: 'Bees' }, [{ error: 'allModelsFailed' }]);
    assert.deepEqual(error, { code: 'allModelsFailed', message: 'No luck.', hint: 'Try again.', attempts: [] });
  });

  it('ends with cancelled, also when it is cancelled in a repair', async () => {
    assert.equal((await scriptError({ topic: 'Bees' }, [{ error: 'cancelled' }])).error.code, 'cancelled');
    const repair = await scriptError({ topic: 'Bees', seconds: 30 }, [{ text: [lasting(7)] }, { error: 'cancelled' }]);
    assert.equal(repair.error.code, 'cancelled');
    assert.equal(fold(repair.parts), lasting(7));
  });

  it('does not start another call once it is cancelled', async () => {
    const abort = new AbortController();
    const set = setUp([{ text: [lasting(7)], before: () => abort.abort() }]);
    const result = await set.studio.generateScript(
      { brief: { topic: 'Bees', seconds: 30 } },
      { ...set.options, signal: abort.signal },
    );
    assert.equal(set.router.requests.length, 1);
    assert.equal(result.ok ? 'ok' : result.error.code, 'cancelled');
  });

  it('explains without sending', () => {
    const set = setUp([]);
    assert.deepEqual(set.studio.explainScript({ brief: { topic: 'Bees' } }).order, ['alpha']);
    assert.equal(set.router.requests[0]?.commitment, 'firstText');
  });
});

interface KeywordsWish {
  readonly topic?: string;
  readonly script?: string;
  readonly amount?: number;
  readonly language?: string;
  readonly routing?: RoutingWish;
}

async function find(request: KeywordsWish, calls: readonly ScriptedCall[]) {
  const set = setUp(calls);
  const result = await set.studio.generateKeywords(request, set.options);
  assert.equal(set.router.requests.length, calls.length, 'calls made');
  assert.ok(set.parts.every(({ type }) => type !== 'text-delta'));
  assert.equal(set.parts.at(-1)?.type, result.ok ? 'finish' : 'error');
  if (result.ok) KeywordsResult.parse(result.value);
  return { ...set, result };
}

async function keywords(request: KeywordsWish, calls: readonly ScriptedCall[]) {
  const found = await find(request, calls);
  assert.ok(found.result.ok, 'keywords are expected');
  return { ...found, value: found.result.value };
}

describe('studio: keywords', () => {
  it('takes a good answer at once', async () => {
    const { value, router } = await keywords({ topic: '蜜蜂', amount: 2 }, [{ text: ['["bee",', ' "hive"]'] }]);
    assert.deepEqual(value.keywords, ['bee', 'hive']);
    assert.deepEqual(value.warnings, []);
    assert.equal(router.requests[0]?.task, 'keywords');
    assert.equal(router.requests[0]?.commitment, 'complete');
    assert.equal(readContext(router.requests[0]?.messages.at(-1)?.content ?? '').Language, 'en');
  });

  it('original-system point 8: one repair call, then the next model, never an invented term', async () => {
    const { value, router } = await keywords({ topic: 'Bees', amount: 3 }, [
      { model: 'alpha', text: ['["bee", "蜜蜂"]'] },
      { model: 'alpha', text: ['A bee, a hive and a jar.'] },
      { model: 'beta', text: ['["bee", "hive"]'] },
    ]);
    assert.deepEqual(value.keywords, ['bee', 'hive']);
    assert.deepEqual(
      value.warnings.map((each) => renderSentence(each)),
      ['Only 2 of the 3 keywords asked for could be used.'],
    );
    assert.equal(value.model, 'beta');
    assert.deepEqual(
      router.requests.map(({ task }) => task),
      ['keywords', 'repair', 'keywords'],
    );
    assert.deepEqual(
      router.requests.map(({ exclude }) => exclude),
      [undefined, undefined, ['alpha']],
    );
    const repair = router.requests[1]?.messages.at(-1)?.content ?? '';
    assert.match(repair, /keep them: \["bee"\]\n2 more are missing/u);
    assert.match(repair, /"蜜蜂": it is in the wrong language/u);
    assert.equal(value.costNanoUsd, 300);
    assert.equal(value.attempts.length, 3);
  });

  it('stops as soon as the list is complete', async () => {
    const { value } = await keywords({ script: 'Bees fly.', amount: 2 }, [
      { text: ['["bee"]'] },
      { text: ['["bee", "hive"]'] },
    ]);
    assert.deepEqual(value.keywords, ['bee', 'hive']);
  });

  it('says that nothing was usable', async () => {
    const { result } = await find({ topic: 'Bees' }, [
      { text: ['Sorry.'] },
      { text: ['[]'] },
      { text: ['["蜜蜂"]'], model: 'beta' },
    ]);
    assert.equal(result.ok ? 'ok' : result.error.code, 'unusableAnswer');
    const alone = await find({ topic: 'Bees' }, [
      { text: ['Sorry.'] },
      { text: ['Sorry.'] },
      { error: 'noModelEligible' },
    ]);
    assert.equal(alone.result.ok ? 'ok' : alone.result.error.code, 'unusableAnswer');
  });

  it('takes a plain list for an answer', async () => {
    const { value } = await keywords({ topic: 'Bees', amount: 2 }, [{ text: ['1. bee\n2. hive'] }]);
    assert.deepEqual(value.keywords, ['bee', 'hive']);
  });

  it('names the true reason when nothing was usable', async () => {
    const messageOf = async (text: string): Promise<string> => {
      const { result } = await find({ topic: 'Bees' }, [{ text: [text] }, { text: [text] }, { text: [text] }]);
      return result.ok ? 'ok' : `${result.error.code}: ${result.error.message}`;
    };
    const start = 'unusableAnswer: The models answered, but';
    assert.equal(await messageOf('Bees are lovely animals.'), `${start} not with a list of keywords.`);
    assert.equal(await messageOf('["蜜蜂"]'), `${start} not with keywords in English.`);
    assert.equal(await messageOf('["a b c d", "e f g h"]'), `${start} their keywords have more than three words.`);
    assert.equal(await messageOf('["a b c d", "蜜蜂"]'), `${start} none of their keywords could be used.`);
    assert.equal(await messageOf('["search term 1"]'), `${start} only with the example of the format.`);
    assert.equal(
      await messageOf("I'm sorry, but I can't help with that request."),
      'contentFiltered: The models refused to write about this topic.',
    );
  });

  it('keeps what it has when a later call fails', async () => {
    const { value } = await keywords({ topic: 'Bees', amount: 2 }, [
      { text: ['["bee"]'] },
      { error: 'allModelsFailed' },
    ]);
    assert.deepEqual(value.keywords, ['bee']);
    assert.equal(value.model, 'alpha');
    assert.equal(value.warnings.length, 1);
  });

  it('stays with a pinned model', async () => {
    const routing = { pinnedModel: 'alpha' };
    const { value } = await keywords({ topic: 'Bees', amount: 2, routing }, [
      { text: ['["bee"]'] },
      { text: ['["bee"]'] },
    ]);
    assert.deepEqual(value.keywords, ['bee']);
  });

  it('hands on the first error, and cancelling at any call', async () => {
    const first = await find({ topic: 'Bees' }, [{ error: 'allModelsFailed' }]);
    assert.equal(first.result.ok ? 'ok' : first.result.error.code, 'allModelsFailed');
    const second = await find({ topic: 'Bees', amount: 2 }, [{ text: ['["bee"]'] }, { error: 'cancelled' }]);
    assert.equal(second.result.ok ? 'ok' : second.result.error.code, 'cancelled');
  });

  it('needs a topic or a script', async () => {
    const { result } = await find({ script: ' ' }, []);
    assert.equal(result.ok ? 'ok' : result.error.code, 'invalidRequest');
  });

  it('finds keywords in the asked language', async () => {
    const { value } = await keywords({ topic: 'Bees', amount: 1, language: 'zh-CN' }, [{ text: ['["bee", "蜜蜂"]'] }]);
    assert.deepEqual(value.keywords, ['蜜蜂']);
  });
});
