import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { answerOf, fixture } from './setup.ts';

/** One small stream per dialect, with Chinese text, comments and thinking. */
const streams = [
  { vendor: 'deepseek', file: 'deepseek/answer.txt' },
  { vendor: 'moonshot', file: 'moonshot/thinking.txt' },
  { vendor: 'ollama', file: 'ollama/think-tags.txt' },
  { vendor: 'claude', file: 'claude/thinking.txt' },
] as const;

const bytesOf = (file: string): Buffer => Buffer.from(fixture(file));

describe('streams cut into any reads', () => {
  for (const { vendor, file } of streams) {
    it(`${file}: split at every byte`, async () => {
      const bytes = bytesOf(file);
      const whole = await answerOf(vendor, [bytes]);
      assert.ok(whole.finish);
      for (let at = 1; at < bytes.length; at += 1) {
        const answer = await answerOf(vendor, [bytes.subarray(0, at), bytes.subarray(at)]);
        assert.deepEqual(answer, whole, `split at byte ${at}`);
      }
    }).timeout(20_000);

    it(`${file}: byte by byte, with CRLF, with CR, with comments between all events`, async () => {
      const text = fixture(file);
      const whole = await answerOf(vendor, [text]);
      const variants = [
        text,
        text.replaceAll('\n', '\r\n'),
        text.replaceAll('\n', '\r'),
        text.replaceAll('\n\n', '\n\n: keep-alive\n\n'),
        `\uFEFF${text}`,
        text.replaceAll('data: ', 'data:'),
      ];
      for (const [number, variant] of variants.entries()) {
        const bytes = Buffer.from(variant);
        const answer = await answerOf(
          vendor,
          Array.from(bytes, (byte) => Uint8Array.of(byte)),
        );
        assert.deepEqual(answer, whole, `variant ${number}`);
      }
    }).timeout(20_000);

    it(`${file}: cut after every byte never looks complete before its mark, and never loses the mark`, async () => {
      const bytes = bytesOf(file);
      const whole = await answerOf(vendor, [bytes]);
      const mark = bytes.lastIndexOf(vendor === 'claude' ? '"stop_reason":"' : '"finish_reason":"stop"');
      for (let at = 0; at < bytes.length; at += 1) {
        const answer = await answerOf(vendor, [bytes.subarray(0, at)]);
        if (answer.finish === undefined) {
          assert.equal(answer.error?.kind, 'truncated', `cut at byte ${at}`);
          assert.ok(whole.text.startsWith(answer.text), `cut at byte ${at}`);
        } else {
          assert.ok(at > mark, `complete at byte ${at}, before the mark at ${mark}`);
          assert.deepEqual([answer.text, answer.finish], [whole.text, whole.finish]);
        }
      }
      assert.deepEqual(await answerOf(vendor, [bytes]), whole);
    }).timeout(20_000);
  }

  it('any text in any reads comes out as it went in (law)', async () => {
    const texts = fc.array(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(texts, fc.array(fc.nat(4000), { maxLength: 8 }), async (deltas, cuts) => {
        const expected = deltas.join('');
        fc.pre(expected.trim() !== '' && !/^\s*</.test(expected));
        const stream = [
          ...deltas.map((content) => ({ choices: [{ index: 0, delta: { content }, finish_reason: null }] })),
          { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
        ].map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`);
        const bytes = Buffer.from(stream.join(''));
        const places = [0, ...cuts.map((cut) => cut % bytes.length).sort((a, b) => a - b), bytes.length];
        const reads = places.slice(1).map((end, index) => bytes.subarray(places[index], end));
        const answer = await answerOf('qwen', reads);
        assert.equal(answer.text, expected);
        assert.equal(answer.finish, 'stop (stop)');
      }),
      { numRuns: 60 },
    );
  }).timeout(20_000);
});

describe('ends of streams', () => {
  const chunk = (delta: object, finish: string | null = null) =>
    `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
  const good = chunk({ content: 'Sea.' }) + chunk({}, 'stop');

  it('a finish reason without the end marker is complete', async () => {
    assert.equal((await answerOf('openai', [good])).finish, 'stop (stop)');
  });

  it('the end marker without a finish reason is not', async () => {
    const { text, error } = await answerOf('openai', [`${chunk({ content: 'Sea.' })}data: [DONE]\n\n`]);
    assert.deepEqual([text, error?.kind], ['Sea.', 'truncated']);
  });

  it('an end marker twice, and whatever follows it, is harmless', async () => {
    const answer = await answerOf('openai', [`${good}data: [DONE]\n\ndata: [DONE]\n\n`]);
    assert.deepEqual([answer.text, answer.finish], ['Sea.', 'stop (stop)']);
  });

  it('a last event without its blank line counts', async () => {
    assert.equal((await answerOf('openai', [good.trimEnd()])).finish, 'stop (stop)');
  });

  it('an empty 200 is truncated', async () => {
    assert.equal((await answerOf('openai', [])).error?.kind, 'truncated');
    assert.equal((await answerOf('claude', [])).error?.kind, 'truncated');
  });

  it('a malformed line is a failure, and what came before it stays', async () => {
    for (const line of ['data: {"choices":[{"delta"\n\n', 'data: []\n\n', 'data: {"choices":7}\n\n']) {
      const { text, error } = await answerOf('openai', [chunk({ content: 'Sea.' }) + line + good]);
      assert.deepEqual([text, error?.kind], ['Sea.', 'truncated'], line);
    }
    const { error } = await answerOf('claude', [fixture('claude/answer.txt').replace('{"type":"ping"}', '{"type":')]);
    assert.equal(error?.kind, 'truncated');
  });

  it('an error object counts first, in the middle and after an answer that was cut', async () => {
    const error = 'data: {"error":{"message":"provider went away","code":502}}\n\n';
    for (const [stream, text] of [
      [error, ''],
      [chunk({ content: 'Sea.' }) + error, 'Sea.'],
      [`${chunk({ content: 'Sea.' }, 'length')}${error}data: [DONE]\n\n`, 'Sea.'],
    ] as const) {
      const answer = await answerOf('openai-compatible', [stream]);
      assert.deepEqual(
        [answer.text, answer.error?.kind, answer.error?.kind === 'inBand' ? answer.error.status : 0],
        [text, 'inBand', 502],
      );
    }
  });

  it('a page of HTML is named, whatever its content type says', async () => {
    for (const contentType of ['text/html', 'text/html; charset=utf-8', 'text/plain', 'application/json']) {
      const headers = { 'content-type': contentType };
      const { error } = await answerOf('qwen', ['\n<!DOCTYPE html><html>...'], { headers });
      assert.ok(error?.kind === 'inBand', contentType);
      assert.equal(error.code, 'web_page');
    }
  });

  it('a line without end is given up, not kept', async () => {
    const piece = 'x'.repeat(100_000);
    const { error } = await answerOf('qwen', ['data: {"x":"', ...Array.from({ length: 20 }, () => piece)]);
    assert.ok(error?.kind === 'inBand');
    assert.equal(error.code, 'overlong');
  });

  it('only the first choice is read, and unknown fields pass', async () => {
    const two = `data: ${JSON.stringify({
      choices: [
        { index: 1, delta: { content: 'other' } },
        { index: 0, delta: { content: 'Sea.', tool_calls: null, extra: { deep: 1 } }, logprobs: {} },
      ],
      novelty: true,
    })}\n\n`;
    assert.equal((await answerOf('openai', [two + chunk({}, 'stop')])).text, 'Sea.');
  });
});
