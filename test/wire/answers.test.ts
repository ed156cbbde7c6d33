import assert from 'node:assert/strict';
import { answerOf, fixture } from './setup.ts';

const answers: readonly {
  readonly file: string;
  readonly vendor: Parameters<typeof answerOf>[0];
  readonly text: string;
  readonly reasoning?: string;
  readonly finish: string;
  readonly usage?: object;
}[] = [
  {
    vendor: 'deepseek',
    file: 'answer.txt',
    text: '海浪轻轻拍岸。',
    finish: 'stop (stop)',
    usage: { inputTokens: 40, outputTokens: 9, cachedInputTokens: 32 },
  },
  {
    vendor: 'deepseek',
    file: 'thinking.txt',
    text: 'The sea waits.',
    reasoning: 'A calm opening.',
    finish: 'stop (stop)',
    usage: { inputTokens: 12, outputTokens: 20, cachedInputTokens: 0, reasoningTokens: 14 },
  },
  {
    vendor: 'openai',
    file: 'answer.txt',
    text: 'Waves carry time.',
    finish: 'stop (stop)',
    usage: { inputTokens: 21, outputTokens: 7, cachedInputTokens: 0, reasoningTokens: 0 },
  },
  {
    vendor: 'openai',
    file: 'length.txt',
    text: 'Waves carry',
    finish: 'length (length)',
    usage: { inputTokens: 21, outputTokens: 7, cachedInputTokens: 0, reasoningTokens: 0 },
  },
  {
    vendor: 'moonshot',
    file: 'answer.txt',
    text: '月光落在海面。',
    finish: 'stop (stop)',
    usage: { inputTokens: 15, outputTokens: 6, cachedInputTokens: 8 },
  },
  {
    vendor: 'moonshot',
    file: 'thinking.txt',
    text: '月光落在海面。',
    reasoning: '先想一想。',
    finish: 'stop (stop)',
    usage: { inputTokens: 15, outputTokens: 30 },
  },
  {
    vendor: 'ollama',
    file: 'answer.txt',
    text: 'Still water.',
    finish: 'stop (stop)',
    usage: { inputTokens: 18, outputTokens: 3 },
  },
  {
    vendor: 'ollama',
    file: 'thinking.txt',
    text: 'Still water.',
    reasoning: 'Hmm, water.',
    finish: 'stop (stop)',
  },
  {
    vendor: 'ollama',
    file: 'think-tags.txt',
    text: 'Still water.',
    reasoning: '\nHmm, water.',
    finish: 'stop (stop)',
  },
  {
    vendor: 'azure',
    file: 'answer.txt',
    text: 'Clouds part.',
    finish: 'stop (stop)',
    usage: { inputTokens: 30, outputTokens: 4, cachedInputTokens: 0, reasoningTokens: 0 },
  },
  {
    vendor: 'gemini',
    file: 'answer.txt',
    text: 'Stars drift on.',
    finish: 'stop (stop)',
    // Thinking is missing from completion_tokens and present in total_tokens.
    usage: { inputTokens: 11, outputTokens: 32 },
  },
  {
    vendor: 'qwen',
    file: 'answer.txt',
    text: '春天的海，很安静。',
    finish: 'stop (stop)',
    usage: { inputTokens: 22, outputTokens: 8, cachedInputTokens: 0 },
  },
  {
    vendor: 'ernie',
    file: 'answer.txt',
    text: '风从海上来。',
    finish: 'stop (stop)',
    usage: { inputTokens: 9, outputTokens: 5 },
  },
  {
    vendor: 'claude',
    file: 'answer.txt',
    text: 'Rain on the tin roof.',
    finish: 'stop (end_turn)',
    usage: { inputTokens: 135, outputTokens: 12, cachedInputTokens: 100, cacheWriteInputTokens: 10 },
  },
  {
    vendor: 'claude',
    file: 'thinking.txt',
    text: 'Rain again.',
    reasoning: 'A quiet start.',
    finish: 'stop (end_turn)',
    usage: { inputTokens: 25, outputTokens: 40, reasoningTokens: 30 },
  },
  {
    vendor: 'claude',
    file: 'length.txt',
    text: 'Rain on',
    finish: 'length (max_tokens)',
    usage: { inputTokens: 25, outputTokens: 12 },
  },
];

