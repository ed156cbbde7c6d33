import assert from 'node:assert/strict';
import {
  type ConfigInput,
  defaultConfig,
  type KeywordsRequest,
  type Part,
  type ScriptRequest,
} from '../../server/protocol/index.ts';
import { measure } from '../../server/writing/measure.ts';
import { createStudio } from '../../server/writing/studio.ts';
import { type Harness, harness } from '../engine/harness.ts';
import { type Behaviour, failsWith, http, says } from '../engine/scripted-provider.ts';

/** The writer's desk over the whole engine: brief, prompt, router, clean-up, in virtual time. */
function desk(models: Readonly<Record<string, Behaviour>>, config: ConfigInput = {}) {
  const house: Harness = harness({ models, config });
  let ids = 0;
  const studio = createStudio({
    router: house.engine.router,
    config: () => house.engine.config(),
    newId: () => {
      ids += 1;
      return `request-${ids}`;
    },
  });
  const options = { signal: new AbortController().signal, onPart: (_part: Part) => undefined };
  return {
    house,
    script: (brief: ScriptRequest['brief']) => house.run(() => studio.generateScript({ brief }, options)),
    keywords: (request: KeywordsRequest) => house.run(() => studio.generateKeywords(request, options)),
  };
}

describe('acceptance: what the original system got wrong (writing)', () => {
  it('7. after a failover the next model gets the same rules, language and context, and its answer the same clean-up', async () => {
    const { house, script } = desk({
      a: failsWith(http(500)),
      b: says('**Narrator:** The sea sleeps.\n\n[Scene 2]\nIt dreams of rain.'),
    });
    const result = await script({ topic: 'Das Meer bei Nacht', language: 'de', paragraphs: 2 });
    const [first, second] = house.provider.calls;
    assert.deepEqual(first?.call.messages, second?.call.messages);
    const prompt = first?.call.messages.map((message) => message.content).join('\n') ?? '';
    assert.match(prompt, /Subject: Das Meer bei Nacht/);
    assert.match(prompt, /Write the script in German/);
    assert.ok(!/[一-鿿]/.test(prompt), 'no instruction in a language that nobody asked for');
    assert.ok(result.ok);
    assert.equal(result.value.text, 'The sea sleeps.\n\nIt dreams of rain.');
    assert.deepEqual(
      result.value.attempts.map((attempt) => attempt.model),
      ['a', 'b'],
    );
  });

  it('8. keywords come whole from JSON, are checked and de-duplicated; one repair call, then the next model; nothing is made up', async () => {
    const broken =
      'Here you are:\n```json\n["ocean waves", "Ocean Waves", "sea gulls, flying", 42, "harbor at dawn",]\n```';
    const { house, keywords } = desk({
      a: (callNumber, call) => says(callNumber === 1 ? broken : '["fishing boat"]')(callNumber, call),
      b: says('["lighthouse"]'),
    });
    const result = await keywords({ topic: 'The sea', amount: 5 });
    assert.ok(result.ok, JSON.stringify(result));
    const allowed = new Set([
      'ocean waves',
      'sea gulls flying',
      'sea gulls, flying',
      'harbor at dawn',
      'fishing boat',
      'lighthouse',
    ]);
    assert.ok(
      result.value.keywords.every((keyword) => allowed.has(keyword.toLowerCase())),
      result.value.keywords.join(' | '),
    );
    assert.equal(
      new Set(result.value.keywords.map((keyword) => keyword.toLowerCase())).size,
      result.value.keywords.length,
    );
    assert.ok(
      result.value.keywords.length < 5 && result.value.warnings.length > 0,
      'fewer than asked is said, not filled up',
    );
    assert.deepEqual(house.provider.counts(), { a: 2, b: 1 });
  });

  it('9. success is decided from status, finish and content: a script that says "Error:" passes, an empty answer does not', async () => {
    const text = 'Error: that is what the screen said. 当日额度已消耗完 was the note below it.';
    const { script } = desk({ a: says(''), b: says(text) });
    const result = await script({ topic: 'A bad day' });
    assert.ok(result.ok);
    assert.equal(result.value.text, text);
    assert.deepEqual(
      result.value.attempts.map((attempt) => attempt.class),
      ['empty', null],
    );
  });

  it('15. the spoken time is measured by words or characters of the language, plus pauses', () => {
    const pace = {
      wordsPerMinute: defaultConfig.writing.wordsPerMinute,
      charactersPerMinute: defaultConfig.writing.charactersPerMinute,
    };
    const english = measure(`${'The sea is quiet at night. '.repeat(25)}`, pace);
    assert.equal(english.words, 150);
    assert.ok(english.seconds >= 60 && english.seconds < 80, `${english.seconds} s for 150 English words`);
    const chinese = measure('海在夜里很安静。'.repeat(30), pace);
    assert.ok(chinese.seconds > 50 && chinese.seconds < 75, `${chinese.seconds} s for 210 Chinese characters`);
    const russian = measure('Море ночью тихое. '.repeat(22), pace);
    assert.ok(russian.seconds < 40, `${russian.seconds} s for 66 Russian words`);
  });
});
