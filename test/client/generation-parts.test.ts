import assert from 'node:assert/strict';
import fc from 'fast-check';
import { AttemptStory } from '../../client/generation/attempt-story.ts';
import { briefDefaults, parseSeconds } from '../../client/generation/brief-values.ts';
import { type FailureSurroundings, failureMessage } from '../../client/generation/failure-message.ts';
import { bodyOf, keywordsChange, readFrontMatter } from '../../client/generation/front-matter.ts';
import { roughLength, shortened } from '../../client/generation/text-length.ts';
import {
  Brief,
  failureClasses,
  type Part,
  type RequestError,
  requestErrorCodes,
  secondsLimits,
} from '../../server/protocol/index.ts';
import { chineseL10n } from './chinese.ts';
import { l10n } from './fake-vscode.ts';
import { ended, started, text } from './writing-desk.ts';

describe('front matter', () => {
  const values = (written: string) => Object.fromEntries(readFrontMatter(`---\n${written}\n---\nText`)?.values ?? []);

  it('has simple values', () => {
    assert.deepEqual(values('topic: Why cats purr\nseconds: 45 # spoken\nTone: "dry: \\"very\\""'), {
      topic: 'Why cats purr',
      seconds: '45',
      tone: 'dry: "very"',
    });
    assert.deepEqual(values("topic: 'It''s me' # quoted\nlanguage: zh-CN\nempty:\nnothing: ~"), {
      topic: "It's me",
      language: 'zh-CN',
    });
    assert.deepEqual(values('topic: C# for beginners\nurl: https://a.b/#c'), {
      topic: 'C# for beginners',
      url: 'https://a.b/#c',
    });
  });

  it('leaves out what is more than a simple value', () => {
    assert.deepEqual(
      values('keywords: [a, b]\nmap: {a: 1}\ntext: |\n  more\nlist:\n  - a\n  - b\nbroken: "open\nnot a line'),
      {},
    );
  });

  it('ends where the text begins, with any line ends', () => {
    for (const lineEnd of ['\n', '\r\n']) {
      const document = ['---', 'topic: Bees', '---', '', 'Text'].join(lineEnd);
      assert.equal(bodyOf(document), `${lineEnd}Text`);
      assert.equal(readFrontMatter(document)?.values.get('topic'), 'Bees');
    }
  });

  it('is nothing but what stands at the very beginning and is closed', () => {
    for (const document of ['', 'Text', '\n---\na: 1\n---\n', '---\na: 1\n', '--- a\nb: 1\n---', 'a\n---\nb\n---\n']) {
      assert.equal(readFrontMatter(document), undefined, document);
      assert.equal(bodyOf(document), document);
    }
    assert.equal(bodyOf('---\n---'), '');
  });

  const withKeywords = (document: string, ...keywords: string[]): string => {
    const change = keywordsChange(document, keywords);
    assert.ok(change);
    return document.slice(0, change.offset) + change.text + document.slice(change.offset + change.length);
  };

  it('takes keywords, in the place of those that stand there', () => {
    assert.equal(withKeywords('---\ntopic: a\n---\nText', 'b', 'c d'), '---\ntopic: a\nkeywords: [b, c d]\n---\nText');
    assert.equal(withKeywords('---\r\na: b\r\n---\r\n', 'c'), '---\r\na: b\r\nkeywords: [c]\r\n---\r\n');
    assert.equal(withKeywords('---\nkeywords: [old]\ntopic: a\n---\n', 'b'), '---\nkeywords: [b]\ntopic: a\n---\n');
    assert.equal(withKeywords('---\nkeywords:\n- x\n- y\ntopic: a\n---\n', 'b'), '---\nkeywords: [b]\ntopic: a\n---\n');
    assert.equal(withKeywords('---\nkeywords: [\n  x,\n  y]\n---\n', 'b'), '---\nkeywords: [b]\n---\n');
    assert.equal(keywordsChange('Text', ['a']), undefined);
  });

  it('puts what could mean something else into quotation marks', () => {
    assert.equal(
      withKeywords('---\n---\n', '蜜蜂', 'a, b', 'x: y', '#tag', 'true', '2024', "bee's", 'a]b'),
      '---\nkeywords: [蜜蜂, "a, b", "x: y", "#tag", "true", "2024", bee\'s, "a]b"]\n---\n',
    );
  });
});

