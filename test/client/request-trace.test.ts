import assert from 'node:assert/strict';
import { timeline } from '../../client/trace/timeline.ts';
import { traceDocument } from '../../client/trace/trace-document.ts';
import { escapeMarkdown, markdownTable } from '../../client/words/markdown.ts';
import { createSpeaker } from '../../client/words/sentences.ts';
import { createValueFormat } from '../../client/words/value-format.ts';
import { type Explanation, sentence } from '../../server/protocol/index.ts';
import { chineseL10n } from './chinese.ts';
import { l10n } from './fake-vscode.ts';
import { sampleAttempt, sampleRequest } from './state-samples.ts';

const english = { l10n, speaker: createSpeaker('en'), format: createValueFormat('en', l10n, 'UTC') };
const chinese = {
  l10n: chineseL10n,
  speaker: createSpeaker('zh-cn'),
  format: createValueFormat('zh-cn', chineseL10n, 'UTC'),
};
const nowMs = 1_760_000_003_000;

const explanation: Explanation = {
  strategy: 'intelligent',
  panic: false,
  order: ['alpha', 'beta'],
  candidates: [
    {
      modelId: 'beta',
      simulated: false,
      score: 61.5,
      headroom: 1,
      predictedMs: 4200,
      estimatedCostNanoUsd: null,
      factors: [
        { factor: 'weight', value: 0.5, points: 30, explanation: sentence('Your weight is {0} of {1}.', 1, 2) },
        { factor: 'health', value: 1, points: 25, explanation: sentence('Working well.') },
      ],
    },
    {
      modelId: 'alpha',
      simulated: false,
      score: 80.25,
      headroom: 0.9,
      predictedMs: 3100,
      estimatedCostNanoUsd: 1_200_000,
      factors: [
        { factor: 'weight', value: 1, points: 30, explanation: sentence('Your weight is {0} of {1}.', 2, 2) },
        { factor: 'health', value: 1, points: 25, explanation: sentence('Working well.') },
      ],
    },
  ],
  filtered: [{ modelId: 'gamma', reason: 'zeroWeight', explanation: sentence('Its weight is 0, which means never.') }],
};

const failedOver = sampleRequest('request-1', {
  explanation,
  attempts: [
    sampleAttempt('alpha', {
      outcome: 'failed',
      class: 'rateLimit',
      message: 'The vendor limits requests.',
      status: 429,
      firstTokenMs: null,
      totalMs: 500,
      usage: null,
      costNanoUsd: 0,
    }),
    sampleAttempt('beta', { role: 'failover', startedMs: 502, switchMs: 2, firstTokenMs: 400, totalMs: 2000 }),
  ],
});

const spaced = (text: string) => text.replace(/ +/g, ' ');

