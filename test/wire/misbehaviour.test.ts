import assert from 'node:assert/strict';
import { vendors } from '../../server/providers/index.ts';
import { answerOf, call, collect, fetchDouble, fixture, provider, ready, summary } from './setup.ts';

const event = (value: object): string => `data: ${JSON.stringify(value)}\n\n`;
const choice = (fields: object): string => event({ choices: [{ index: 0, ...fields }] });
const delta = (content: string, finish: string | null = null): string =>
  choice({ delta: { content }, finish_reason: finish });
const finish = (reason: string): string => choice({ delta: {}, finish_reason: reason });
const message = (content: string, more: object = {}): string =>
  choice({ message: { role: 'assistant', content, ...more }, finish_reason: 'stop' });

const halves = ['Honeybees find their way home. ', 'They use the sun and what they remember.'] as const;
const whole = halves.join('');

const textOf = async (...parts: readonly string[]) => {
  const answer = await answerOf('openai-compatible', [parts.join('')]);
  assert.deepEqual([answer.error, answer.finish], [undefined, 'stop (stop)']);
  return answer.text;
};

describe('an answer that is sent twice', () => {
  const [first, second] = halves;

  it('is shown once when the whole message follows the deltas', async () => {
    assert.equal(await textOf(delta(first), delta(second), message(whole)), whole);
    assert.equal(await textOf(delta(first), delta(second), finish('stop'), message(whole)), whole);
    assert.equal(
      await textOf(
        delta(first),
        delta(second),
        choice({ delta: { content: '' }, message: { content: whole }, finish_reason: 'stop' }),
      ),
      whole,
    );
  });

  it('is shown once when the last delta repeats it, with its thinking or without', async () => {
    assert.equal(await textOf(delta(first), delta(second), delta(whole, 'stop')), whole);
    assert.equal(await textOf(delta(`<think>sun</think>${first}`), delta(second), delta(whole, 'stop')), whole);
    const tagged = `<think>sun</think>${whole}`;
    assert.equal(await textOf(delta(tagged), delta(tagged, 'stop')), whole);
  });

  it('keeps a refrain, and a last delta that only begins alike', async () => {
    assert.equal(await textOf(delta('Row, '), delta('Row, ', 'stop')), 'Row, Row, ');
    assert.equal(await textOf(delta(whole), delta(`${whole} Always.`, 'stop')), `${whole}${whole} Always.`);
    assert.equal(await textOf(delta(whole), delta(whole), finish('stop')), whole + whole);
  });

  it('is read from messages when there are no deltas, thinking only once', async () => {
    assert.equal(await textOf(message(whole)), whole);
    assert.equal(
      await textOf(choice({ message: { content: first } }), choice({ message: { content: second } }), finish('stop')),
      whole,
    );
    const thought = choice({ delta: { reasoning_content: 'The sun.' } });
    const answer = await answerOf('openai-compatible', [thought + message(whole, { reasoning_content: 'The sun.' })]);
    assert.deepEqual([answer.text, answer.reasoning, answer.finish], [whole, 'The sun.', 'stop (stop)']);
  });
});

describe('ends that are not what they seem', () => {
  const ended = async (...parts: readonly string[]) => {
    const { text, finish: end, error } = await answerOf('openai-compatible', [parts.join('')]);
    return [text, end ?? error?.kind];
  };

  it('a refusal behind text is no complete answer', async () => {
    const refusal = choice({ delta: { refusal: 'I cannot help.' } });
    assert.deepEqual(await ended(delta('Bees are '), refusal, finish('stop')), ['Bees are ', 'contentFilter (stop)']);
    assert.deepEqual(await ended(delta('Bees are '), message('', { refusal: 'No.' })), [
      'Bees are ',
      'contentFilter (stop)',
    ]);
    assert.deepEqual(await ended(refusal, finish('stop')), ['', 'filtered']);
  });

  for (const reason of ['tool_calls', 'constructor', 'toString', 'hasOwnProperty', '__proto__', 'new_reason']) {
    it(`the unknown reason ${reason} is named, in both formats`, async () => {
      assert.deepEqual(await ended(delta(whole), finish(reason)), [whole, `other (${reason})`]);
      const stream = fixture('claude/answer.txt').replace('"end_turn"', JSON.stringify(reason));
      assert.equal((await answerOf('claude', [stream])).finish, `other (${reason})`);
    });
  }

  it('names that every object knows are no models and no addresses', () => {
    for (const { id } of vendors) {
      const vendor = provider(id);
      for (const model of ['constructor', 'toString', '__proto__'])
        assert.equal(ready(vendor, { model, deployment: model }).model, model);
    }
  });

  const error = event({ error: { message: 'provider went away', code: 502 } });
  const spoilt = [
    error,
    `event: error\n${error}`,
    'event: error\ndata: gone\n\n',
    '{"error":"gone"}\n\n',
    'data: []\n\n',
  ];

  for (const [number, extra] of spoilt.entries()) {
    it(`what follows a whole answer cannot spoil it (${number + 1})`, async () => {
      const usage = event({ choices: [], usage: { prompt_tokens: 3, completion_tokens: 9 } });
      const answer = await answerOf('openai-compatible', [delta(whole) + finish('stop') + extra + usage]);
      assert.deepEqual([answer.text, answer.finish, answer.error], [whole, 'stop (stop)', undefined]);
      assert.equal(answer.usage?.outputTokens, 9);
      const stream = fixture('claude/answer.txt').replace('event: message_stop', `${extra}event: message_stop`);
      const claude = await answerOf('claude', [stream]);
      assert.deepEqual([claude.finish, claude.error], ['stop (end_turn)', undefined]);
    });
  }

  it('an answer that is cut, filtered or empty is spoilt', async () => {
    for (const reason of ['length', 'content_filter', 'tool_calls']) {
      assert.deepEqual(await ended(delta(whole), finish(reason), error), [whole, 'inBand'], reason);
    }
    assert.deepEqual(await ended(finish('stop'), error), ['', 'inBand']);
    const cut = fixture('claude/length.txt').replace(
      'event: message_stop',
      `event: error\n${error}event: message_stop`,
    );
    assert.equal((await answerOf('claude', [cut])).error?.kind, 'inBand');
  });
});

