import assert from 'node:assert/strict';
import fc from 'fast-check';
import { mergeKeywords, parseKeywords } from '../../server/writing/keywords.ts';

const check = (answer: string, expected: readonly string[], amount = 5, language = 'en') =>
  assert.deepEqual(parseKeywords(answer, amount, language).keywords, expected);

describe('keywords', () => {
  const readable: Readonly<Record<string, string>> = {
    'a plain array': '["bee", "hive", "honey jar"]',
    'a fence': '```json\n["bee", "hive", "honey jar"]\n```',
    'text around it': 'Here are [3] terms for you:\n["bee", "hive", "honey jar"]\nHope this helps [really]!',
    'lines in it': '[\n  "bee",\n  "hive",\n  "honey jar"\n]',
    'an object': '{"keywords": ["bee", "hive", "honey jar"]}',
    'an object with more': '{"count": 3, "terms": ["bee", "hive", "honey jar"], "notes": ["x"]}',
    'objects in it': '[{"keyword": "bee"}, {"keyword": "hive"}, {"term": "honey jar"}]',
    'single quotes': "['bee', 'hive', 'honey jar']",
    'a comma too many': '["bee", "hive", "honey jar",]',
    'a missing end behind a comma': '["bee", "hive", "honey jar",',
    'an object with a missing end': '{"keywords": ["bee", "hive", "honey jar"]',
    'apostrophes in single quotes': "['bee', 'hive', 'honey jar',]",
    'an example of the format in front of it':
      'The format is ["search term 1", "search term 2", "search term 3"].\n\n["bee", "hive", "honey jar"]',
    'a draft in front of it': 'Draft: ["bug", "ant", "fly"]\nFinal: ["bee", "hive", "honey jar"]',
    'a remark behind it': '["bee", "hive", "honey jar"]\nI left out ["wasp"].',
    'terminal sequences': '["\\u001b[31mbee\\u001b[0m", "hi\\u0000ve", "honey\u001b[1m jar\u202e"]',
    'comments and dots': '[ // terms\n "bee", /* x */ "hive", "honey jar", ...\n]',
    'full-width quotes': '[“bee”, “hive”, “honey jar”]',
    'thinking in front': '<think>maybe ["wasp","fly","ant","moth"]</think>["bee", "hive", "honey jar"]',
    'numbers and points in the terms': '["1. bee", "- hive", "honey jar."]',
    'a bracket inside a string': '["bee", "hive", "honey jar", "far ] away, [ x"]',
  };
  for (const [name, answer] of Object.entries(readable)) {
    it(`reads ${name}`, () => check(answer, ['bee', 'hive', 'honey jar']));
  }

  it('original-system point 8: an array is never cut into pieces and nothing is filled up', () => {
    const parsed = parseKeywords('["bee swarm", "hive"]', 5, 'en');
    assert.deepEqual(parsed, { keywords: ['bee swarm', 'hive'], missing: 3, rejected: [] });
  });

  const plain: Readonly<Record<string, string>> = {
    'one term a line': 'bee\nhive\nhoney jar',
    'a numbered list': '1. bee\n2. hive\n3) honey jar',
    'a bulleted list': '- bee\n* hive\n• honey jar',
    'bold and quoted items': '- **bee**\n- "hive"\n- `honey jar`',
    'an announcement and a fence': 'Here are 3 search terms:\n\n```\nbee\nhive\nhoney jar\n```',
    commas: 'bee, hive, honey jar',
    'commas behind a label': '**Keywords:** bee, hive, honey jar',
    'thinking in front of a list': '<think>bees, wasps</think>\nbee, hive, honey jar',
  };
  for (const [name, answer] of Object.entries(plain)) {
    it(`reads a plain list: ${name}`, () => check(answer, ['bee', 'hive', 'honey jar']));
  }

  it('reads a plain list in Chinese', () => {
    check('1. 蜜蜂\n2. 蜂巢', ['蜜蜂', '蜂巢'], 5, 'zh-CN');
    check('蜜蜂、蜂巢，花海', ['蜜蜂', '蜂巢', '花海'], 5, 'zh-CN');
  });

  it('takes nothing from a plain list unless every item is a term', () => {
    for (const answer of [
      'bee, hive, the honey jar on a table',
      'bee\nhive\nBees fly.',
      '- bee: an insect\n- hive: its home',
      'bee',
      'bee, hive and the rest!',
      'Sorry, no keywords',
      'No, thanks',
      'I cannot help\nwith that',
    ]) {
      assert.deepEqual(parseKeywords(answer, 5, 'en').keywords, [], answer);
    }
  });

  it('names the wrong language of a plain list', () => {
    assert.deepEqual(parseKeywords('bee, 蜜蜂', 5, 'en'), {
      keywords: [],
      missing: 5,
      rejected: [{ term: '蜜蜂', reason: 'wrongLanguage' }],
    });
  });

  it('does not make keywords of prose or errors', () => {
    for (const answer of ['I am sorry, I cannot do that.', 'Error: 500', '', '[]', '{}', '[1, 2]', 'null', '"bee"']) {
      assert.deepEqual(parseKeywords(answer, 5, 'en').keywords, [], answer);
      assert.equal(parseKeywords(answer, 5, 'en').missing, 5);
    }
  });

  it('says why a term was not taken', () => {
    const parsed = parseKeywords('["bee", 7, "", "蜜蜂", "Bees", "a b c d", "sea, sky", "hive", "jar"]', 3, 'en');
    assert.deepEqual(parsed.keywords, ['bee', 'hive', 'jar']);
    assert.deepEqual(
      parsed.rejected.map(({ reason }) => reason),
      ['notText', 'empty', 'wrongLanguage', 'duplicate', 'tooLong', 'severalTerms'],
    );
    assert.equal(parsed.missing, 0);
  });

  it('drops doubles whatever their case and number', () => {
    check('["City street", "city streets", "CITY STREET", "berry", "berries", "glass", "glasses", "bus"]', [
      'City street',
      'berry',
      'glass',
      'bus',
    ]);
  });

  it('cuts to the asked number and reports the surplus', () => {
    const parsed = parseKeywords('["bee", "hive", "jar"]', 2, 'en');
    assert.deepEqual(parsed.keywords, ['bee', 'hive']);
    assert.deepEqual(parsed.rejected, [{ term: 'jar', reason: 'surplus' }]);
  });

  it('leaves the last term of an answer that was cut off, which may be half a word or half a term', () => {
    for (const end of ['"honey j', '"honey j"', '"honey"', '"']) check(`["bee", "hive", ${end}`, ['bee', 'hive']);
    check('[{"keyword": "bee"}, {"keyword": "sunny mea"', ['bee']);
  });

  it('takes nothing from brackets in a sentence, links and sums of texts', () => {
    for (const answer of [
      "I can't help with that [policy 4].",
      'See [content policy](https://example.org).',
      'See ["content policy"](https://example.org).',
      'Here are terms [for a video]: bee, hive',
      '[bee hive](http://example.org), [sun]',
      '["bee" + "hive"]',
      '[bee, hive]',
    ]) {
      assert.deepEqual(parseKeywords(answer, 3, 'en').keywords, [], answer);
    }
  });

  it('keeps an apostrophe in single quotes', () => {
    check("['bee's hive', 'sun']", ["bee's hive", 'sun']);
    check("['bee', 'bee\\'s hive']", ['bee', "bee's hive"]);
  });

  it('does not take the example of the prompt for an answer', () => {
    const parsed = parseKeywords('["search term 1", "Search Term 2", "bee"]', 3, 'en');
    assert.deepEqual(parsed.keywords, ['bee']);
    assert.deepEqual(
      parsed.rejected.map(({ reason }) => reason),
      ['example', 'example'],
    );
    assert.deepEqual(parseKeywords('["search term 1", "search term 2"]', 2, 'en').keywords, []);
  });

  it('prefers the last list among those with as many of the asked terms', () => {
    check('["a", "b", "c", "d"] and then ["bee", "hive"]', ['bee', 'hive'], 2);
    check('["bee", "hive"] without ["wasp"]', ['bee', 'hive'], 2);
  });

  it('accepts accents in English and other languages when asked', () => {
    check('["café table", "bee"]', ['café table', 'bee']);
    check('["蜜蜂", "bee", "花海"]', ['蜜蜂', '花海'], 5, 'zh-CN');
    check('["пчела", "улей"]', ['пчела', 'улей'], 5, 'Russian');
    check('["蜜蜂", "bee"]', ['bee'], 5, 'English');
  });

  it('law: at most N, each a text of the answer, each once', () => {
    const item = fc.oneof(
      fc.constantFrom('bee', 'Bees', 'hive', '蜜蜂', 'a b c d', ''),
      fc.integer(),
      fc.constant(null),
    );
    fc.assert(
      fc.property(fc.array(item, { maxLength: 12 }), fc.integer({ min: 1, max: 6 }), (items, amount) => {
        const answer = `Terms: ${JSON.stringify(items)}`;
        const { keywords, missing } = parseKeywords(answer, amount, 'en');
        assert.equal(keywords.length + missing, amount);
        assert.equal(new Set(keywords.map((each) => each.toLowerCase())).size, keywords.length);
        for (const keyword of keywords) assert.ok(answer.includes(keyword));
      }),
    );
  });

  it('law: never throws', () => {
    const piece = fc.constantFrom('[', ']', '{', '}', '"', ',', 'bee', '\\', ':', '\n', '```', '<think>', '1');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        assert.ok(parseKeywords(pieces.join(''), 3, 'en').keywords.length <= 3);
      }),
    );
  });

  it('puts two answers together', () => {
    assert.deepEqual(mergeKeywords(['bee', 'hive'], ['jar', 'Bees', 'hive'], 5), ['jar', 'Bees', 'hive']);
    assert.deepEqual(mergeKeywords(['bee', 'hive'], ['jar'], 5), ['bee', 'hive', 'jar']);
    assert.deepEqual(mergeKeywords(['bee', 'hive'], ['jar', 'sky'], 3), ['bee', 'hive', 'jar']);
  });
});