describe('answers as the vendors write them', () => {
  for (const { vendor, file, ...expected } of answers) {
    it(`${vendor}/${file}`, async () => {
      const answer = await answerOf(vendor, [fixture(`${vendor}/${file}`)]);
      assert.deepEqual(answer, { reasoning: '', usage: undefined, error: undefined, ...expected });
    });
  }

  it('a complete JSON answer instead of a stream is an answer, blank lines before it or not', async () => {
    const json = { headers: { 'content-type': 'application/json' } };
    const openai = await answerOf('openai', [`\n\n${fixture('openai/answer.json')}`], json);
    assert.deepEqual([openai.text, openai.finish, openai.usage?.outputTokens], ['Waves carry time.', 'stop (stop)', 7]);
    const claude = await answerOf('claude', [fixture('claude/answer.json')], json);
    assert.deepEqual([claude.text, claude.reasoning, claude.finish], ['Rain falls.', 'Short.', 'stop (end_turn)']);
  });

  it('a stream with no content type, or the wrong one, is still a stream', async () => {
    for (const contentType of ['application/json', 'text/plain', 'application/octet-stream']) {
      const answer = await answerOf('qwen', [fixture('qwen/answer.txt')], { headers: { 'content-type': contentType } });
      assert.equal(answer.text, '春天的海，很安静。', contentType);
    }
  });
});

describe('failures inside a 200', () => {
  const failures: readonly {
    readonly vendor: Parameters<typeof answerOf>[0];
    readonly file: string;
    readonly text?: string;
    readonly kind: string;
    readonly code?: string;
    readonly status?: number;
  }[] = [
    {
      vendor: 'deepseek',
      file: 'interrupted.txt',
      text: 'The sea',
      kind: 'inBand',
      status: 503,
      code: 'insufficient_system_resource',
    },
    { vendor: 'openai', file: 'refusal.txt', kind: 'filtered' },
    // Its first text may be thinking and was still held: nobody has seen it.
    { vendor: 'ollama', file: 'in-band.txt', kind: 'inBand' },
    { vendor: 'azure', file: 'filtered.txt', kind: 'filtered' },
    { vendor: 'azure', file: 'in-band-429.txt', kind: 'inBand', status: 429, code: '429' },
    { vendor: 'gemini', file: 'empty.txt', kind: 'empty' },
    { vendor: 'gemini', file: 'blocked.txt', kind: 'filtered' },
    { vendor: 'qwen', file: 'inspection.txt', text: '春天', kind: 'inBand', code: 'data_inspection_failed' },
    { vendor: 'ernie', file: 'in-band.txt', text: '风', kind: 'inBand', code: '336502' },
    { vendor: 'claude', file: 'refusal.txt', kind: 'filtered' },
    { vendor: 'claude', file: 'only-thinking.txt', kind: 'empty' },
    { vendor: 'claude', file: 'overloaded-first.txt', kind: 'inBand' },
    { vendor: 'claude', file: 'overloaded-later.txt', text: 'Rain on the', kind: 'inBand' },
  ];
  for (const { vendor, file, text = '', kind, code, status } of failures) {
    it(`${vendor}/${file}`, async () => {
      const { error, text: seen, finish } = await answerOf(vendor, [fixture(`${vendor}/${file}`)]);
      assert.deepEqual([seen, finish, error?.kind], [text, undefined, kind], JSON.stringify(error));
      assert.equal(error?.kind === 'inBand' ? error.code : undefined, code);
      assert.equal(error?.kind === 'inBand' ? error.status : undefined, status);
    });
  }

  for (const [file, code] of [
    ['limit-in-200.json', 'rpm_rate_limit_exceeded'],
    ['legacy-limit-in-200.json', '336501'],
  ] as const) {
    it(`ernie/${file}`, async () => {
      for (const contentType of ['application/json', 'text/event-stream']) {
        const headers = { 'content-type': contentType };
        const { error } = await answerOf('ernie', [JSON.stringify(JSON.parse(fixture(`ernie/${file}`)))], { headers });
        assert.ok(error?.kind === 'inBand', JSON.stringify(error));
        assert.equal(error.code, code);
      }
    });
  }

  it('tokens of an answer without text are still reported', async () => {
    const { usage } = await answerOf('gemini', [fixture('gemini/empty.txt')]);
    assert.deepEqual(usage, { inputTokens: 11, outputTokens: 128 });
  });

  it('an answer of blanks is empty and shows nothing', async () => {
    const chunk = (delta: object, finish: string | null) =>
      `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
    const answer = await answerOf('qwen', [chunk({ content: ' \n' }, null), chunk({ content: '\n ' }, 'stop')]);
    assert.deepEqual([answer.text, answer.error], ['', { kind: 'empty', finish: 'stop' }]);
  });
});