describe('thinking whose opening tag stood in the prompt', () => {
  const stream = (...parts: readonly string[]) => parts.map((part) => delta(part)).join('') + finish('stop');
  const answered = async (id: 'openai-compatible' | 'ollama' | 'openai', model: string, body: string) => {
    const double = fetchDouble([body]);
    const vendor = provider(id, { fetch: double.fetch, key: id === 'ollama' ? undefined : 'vg-test-key-1' });
    return summary(await collect(vendor.stream(call(ready(vendor, { model })), new AbortController().signal)));
  };

  it('is thinking for the open models that do so, and text for every other model', async () => {
    const body = stream('Bees? ', 'Easy.\n</th', 'ink>\n\n', whole);
    for (const [id, model] of [
      ['openai-compatible', 'DeepSeek-R1-Distill-Qwen-7B'],
      ['openai-compatible', 'org/QwQ-32B'],
      ['ollama', 'qwen3:8b'],
    ] as const) {
      const { text, reasoning, finish: end } = await answered(id, model, body);
      assert.deepEqual([text, reasoning, end], [whole, 'Bees? Easy.\n', 'stop (stop)'], model);
    }
    for (const [id, model] of [
      ['openai', 'gpt-5.6-luna'],
      ['openai-compatible', 'llama-4'],
      ['ollama', 'mistral:7b'],
    ] as const) {
      assert.equal((await answered(id, model, body)).text, `Bees? Easy.\n</think>\n\n${whole}`, model);
    }
  });

  it('a short answer without any is whole as soon as it ends, and nothing behind it can spoil it', async () => {
    const error = event({ error: { message: 'provider went away', code: 502 } });
    const answer = await answered('ollama', 'qwen3:8b', stream('Buzz.') + error);
    assert.deepEqual([answer.text, answer.finish, answer.error], ['Buzz.', 'stop (stop)', undefined]);
  });

  it('an answer of nothing but such thinking is empty', async () => {
    const answer = await answered('ollama', 'qwen3:8b', stream('Bees?</think>'));
    assert.deepEqual([answer.text, answer.reasoning, answer.error?.kind], ['', 'Bees?', 'empty']);
  });

  it('thinking in a field of its own ends the waiting', async () => {
    const apart = choice({ delta: { reasoning_content: 'Bees?' } });
    const double = fetchDouble([apart + delta('Buzz.')]);
    const vendor = provider('ollama', { fetch: double.fetch, key: undefined });
    const parts = await collect(vendor.stream(call(ready(vendor)), new AbortController().signal));
    assert.equal(summary(parts).text, 'Buzz.');
  });
});