describe('values of an order', () => {
  it('take what the contract takes and leave out the rest', () => {
    assert.deepEqual(briefDefaults({ topic: ' a ', format: 'AD', seconds: '45', paragraphs: '3', tone: '', more: 1 }), {
      topic: 'a',
      format: 'ad',
      seconds: 45,
    });
    assert.deepEqual(briefDefaults({ seconds: 'long', paragraphs: 2, format: 'song', language: 5 }), { paragraphs: 2 });
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom(...Object.keys(Brief.shape)), fc.oneof(fc.string(), fc.integer(), fc.boolean())),
        (given) => {
          const parsed = Brief.safeParse({ topic: 'a', ...briefDefaults(given) });
          assert.ok(parsed.success, JSON.stringify(parsed.error?.issues));
        },
      ),
    );
  });

  it('read lengths as people write them', () => {
    const table = {
      '90': 90,
      '90s': 90,
      '75 sec': 75,
      '1:30': 90,
      '2 min': 120,
      '1.5 minutes': 90,
      '1,5 min': 90,
      '2分钟': 120,
      '30秒': 30,
    };
    for (const [written, seconds] of Object.entries(table)) assert.equal(parseSeconds(written), seconds, written);
    for (const written of ['', 'x', '4', '0:04', '3601', '61 min', '1:75', '-30', '1e3', '30 km']) {
      assert.equal(parseSeconds(written), undefined, written);
    }
    for (const seconds of Object.values(secondsLimits)) assert.equal(parseSeconds(String(seconds)), seconds);
  });
});

describe('lengths of texts', () => {
  it('are counted in words or in characters', () => {
    assert.equal(roughLength('One two - three.', l10n), '3 words');
    assert.equal(roughLength('One', l10n), '1 word');
    assert.equal(roughLength('蜜蜂回家 GPS', l10n), '4 characters');
  });

  it('fit into a title', () => {
    assert.equal(shortened(' a\n b ', 9), 'a b');
    assert.equal(shortened('\u{1F41D}'.repeat(9), 4), `${'\u{1F41D}'.repeat(3)}…`);
  });
});

describe('the story of the attempts', () => {
  it('has one line for each change of hands', () => {
    const story = new AttemptStory(l10n);
    const broken = { outcome: 'failed' as const };
    const lines = [
      started('deepseek'),
      ended('deepseek', { ...broken, class: 'overload' }),
      started('claude', { role: 'failover' }),
      text('Some'),
      ended('claude', { ...broken, class: 'truncated' }),
      started('qwen', { role: 'resume' }),
      started('openai', { role: 'hedge' }),
      ended('qwen', { ...broken, class: 'timeout' }),
      ended('openai'),
      started('openai', { task: 'repair' }),
      ended('openai', { outcome: 'ignored', class: 'cancelled' }),
    ].map((part) => story.part(part));
    assert.deepEqual(
      lines.filter((line) => line !== undefined),
      [
        'deepseek did not answer (the service is overloaded); claude writes.',
        'claude broke off (the answer broke off); qwen goes on from there.',
        'qwen is slow; openai is asked as well.',
        'qwen did not answer (no answer in time); openai writes.',
      ],
    );
    assert.equal(story.attemptIds.length, 5);
  });

  it('says when one model is asked once more', () => {
    const story = new AttemptStory(l10n);
    for (const part of [started('a'), ended('a', { outcome: 'failed', class: 'network' })]) story.part(part);
    assert.equal(
      story.part(started('a', { role: 'retry' })),
      'a did not answer (the connection failed); it is asked once more.',
    );
  });

  it('says who goes on after a break, or begins anew when nothing of the text could stay', () => {
    const broken = (...parts: readonly Part[]) => {
      const story = new AttemptStory(l10n);
      for (const part of [started('a'), text('Some'), ended('a', { outcome: 'failed', class: 'network' }), ...parts]) {
        story.part(part);
      }
      return story;
    };
    const resume = { role: 'resume' } as const;
    assert.equal(broken().part(started('a', resume)), 'a broke off (the connection failed); it goes on from there.');
    const nothingLeft: Part = { type: 'text-rewind', offset: 0 };
    assert.equal(broken(nothingLeft).part(started('b', resume)), 'a broke off (the connection failed); b begins anew.');
    assert.equal(
      broken(nothingLeft).part(started('a', resume)),
      'a broke off (the connection failed); it begins anew.',
    );
  });

  it('names the model that does the work, whichever of two began first', () => {
    for (const [loser, winner] of [
      ['slow', 'quick'],
      ['quick', 'slow'],
    ] as const) {
      const story = new AttemptStory(l10n);
      story.part(started('slow'));
      assert.equal(story.part(started('quick', { role: 'hedge' })), 'slow is slow; quick is asked as well.');
      assert.equal(story.model, 'slow', 'nobody knows yet who will be first');
      assert.equal(story.part(ended(loser, { outcome: 'ignored', class: 'cancelled' })), undefined);
      assert.equal(story.model, winner);
      assert.equal(story.status('9 words'), `${winner}, 9 words`);
    }
  });

  it('says what goes on now', () => {
    const story = new AttemptStory(l10n);
    const seen = [story.status('')];
    for (const part of [
      started('a', { simulated: true }),
      text('x'),
      ended('a'),
      started('a', { task: 'repair' }),
      ended('a'),
      started('b', { task: 'keywords' }),
    ]) {
      story.part(part);
      seen.push(story.status(seen.length < 2 ? '' : '9 words'));
    }
    assert.deepEqual(seen, [
      'choosing a model',
      'a (simulated): waiting for the first text',
      'a (simulated), 9 words',
      'finishing, 9 words',
      'a corrects the length',
      'finishing, 9 words',
      'b looks for keywords',
    ]);
  });
});

