import assert from 'node:assert/strict';
import { sentenceText } from '../../server/api/texts/index.ts';
import { sentencesZhCn, vendorNamesZhCn } from '../../server/api/texts/zh-cn-sentences.ts';
import {
  builtInModelIds,
  isSentence,
  noSentence,
  renderSentence,
  Sentence,
  sentence,
  translatable,
} from '../../server/protocol/index.ts';
import { vendors } from '../../server/providers/index.ts';
import { languageWords } from '../../server/writing/language.ts';
import { moduleImports, productSources, readProjectFile } from '../meta/project.ts';
import { codeOf } from '../meta/source-text.ts';

/** Where a template stands. */
interface Use {
  readonly path: string;
  /** Undefined when the template is not written out in the call. */
  readonly template: string | undefined;
}

/** Every call of the contract's `sentence` in a text of code. */
function templatesIn(text: string): (string | undefined)[] {
  const calls = /(?<![\w.])sentence\(\s*('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")?/g;
  return [...codeOf(text, true).matchAll(calls)].map(([, literal]) => literal?.slice(1, -1).replace(/\\(.)/g, '$1'));
}

/** Uses in files that take `sentence` from the contract; others may have a function of that name. */
function usesInProduct(): Use[] {
  return productSources()
    .filter((path) => !path.startsWith('server/protocol/'))
    .filter((path) => moduleImports(path).some(({ target }) => target.startsWith('server/protocol/')))
    .filter((path) => /import \{[^}]*\bsentence\b[^}]*\} from/.test(readProjectFile(path)))
    .flatMap((path) => templatesIn(readProjectFile(path)).map((template) => ({ path, template })));
}

const placesOf = (template: string): string[] => [...new Set(template.match(/\{\d+\}/g) ?? [])].sort();

describe('sentences', () => {
  it('put values into their places, sentences inside sentences too', () => {
    const inner = sentence('{0} s', 5);
    const whole = sentence('{1} after {0}.', inner, 'claude');
    assert.equal(renderSentence(whole), 'claude after 5 s.');
    assert.equal(renderSentence(whole, { '{0} s': '{0} 秒', '{1} after {0}.': '{0}后{1}。' }), '5 秒后claude。');
    assert.equal(renderSentence(whole, { '{0} s': '{0} 秒' }), 'claude after 5 秒.');
    assert.equal(renderSentence(noSentence), '');
  });

  it('take a value for nothing but a value', () => {
    assert.equal(renderSentence(sentence('{0} and {1}', '{1}', '$&')), '{1} and $&');
    assert.equal(renderSentence(translatable('{0}')), '{0}');
    assert.equal(renderSentence(translatable('constructor'), {}), 'constructor');
  });

  it('are told from everything else, and pass the contract', () => {
    const nested = sentence('{0} {1}', sentence('{0}.', 1), 'x');
    assert.ok(isSentence(nested) && isSentence(noSentence));
    assert.deepEqual(Sentence.parse(JSON.parse(JSON.stringify(nested))), nested);
    for (const other of [null, 'text', {}, { key: 'a' }, { key: 1, values: [] }, { key: 'a', values: [null] }]) {
      assert.equal(isSentence(other), false);
      assert.equal(Sentence.safeParse(other).success, false);
    }
  });

  it('name languages and vendors as a Chinese reader does, and leave unknown names alone', () => {
    assert.equal(sentenceText(languageWords('zh-CN'), 'zh-cn'), '中文（中国）');
    assert.equal(sentenceText(languageWords('de'), 'zh-cn'), '德语');
    assert.equal(sentenceText(languageWords('Klingon of old'), 'zh-cn'), 'Klingon of old');
    assert.equal(sentenceText(languageWords('de'), 'en'), 'German');
    const noKey = sentence('No API key is set for {0}.', translatable('ERNIE (Baidu Qianfan)'));
    assert.equal(sentenceText(noKey, 'zh-cn'), '没有设置文心（百度千帆）的 API 密钥。');
    const titles = vendors.map(({ title }) => title);
    assert.ok(titles.length >= builtInModelIds.length);
    for (const name of Object.keys(vendorNamesZhCn)) assert.ok(titles.includes(name), name);
  });
});

describe('translations of sentences', () => {
  const uses = usesInProduct();
  const templates = new Set(uses.flatMap(({ template }) => template ?? []));

  it('are searched for where sentences are made', () => {
    assert.deepEqual(templatesIn(`sentence('a {0}', b) + other.sentence('c') // sentence('d')`), ['a {0}']);
    assert.deepEqual(templatesIn(`sentence(\n  "it's",\n); sentence(text); sentence('don\\'t')`), [
      "it's",
      undefined,
      "don't",
    ]);
    const rooms = new Set(uses.map(({ path }) => path.split('/').slice(0, 2).join('/')));
    assert.deepEqual([...rooms].sort(), ['server/core', 'server/engine', 'server/providers', 'server/writing']);
    assert.ok(templates.size > 100);
  });

  it('can be found: every template is written out in its call', () => {
    assert.deepEqual(
      uses.filter(({ template }) => template === undefined).map(({ path }) => path),
      [],
    );
  });

  it('are complete, and none is for a sentence that nothing says', () => {
    assert.deepEqual(Object.keys(sentencesZhCn).sort(), [...templates].sort());
  });

  it('have the places of the original, and are Chinese', () => {
    for (const [template, chinese] of Object.entries(sentencesZhCn)) {
      assert.deepEqual(placesOf(chinese), placesOf(template), template);
      const wording = template.replace(/\{\d+\}/g, '');
      if (/[a-z]{2}/.test(wording)) assert.match(chinese, /\p{Script=Han}/u, template);
      assert.doesNotMatch(chinese, /\p{Script=Han}[,.;:?!]|[,;:?!.]\p{Script=Han}/u, `Latin punctuation: ${chinese}`);
      assert.doesNotMatch(chinese, /[A-Za-z0-9]\p{Script=Han}|\p{Script=Han}[A-Za-z0-9]/u, `spacing: ${chinese}`);
    }
  });

  it('end as the original does: a whole sentence with a full stop or a question mark, a clause without', () => {
    for (const [template, chinese] of Object.entries(sentencesZhCn)) {
      // What ends with a value ends as the value does.
      if (template.endsWith('}')) continue;
      const isWhole = /[.?]$/.test(template);
      assert.equal(/[。？]$/.test(chinese), isWhole, template);
    }
  });
});