describe('errors in an unusual form', () => {
  const body = { error: { message: 'Incorrect API key', code: 'invalid_api_key' } };

  for (const vendor of ['openai', 'claude'] as const) {
    it(`${vendor}: a document over several lines that calls itself a stream`, async () => {
      for (const text of [
        JSON.stringify(body, null, 2),
        `\n${JSON.stringify([body], null, '\t')}\n`,
        JSON.stringify(body),
      ]) {
        for (const reads of [[text], [...text]]) {
          const { error } = await answerOf(vendor, reads);
          assert.ok(error?.kind === 'inBand', JSON.stringify(error));
          assert.deepEqual([error.code, error.message], ['invalid_api_key', 'Incorrect API key']);
        }
      }
    });

    it(`${vendor}: an error event in plain words or as a JSON text`, async () => {
      for (const data of ['internal failure', '"internal failure"']) {
        const { error } = await answerOf(vendor, [`event: error\ndata: ${data}\n\n`]);
        assert.ok(error?.kind === 'inBand', JSON.stringify(error));
        assert.equal(error.message, 'internal failure');
      }
    });

    it(`${vendor}: half a document is truncated, a page is a page`, async () => {
      const half = JSON.stringify(body, null, 2).slice(0, -4);
      assert.equal((await answerOf(vendor, [half])).error?.kind, 'truncated');
      const { error } = await answerOf(vendor, ['\n<!doctype html>\n<p>Hello</p>']);
      assert.equal(error?.kind === 'inBand' ? error.code : error?.kind, 'web_page');
    });
  }

  it('a whole answer that calls itself a stream is an answer', async () => {
    const answer = await answerOf('openai', [JSON.stringify(JSON.parse(fixture('openai/answer.json')), null, 2)]);
    assert.deepEqual([answer.text, answer.finish], ['Waves carry time.', 'stop (stop)']);
  });

  it('a broken line before the first event is missing text, not nothing', async () => {
    const { error } = await answerOf('openai', [`{"choices":[{"delta"\n\n${delta(whole)}${finish('stop')}`]);
    assert.equal(error?.kind, 'truncated');
  });

  it('an error line is read at once, although the server stays silent after it', async () => {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new Uint8Array(Buffer.from('{"error":{"message":"no"}}\n'))),
    });
    const headers = { 'content-type': 'text/event-stream' };
    const vendor = provider('openai', { fetch: async () => new Response(body, { headers }) });
    const { error } = summary(await collect(vendor.stream(call(ready(vendor)), new AbortController().signal)));
    assert.equal(error?.kind, 'inBand');
  });
});

describe('token counts', () => {
  const counted = async (usage: object) =>
    (await answerOf('openai-compatible', [delta(whole) + finish('stop') + event({ choices: [], usage })])).usage;

  it('that cannot be are none', async () => {
    for (const count of [1e308, 10_000_001, -5, '12', 2 ** 53]) {
      assert.equal(await counted({ prompt_tokens: count, completion_tokens: 9 }), undefined);
      assert.equal(await counted({ prompt_tokens: 9, completion_tokens: count }), undefined);
      const stream = fixture('claude/answer.txt').replace(
        /"output_tokens":\d+\}/g,
        `"output_tokens":${JSON.stringify(count)}}`,
      );
      assert.notEqual(stream, fixture('claude/answer.txt'));
      assert.equal((await answerOf('claude', [stream])).usage, undefined);
    }
    const start = fixture('claude/answer.txt').replace(/"input_tokens":\d+/g, '"input_tokens":1e300');
    assert.equal((await answerOf('claude', [start])).usage, undefined);
  });

  it('that only explain are left out', async () => {
    const details = { total_tokens: 1e308, prompt_tokens_details: { cached_tokens: -1 } };
    const usage = { prompt_tokens: 3, completion_tokens: 10_000_000, ...details };
    assert.deepEqual(await counted(usage), { inputTokens: 3, outputTokens: 10_000_000 });
  });
});

describe('servers that never stop', () => {
  /** The same bytes for ever; counts how many times they were taken. */
  const endless = (bytes: string) => {
    let reads = 0;
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        reads += 1;
        controller.enqueue(new Uint8Array(Buffer.from(bytes)));
      },
    });
    const headers = { 'content-type': 'text/event-stream' };
    return { fetch: async () => new Response(body, { headers }), reads: () => reads };
  };
  const block = (fields: object) => event({ type: 'content_block_delta', delta: fields });
  const filling = 'x'.repeat(65_536);

  const cases = [
    ['text', 'openai', delta(filling)],
    ['thinking', 'openai', choice({ delta: { reasoning_content: filling } })],
    ['blanks', 'openai', delta(' '.repeat(65_536))],
    ['text', 'claude', block({ type: 'text_delta', text: filling })],
    ['thinking', 'claude', block({ type: 'thinking_delta', thinking: filling })],
  ] as const;
  for (const [what, id, bytes] of cases) {
    it(`${id}: ${what} without an end is given up at 4 MiB`, async () => {
      const server = endless(bytes);
      const vendor = provider(id, { fetch: server.fetch });
      const parts = await collect(vendor.stream(call(ready(vendor)), new AbortController().signal));
      const { error } = summary(parts);
      assert.ok(error?.kind === 'inBand', JSON.stringify(error));
      assert.deepEqual([error.type, error.code], ['protocol', 'overlong']);
      assert.ok(server.reads() >= 64 && server.reads() < 70, `${server.reads()} reads`);
    });
  }

  it('a limit of many tokens leaves room for them', async () => {
    const reads = [...Array.from({ length: 70 }, () => delta(filling)), finish('stop')];
    const double = fetchDouble(reads);
    const vendor = provider('openai', { fetch: double.fetch });
    const large = call(ready(vendor), { maxOutputTokens: 300_000 });
    const answer = summary(await collect(vendor.stream(large, new AbortController().signal)));
    assert.deepEqual([answer.text.length, answer.finish], [70 * 65_536, 'stop (stop)']);
  });
});