describe('the message after a failure', () => {
  const around: FailureSurroundings = {
    daemonMessage: undefined,
    pinnedModel: undefined,
    isTrusted: true,
    isTextKept: false,
    isScript: false,
    blocked: [],
  };
  const error = (code: RequestError['code'], more: Partial<RequestError> = {}): RequestError => ({
    code,
    message: 'Vendor says sk-secret.',
    hint: 'Internal hint.',
    attempts: [],
    ...more,
  });
  const attempt = (modelId: string, failureClass: (typeof failureClasses)[number], status?: number) => ({
    modelId,
    class: failureClass,
    message: 'Vendor says sk-secret.',
    ...(status === undefined ? {} : { status }),
  });

  it('has words and a way on for every code and class, in both languages, and none of the vendor', () => {
    for (const words of [l10n, chineseL10n]) {
      for (const code of requestErrorCodes) {
        const message = failureMessage(error(code, { attempts: [attempt('claude', 'auth')] }), around, words);
        const gone = failureMessage(error(code), { ...around, isScript: true, isTextKept: true }, words);
        assert.ok(gone !== undefined && gone.actions.length <= 3 && !gone.actions.includes('insertOutline'));
        if (code === 'cancelled') assert.equal(message, undefined);
        else {
          assert.ok(message);
          assert.ok(message.actions.length > 0 && message.actions.length <= 3, code);
          assert.doesNotMatch(message.text, /sk-secret|Internal hint/);
          assert.match(message.text, words === l10n ? /^[A-Z].*claude.*\.$/ : /\p{Script=Han}.*claude.*。$/u);
        }
      }
      for (const failureClass of failureClasses) {
        const failed = failureMessage(
          error('allModelsFailed', { attempts: [attempt('qwen', failureClass)] }),
          around,
          words,
        );
        assert.match(failed?.text ?? '', /qwen/);
      }
    }
  });

  it('lists what the router did, each model once', () => {
    const attempts = [
      attempt('a', 'network'),
      attempt('a', 'rateLimit', 429),
      attempt('b', 'overload'),
      attempt('c', 'empty'),
      attempt('d', 'stall'),
      attempt('e', 'geo'),
    ];
    assert.deepEqual(failureMessage(error('allModelsFailed', { attempts }), { ...around, isTextKept: true }, l10n), {
      text: 'Every model that was asked failed. Asked: a (the connection failed, then too many requests, HTTP 429), b (the service is overloaded), c (the answer was empty), d (it stopped in the middle), 1 more. The text written so far is kept and marked as incomplete. Try again, or look at the models in the status panel.',
      actions: ['tryAgain', 'showTrace', 'openPanel'],
    });
  });

  it('offers an outline for a script that nobody could write, in every window, and for nothing else', () => {
    const exhausted = ['allModelsFailed', 'noModelConfigured', 'noModelEligible', 'budgetReached', 'deadlineExceeded'];
    for (const code of requestErrorCodes) {
      for (const more of [
        {},
        { pinnedModel: 'qwen' },
        { isTrusted: false },
        { pinnedModel: 'qwen', isTrusted: false, blocked: [{ modelId: 'qwen', reason: 'No.', isKeyRefused: true }] },
      ]) {
        const script = failureMessage(error(code), { ...around, ...more, isScript: true }, l10n);
        assert.equal(script?.actions.includes('insertOutline') ?? false, exhausted.includes(code), code);
        assert.equal(/An outline can be made without any model\./.test(script?.text ?? ''), exhausted.includes(code));
        assert.ok((script?.actions.length ?? 0) <= 3);
        const keywords = failureMessage(error(code), { ...around, ...more }, l10n);
        assert.equal(keywords?.actions.includes('insertOutline') ?? false, false);
      }
    }
    assert.deepEqual(failureMessage(error('allModelsFailed'), { ...around, isScript: true }, l10n)?.actions, [
      'tryAgain',
      'insertOutline',
      'showTrace',
    ]);
  });

  it('offers to go on from a piece of a script, but not where the order is the trouble', () => {
    for (const code of requestErrorCodes) {
      const message = failureMessage(error(code), { ...around, isScript: true, isTextKept: true }, l10n);
      const isOrder = ['invalidRequest', 'invalidSettings', 'tooLong'].includes(code);
      assert.equal(message?.actions[0] === 'goOn', !isOrder, code);
      assert.match(message?.text ?? '', /kept and marked as incomplete/);
    }
    const broken = failureMessage(error('streamBroken'), { ...around, isScript: true, isTextKept: true }, l10n);
    assert.deepEqual(broken?.actions, ['goOn', 'tryAgain', 'showTrace']);
  });

  it('does not speak of a second attempt that was not needed any more', () => {
    const attempts = [attempt('a', 'truncated'), attempt('b', 'cancelled')];
    const message = failureMessage(error('streamBroken', { attempts }), around, l10n);
    assert.match(message?.text ?? '', /Asked: a \(the answer broke off\)\./);
  });

  it('offers what helps against the one cause', () => {
    const refused = failureMessage(
      error('allModelsFailed', { attempts: [attempt('a', 'auth', 401), attempt('b', 'auth')] }),
      around,
      l10n,
    );
    assert.deepEqual(refused?.actions, ['setApiKey', 'tryAgain', 'showTrace']);
    assert.match(refused?.text ?? '', /Check the key/);
  });

  it('offers keys and the demo to whoever has no model, trust in a folder without it, another model to whoever has pinned one', () => {
    assert.deepEqual(failureMessage(error('noModelConfigured'), around, l10n)?.actions, ['setApiKey', 'startDemo']);
    const untrusted = failureMessage(error('noModelConfigured'), { ...around, isTrusted: false }, l10n);
    assert.deepEqual(untrusted?.actions, ['manageTrust', 'setApiKey', 'startDemo']);
    const pinned = failureMessage(error('noModelEligible'), { ...around, pinnedModel: 'qwen' }, l10n);
    assert.equal(pinned?.actions[0], 'chooseModel');
    assert.match(pinned?.text ?? '', /go to qwen only/);
  });

  it('says nothing of a local server that nobody set up and that is not there', () => {
    const local = failureMessage(
      error('noModelConfigured', { attempts: [attempt('ollama', 'network')] }),
      around,
      l10n,
    );
    assert.equal(
      local?.text,
      'No model is set up yet. Set the key of one vendor, start Ollama, or try the demo without keys.',
    );
  });

  it('says why nobody can be asked, the same reason once, and asks for the key that was refused', () => {
    const refused = { reason: 'The vendor refused the key.', isKeyRefused: true };
    const blocked = [
      { modelId: 'a', ...refused },
      { modelId: 'b', reason: 'Its weight is 0.', isKeyRefused: false },
      { modelId: 'c', ...refused },
    ];
    assert.deepEqual(failureMessage(error('noModelEligible'), { ...around, blocked }, l10n), {
      text: 'No model can be used for this request. a, c: The vendor refused the key. b: Its weight is 0.',
      actions: ['setApiKey', 'openPanel', 'tryAgain'],
    });
    const many = Array.from({ length: 9 }, (_, index) => ({ modelId: `m${index}`, ...refused }));
    const message = failureMessage(error('noModelEligible'), { ...around, blocked: many }, l10n);
    assert.match(message?.text ?? '', /m0, m1, m2, m3: .*The status panel says for each model/);
  });

  it('says why there is no daemon, and what is wrong with a request that was never sent', () => {
    const down = failureMessage(error('disconnected'), { ...around, daemonMessage: 'It did not start.' }, l10n);
    assert.deepEqual(down, { text: 'It did not start.', actions: ['tryAgain', 'showLog'] });
    const wrong = failureMessage(error('invalidRequest', { message: 'The topic is empty.' }), around, l10n);
    assert.match(wrong?.text ?? '', /The topic is empty\./);
  });
});
