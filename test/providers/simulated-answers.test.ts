import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { type Brief, defaultConfig, type Message } from '../../server/protocol/index.ts';
import { answerText } from '../../server/providers/simulated/answers.ts';
import { readRequest } from '../../server/providers/simulated/request.ts';
import { commonTerms, themes } from '../../server/providers/simulated/texts.ts';
import { planScript } from '../../server/writing/brief.ts';
import { keywordsPrompt, scriptPrompt } from '../../server/writing/prompts.ts';
import { SimRandom } from '../sim/sim-random.ts';

const answer = (messages: readonly Message[], seed = 1): string =>
  answerText(readRequest(messages), new SimRandom(seed));
const script = (brief: Brief, seed = 1) => {
  const plan = planScript(brief, defaultConfig.writing);
  return { plan, text: answer(scriptPrompt(plan), seed) };
};
const words = (text: string): number => text.match(/[\p{L}\p{N}'’-]+/gu)?.length ?? 0;
const characters = (text: string): number => text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
const user = (content: string): Message[] => [{ role: 'user', content }];

describe('simulated scripts', () => {
  it('have the paragraphs and the length that our prompts ask for, in English and Chinese', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('Why cats purr', 'Saving money as a student', '城市里的蜜蜂', '为什么猫会呼噜'),
        fc.integer({ min: 20, max: 900 }),
        fc.nat(1000),
        (topic, seconds, seed) => {
          const { plan, text } = script({ topic, seconds }, seed);
          assert.equal(text.split('\n\n').length, plan.paragraphs);
          const got = plan.unit === 'words' ? words(text) : characters(text);
          assert.ok(Math.abs(got - plan.amount) <= Math.max(4, plan.amount * 0.1), `${got} instead of ${plan.amount}`);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('name the subject, repeat no sentence in a short video and are nothing but spoken text', () => {
    for (let seed = 0; seed < 50; seed += 1) {
      for (const brief of [
        { topic: 'Why cats purr', seconds: 90 },
        { topic: '咖啡的历史', seconds: 90 },
      ]) {
        const { text } = script(brief, seed);
        assert.ok(text.includes(brief.topic));
        const sentences = text.split(/(?<=[.?!。？！])\s*/u);
        assert.equal(new Set(sentences).size, sentences.length, text);
        assert.doesNotMatch(text, /[{}[\]#*_"]|undefined|script|narrator/i);
        for (const paragraph of text.split('\n\n')) assert.match(paragraph, /^\S.*[.?!。？！]$/u);
      }
    }
  });

  it('follow the language that is asked for, then that of the subject; other languages get English', () => {
    const han = /\p{Script=Han}/u;
    assert.match(script({ topic: 'Why cats purr', language: 'zh-CN' }).text, han);
    assert.match(script({ topic: '城市里的蜜蜂' }).text, /说|看|一/u);
    assert.doesNotMatch(script({ topic: 'Pourquoi les chats ronronnent', language: 'fr' }).text, han);
    assert.match(script({ topic: '城市里的蜜蜂', language: 'en' }).text, /\bthe\b/);
  });

  it('answer prompts of other clients, too', () => {
    const original = 'Generate a script for a video.\n- video subject: The smell of rain\n- number of paragraphs: 3';
    const text = answer(user(original));
    assert.equal(text.split('\n\n').length, 3);
    assert.ok(text.includes('The smell of rain'));
    const headed = `Generate 4 search terms for stock videos.\n### Video Subject\nThe smell of rain\n### Video Script\nIt rains.`;
    const terms: unknown = JSON.parse(answer(user(headed)));
    assert.ok(Array.isArray(terms) && terms.length === 4);
  });

  it('say that they are simulated when it is not known where they will be shown', () => {
    assert.match(answer(user('What is the capital of France?')), /simulated answer; no real model was asked/);
    assert.match(answer(user('法国的首都是哪里？')), /模拟回答/);
    assert.match(answer([]), /simulated/);
  });
});

describe('simulated keywords', () => {
  const keywords = (subject: string | undefined, amount: number, language: string, seed = 1): string[] => {
    const plan = {
      subject,
      script: subject === undefined ? 'Bees fly far.\nThey return.' : undefined,
      amount,
      language,
    };
    const parsed: unknown = JSON.parse(answer(keywordsPrompt(plan), seed));
    assert.ok(Array.isArray(parsed));
    return parsed.map(String);
  };

  it('are exactly as many as asked for, each one once, in 1 to 3 words that can be filmed', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('Why cats purr', 'saving money', '城市里的蜜蜂', 'How to', undefined),
        fc.integer({ min: 1, max: 50 }),
        fc.nat(1000),
        (subject, amount, seed) => {
          const terms = keywords(subject, amount, 'en', seed);
          assert.equal(terms.length, amount);
          assert.equal(new Set(terms).size, amount);
          for (const term of terms) assert.match(term, /^[a-z]+( [a-z]+){0,2}$/);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('belong to the subject where it is understood, in either language', () => {
    assert.ok(keywords('城市里的蜜蜂', 5, 'en').includes('bees on flowers'));
    assert.ok(keywords('Why bees dance in the garden', 5, 'en').includes('bees dance'));
    assert.ok(keywords('城市里的蜜蜂', 5, 'zh-CN').includes('花上的蜜蜂'));
    for (const term of keywords('The city at night', 20, 'Chinese')) assert.match(term, /^\p{Script=Han}+$/u);
  });

  it('come from lists without repetitions', () => {
    assert.ok(new Set(commonTerms.map(([english]) => english)).size >= 50);
    for (const list of [commonTerms, ...themes.map((theme) => theme.terms)]) {
      assert.equal(new Set(list.map(([english]) => english)).size, list.length);
      assert.equal(new Set(list.map(([, chinese]) => chinese)).size, list.length);
    }
  });
});