describe('the trace of a request', () => {
  const text = traceDocument(failedOver, nowMs, english);

  it('says what was asked for and what came of it', () => {
    assert.match(text, /^# Request trace: Script\n/);
    assert.match(text, /- \*\*Result\*\*: done\n/);
    assert.match(text, /- \*\*Started\*\*: Oct 9, 2025, 8:53:20/);
    assert.match(text, /- \*\*Time\*\*: 2\.5 s\n/);
    assert.match(text, /- \*\*Tokens in \/ out\*\*: 120 \/ 300\n/);
    assert.match(text, /- \*\*Cost\*\*: \$0\.0015\n/);
    assert.match(text, /- \*\*Request\*\*: `request-1`/);
  });

  it('shows every attempt with its times, and why one failed', () => {
    assert.match(spaced(text), /\| 1 \| alpha \| asked first \| 0 ms \| – \| 500 ms \| – \| failed \| – \| \$0\.00 \|/);
    assert.match(
      spaced(text),
      /\| 2 \| beta \| another model after a failure \| 502 ms \| 400 ms \| 2\.0 s \| 2 ms \| done \| 120 \/ 300 \| \$0\.0015 \|/,
    );
    assert.match(text, /- Attempt 1: too many requests\. The vendor limits requests\./);
    assert.match(text, /alpha {2}░{6} {28}too many requests\nbeta {3} {6}░{6}█{20} {2}done/);
  });

  it('says why these models, in the order in which they would be asked', () => {
    assert.match(text, /Strategy: \*\*Intelligent\*\*\./);
    assert.match(text, /Order: alpha → beta\./);
    assert.match(
      spaced(text),
      /\| Model \| Score \| Weight \/30 \| Health \/25 \| Free places \| Expected time \| Expected cost \|/,
    );
    assert.match(
      spaced(text),
      /\| alpha \| 80\.3 \| 30\.0 \| 25\.0 \| 90% \| 3\.1 s \| \$0\.0012 \|\n\| beta \| 61\.5 \| 15\.0 \| 25\.0 \| 100% \| 4\.2 s \| unknown \|/,
    );
    assert.match(text, /\*\*beta\*\*\n\n- Weight: Your weight is 1 of 2\.\n- Health: Working well\./);
    assert.match(text, /### Left out\n\n- gamma: Its weight is 0, which means never\./);
  });

  it('is Chinese throughout where the editor is', () => {
    const translated = traceDocument({ ...failedOver, explanation: { ...explanation, panic: true } }, nowMs, chinese);
    const ownNames = /`[^`]*`|alpha|beta|gamma|HTTP|Token|\bm?s\b|The vendor limits requests/g;
    assert.deepEqual(translated.replace(ownNames, '').match(/[A-Za-z]+/g), null);
    assert.match(translated, /- gamma：权重为 0，即从不使用。/);
  });

  it('shows a request that runs, and one that ended before anything was sent', () => {
    const running = sampleRequest('r', {
      result: 'running',
      endedAtMs: null,
      attempts: [],
      activeAttempts: [
        { attemptId: 'a', modelId: 'alpha', number: 1, role: 'first', startedAtMs: nowMs - 2000, firstTokenMs: 1000 },
      ],
    });
    const text = traceDocument(running, nowMs, english);
    assert.match(text, /\*\*Result\*\*: running/);
    assert.match(text, /alpha +░+█+ +running/);
    const empty = traceDocument(
      sampleRequest('e', { result: 'failed', errorCode: 'noModelConfigured', attempts: [] }),
      nowMs,
      english,
    );
    assert.match(empty, /\*\*Result\*\*: failed: No model is set up yet\./);
    assert.match(empty, /Nothing was sent\./);
    assert.match(empty, /The request ended before a model was chosen\./);
  });

  it('calls simulated models and costs simulated', () => {
    const request = sampleRequest('s', { attempts: [sampleAttempt('alpha', { simulated: true })] });
    const text = traceDocument(request, nowMs, english);
    assert.match(text, /\*\*Cost\*\*: \$0\.0015 \(simulated\)/);
    assert.match(text, /alpha \(simulated\)/);
  });

  const hedged = sampleRequest('h', {
    attempts: [
      sampleAttempt('gamma', {
        role: 'hedge',
        outcome: 'failed',
        class: 'truncated',
        message: 'The answer broke off before its end.',
        startedMs: 900,
        firstTokenMs: 590,
        totalMs: 1400,
      }),
      sampleAttempt('alpha', {
        outcome: 'ignored',
        class: 'cancelled',
        message: 'Another model, asked at the same time, began first.',
        firstTokenMs: null,
        totalMs: 1500,
      }),
      sampleAttempt('beta', { role: 'resume', startedMs: 2303, firstTokenMs: 300, totalMs: 1600 }),
    ],
    explanation: {
      ...explanation,
      candidates: explanation.candidates.map((each) => ({
        ...each,
        chance: 0.5,
        remarks: [sentence('Working well.')],
      })),
      hedge: { modelId: 'gamma', afterMs: 900 },
      budgets: [{ modelId: null, period: 'day', limitNanoUsd: 5e8, countedNanoUsd: 4e8, heldNanoUsd: 1e7 }],
      budgetPolicy: 'stop',
    },
  });

  it('says why each attempt was made, who was quicker, and that the text was put together', () => {
    const trace = traceDocument(hedged, nowMs, english);
    const table = spaced(trace);
    assert.match(table, /\| 1 \| alpha \| asked first \|.*\| outpaced: another model began first \|/);
    assert.match(table, /\| 2 \| gamma \| second model asked because the first was slow to begin \|.*\| failed \|/);
    assert.match(table, /\| 3 \| beta \| went on from the broken text \|.*\| done \|/);
    assert.match(trace, /The text has one seam/);
    assert.match(trace, /- Attempt 2: the answer broke off\./);
    assert.doesNotMatch(trace, /Attempt 1:/, 'being outpaced is no trouble');
    const bars = trace.split('\n').filter((line) => /^(alpha|beta|gamma) +[ ░█]/.test(line));
    assert.equal(bars.length, 3);
    const span = (line = '') => [line.search(/[░█]/), Math.max(line.lastIndexOf('░'), line.lastIndexOf('█'))] as const;
    assert.ok(span(bars[1])[0] < span(bars[0])[1], 'the second runs beside the first');
    assert.ok(span(bars[2])[0] > span(bars[1])[0]);
  });

  it('says who would have been asked as well, the chances, and how the budgets stood', () => {
    const trace = traceDocument(hedged, nowMs, english);
    assert.match(trace, /If alpha has not begun after 900 ms, gamma is asked as well\./);
    assert.match(spaced(trace), /\| Expected cost \| Comes first \|/);
    assert.match(trace, /### Budgets\n\n- All models, today: \$0\.41 of \$0\.50 used\n/);
    assert.match(trace, /When one is used up: Models that cost money are not asked any more; free ones go on\./);
    assert.match(trace, /- Health: Working well\.\n- Working well\./);
    const translated = traceDocument(hedged, nowMs, chinese);
    const ownNames = /`[^`]*`|alpha|beta|gamma|HTTP|Token|\bm?s\b|The answer broke off before its end\./g;
    assert.deepEqual(translated.replace(ownNames, '').match(/[A-Za-z]+/g), null);
  });

  it('takes nothing a vendor wrote for Markdown', () => {
    const message = 'see [here](http://evil.example) <b> | `x`\n# heading';
    const request = sampleRequest('m', {
      attempts: [sampleAttempt('alpha', { outcome: 'failed', class: 'callerFault', message })],
    });
    const line = traceDocument(request, nowMs, english)
      .split('\n')
      .find((each) => each.startsWith('- Attempt 1'));
    assert.match(line ?? '', /\\\[here\\\]\(http:\/\/evil\.example\) \\<b\\> \\\| \\`x\\` # heading$/);
  });
});

describe('a time line', () => {
  it('keeps every bar visible and inside', () => {
    const bar = (startMs: number, endMs: number) => ({ name: 'a', startMs, firstTokenMs: null, endMs, note: '' });
    assert.deepEqual(
      timeline([bar(0, 1000), bar(1000, 1000), bar(500, 501)])
        .split('\n')
        .map((line) => line.trimEnd().length),
      [35, 35, 20],
    );
    assert.equal(timeline([]), '');
  });
});

describe('Markdown', () => {
  it('tables stand below each other, also with Chinese in them', () => {
    assert.equal(
      markdownTable(
        [{ title: '模型' }, { title: 'Cost', align: 'right' }],
        [
          ['alpha', '1'],
          ['乙', '22'],
        ],
      ),
      ['| 模型  | Cost |', '| ----- | ---: |', '| alpha |    1 |', '| 乙    |   22 |'].join('\n'),
    );
  });

  it('text stays text', () => {
    const cases = [
      ['a_b*c $(x)\r\n&amp;', 'a\\_b\\*c \\$(x) \\&amp;'],
      ['[x](y) <b> `c` ~~d~~ | e', '\\[x\\](y) \\<b\\> \\`c\\` \\~\\~d\\~\\~ \\| e'],
      ['# a', '\\# a'],
      ['- a', '\\- a'],
      ['1. a', '1\\. a'],
      ['$4.20 is at-most #1', '$4.20 is at-most #1'],
    ] as const;
    for (const [plain, escaped] of cases) assert.equal(escapeMarkdown(plain), escaped);
  });
});
