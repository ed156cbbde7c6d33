import assert from 'node:assert/strict';
import { alone, harness, outcomes } from './harness.ts';
import { type Behaviour, failsWith, http, inTurn, says, saysThen, steps } from './scripted-provider.ts';

/** What the caller gets when the first model does `first` and the second answers "from b". */
async function withFirst(first: Behaviour, options: { second?: Behaviour } = {}) {
  const house = harness({ models: { a: first, b: options.second ?? says('from b') }, config: alone });
  const asked = await house.run(() => house.ask());
  return { ...asked, house };
}

describe('failover before the first text', () => {
  const beforeCommit: readonly (readonly [string, Behaviour, string])[] = [
    ['a refused connection', failsWith({ kind: 'network', code: 'ECONNREFUSED', message: 'refused' }), 'network'],
    ['a reset connection', failsWith({ kind: 'network', code: 'ECONNRESET', message: 'reset' }), 'network'],
    ['401', failsWith(http(401)), 'auth'],
    ['402', failsWith(http(402)), 'billing'],
    ['429 with Retry-After', failsWith(http(429, { headers: { 'retry-after': '20' } })), 'rateLimit'],
    ['a 429 that is about money', failsWith(http(429, { code: 'insufficient_quota' })), 'billing'],
    ['500', failsWith(http(500)), 'overload'],
    ['529', failsWith(http(529)), 'overload'],
    ['404', failsWith(http(404)), 'modelMissing'],
    [
      'an error event inside a 200',
      () => [steps.start, steps.error({ kind: 'inBand', status: 429, message: 'rate limit', headers: {} })],
      'rateLimit',
    ],
    ['an empty answer', () => [steps.start, steps.part({ type: 'finish', unified: 'stop', raw: 'stop' })], 'empty'],
    [
      'white space only',
      () => [
        steps.start,
        steps.part({ type: 'text-delta', text: ' \n ' }),
        steps.part({ type: 'finish', unified: 'stop', raw: 'stop' }),
      ],
      'empty',
    ],
    ['an end without a terminal marker', () => [steps.start], 'truncated'],
    ['a plug-in that ends without a word', () => [], 'truncated'],
    ['headers, then nothing', () => [steps.start, steps.hang], 'timeout'],
    ['a plug-in that does not even hear its signal', () => [steps.start, steps.deafHang], 'timeout'],
    [
      'a filtered answer',
      () => [steps.start, steps.part({ type: 'finish', unified: 'contentFilter', raw: 'content_filter' })],
      'contentFilter',
    ],
  ];
  for (const [name, behaviour, failureClass] of beforeCommit) {
    it(`${name} is ${failureClass}, and the next model answers`, async () => {
      const { text, report, parts } = await withFirst(behaviour);
      assert.equal(text, 'from b');
      assert.deepEqual(outcomes(report), [`a ${failureClass}`, 'b success']);
      assert.equal(parts.at(-1)?.type, 'finish');
      assert.equal(report.modelId, 'b');
    });
  }

  it('takes no pause between two different models', async () => {
    const { report } = await withFirst(failsWith(http(503), 40));
    assert.equal(report.attempts[1]?.switchMs, 0);
  });

  it('throws away what a failed attempt said before its first text', async () => {
    const { text, parts } = await withFirst(() => [
      steps.start,
      steps.part({ type: 'reasoning-delta', text: 'thinking of a' }),
      steps.part({ type: 'text-delta', text: '\n\n' }),
      steps.error(http(500)),
    ]);
    assert.equal(text, 'from b');
    assert.ok(!parts.some((part) => part.type === 'reasoning-delta'));
  });

  it('never picks a model again in the same request while an untried one is eligible', async () => {
    const house = harness({ models: { a: failsWith(http(500)), b: failsWith(http(500)), c: says('from c') } });
    const { text } = await house.run(() => house.ask());
    assert.equal(text, 'from c');
    assert.deepEqual(house.provider.counts(), { a: 1, b: 1, c: 1 });
  });

  it('makes no more attempts than it is allowed', async () => {
    const dead = failsWith(http(500));
    const house = harness({
      models: { a: dead, b: dead, c: dead, d: says('never asked') },
      config: { failover: { maxAttempts: 3 } },
    });
    const { report } = await house.run(() => house.ask());
    assert.equal(report.error?.code, 'allModelsFailed');
    assert.deepEqual(outcomes(report), ['a overload', 'b overload', 'c overload']);
    assert.equal(house.provider.counts().d, undefined);
  });

  it('makes five attempts if nothing else is set', async () => {
    const house = harness({
      models: Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f'].map((modelId) => [modelId, failsWith(http(500))])),
    });
    const { report } = await house.run(() => house.ask());
    assert.equal(report.attempts.length, 5);
  });

  it('follows the fallback chain after a failure when one is set', async () => {
    const house = harness({
      models: { a: failsWith(http(500)), b: says('from b'), c: says('from c') },
      config: { fallbackChain: ['c', 'b'] },
    });
    assert.equal((await house.run(() => house.ask())).text, 'from c');
  });

  it('sends every model the same messages', async () => {
    const { house } = await withFirst(failsWith(http(500)));
    const [first, second] = house.provider.calls;
    assert.deepEqual(first?.call.messages, second?.call.messages);
  });
});

describe('the same model again', () => {
  it('is tried once more when it is the last one and its failure may pass', async () => {
    const house = harness({ models: { a: inTurn(failsWith(http(503)), says('at last')) } });
    const { text, report } = await house.run(() => house.ask());
    assert.equal(text, 'at last');
    assert.deepEqual(outcomes(report), ['a overload', 'a success']);
  });

  it('is tried once more and no oftener', async () => {
    const house = harness({ models: { a: failsWith(http(503)) } });
    const { report } = await house.run(() => house.ask());
    assert.equal(report.attempts.length, 2);
    assert.equal(report.error?.code, 'allModelsFailed');
  });

  it('is not tried again for a wrong key or an empty balance', async () => {
    for (const status of [401, 402, 404]) {
      const house = harness({ models: { a: failsWith(http(status)) } });
      const { report } = await house.run(() => house.ask());
      assert.equal(report.attempts.length, 1, `status ${status}`);
    }
  });

  it('waits for a short Retry-After when it is the last one', async () => {
    const house = harness({
      models: { a: inTurn(failsWith(http(429, { headers: { 'retry-after': '3' } })), says('after the wait')) },
    });
    const { text, endedAtMs } = await house.run(() => house.ask());
    assert.equal(text, 'after the wait');
    assert.ok(endedAtMs >= 3000 && endedAtMs < 4000, String(endedAtMs));
  });

  it('does not wait for a long Retry-After', async () => {
    const house = harness({ models: { a: failsWith(http(429, { headers: { 'retry-after': '60' } })) } });
    const { report, endedAtMs } = await house.run(() => house.ask());
    assert.equal(report.attempts.length, 1);
    assert.ok(endedAtMs < 1000);
  });

  it('gets one repaired try without the parameter it rejected', async () => {
    const rejects = failsWith(http(400, { message: "Unsupported parameter: 'max_tokens'", parameter: 'max_tokens' }));
    const house = harness({ models: { a: inTurn(rejects, says('repaired')) } });
    const { text } = await house.run(() => house.ask());
    assert.equal(text, 'repaired');
    assert.deepEqual(house.provider.calls[1]?.call.omitParameters, ['max_tokens']);
  });
});

describe('failures that another model would not mend', () => {
  it("the caller's fault ends the request and blames nobody", async () => {
    const { report, house } = await withFirst(failsWith(http(400, { message: 'messages: must not be empty' })));
    assert.equal(report.error?.code, 'invalidRequest');
    assert.deepEqual(outcomes(report), ['a callerFault']);
    assert.equal(report.attempts[0]?.outcome, 'ignored');
    assert.equal(house.engine.snapshot().models[0]?.failures, 0);
  });

  it('a content filter lets one other model try, then asks the writer', async () => {
    const filtered: Behaviour = () => [steps.start, steps.error({ kind: 'filtered', message: 'content_filter' })];
    const house = harness({ models: { a: filtered, b: filtered, c: says('never asked') } });
    const { report } = await house.run(() => house.ask());
    assert.equal(report.error?.code, 'contentFiltered');
    assert.deepEqual(house.provider.counts(), { a: 1, b: 1 });
  });

  it('a text that is too long goes only to a larger window', async () => {
    const tooLong = failsWith(
      http(400, { code: 'context_length_exceeded', message: 'maximum context length is 8000 tokens' }),
    );
    const house = harness({
      models: { a: tooLong, b: says('too small as well'), c: says('from the large one') },
      traits: { a: { contextTokens: 8000 }, b: { contextTokens: 8000 }, c: { contextTokens: 200_000 } },
    });
    const { text } = await house.run(() => house.ask());
    assert.equal(text, 'from the large one');
    assert.equal(house.provider.counts().b, undefined);
  });
});

describe('failures after the first text', () => {
  const late: readonly (readonly [string, Behaviour])[] = [
    ['an end without a terminal marker', saysThen('Half a sentence')],
    ['an error event', saysThen('Half a sentence', steps.error(http(500)))],
    ['a stall', saysThen('Half a sentence', steps.hang)],
  ];
  for (const [name, behaviour] of late) {
    it(`${name}: the text stays, marked as incomplete, and nobody starts over silently`, async () => {
      const { text, report, parts, house } = await withFirst(behaviour);
      assert.equal(text, 'Half a sentence');
      assert.equal(report.error?.code, 'streamBroken');
      assert.equal(parts.at(-1)?.type, 'error');
      assert.ok(!parts.some((part) => part.type === 'finish'));
      assert.equal(house.provider.counts().b, undefined);
      assert.equal(report.modelId, 'a');
    });
    it(`${name}: work that is used whole starts again elsewhere, and the reader sees one answer`, async () => {
      const house = harness({ models: { a: behaviour, b: says('["whole"]') } });
      const { text, report } = await house.run(() => house.ask({ task: 'keywords', commitment: 'complete' }));
      assert.equal(text, '["whole"]');
      assert.equal(report.modelId, 'b');
    });
  }

  it('slow but steady content never stalls', async () => {
    const pieces = Array.from({ length: 10 }, (_, index) => `word${index} `);
    const { report, text } = await withFirst(says(pieces, { betweenMs: 9000 }));
    assert.equal(report.error, null);
    assert.equal(text, pieces.join(''));
  });

  it('reasoning before the text counts as life, three times as patiently', async () => {
    const { report } = await withFirst(() => [
      steps.start,
      steps.part({ type: 'reasoning-delta', text: 'hm' }),
      steps.wait(80_000),
      ...says('thought through')(1, {} as never),
    ]);
    assert.deepEqual(outcomes(report), ['a success']);
  });
});

describe('deadline and cancellation', () => {
  it('one deadline covers all attempts', async () => {
    const hang: Behaviour = () => [steps.start, steps.hang];
    const house = harness({
      models: { a: hang, b: hang, c: hang },
      config: { ...alone, failover: { deadlineMs: 50_000 } },
    });
    const { report, endedAtMs } = await house.run(() => house.ask());
    assert.equal(report.error?.code, 'deadlineExceeded');
    assert.equal(endedAtMs, 50_000);
    assert.deepEqual(outcomes(report), ['a timeout', 'b timeout']);
  });

  it("the caller's signal closes the vendor's connection at once and blames nobody", async () => {
    const house = harness({ models: { a: saysThen('Once upon', steps.hang), b: says('never') } });
    const controller = new AbortController();
    const { report, text } = await house.run(async () => {
      house.clock.setTimer(500, () => controller.abort());
      return house.ask({}, controller.signal);
    });
    assert.equal(report.error?.code, 'cancelled');
    assert.equal(text, 'Once upon');
    assert.equal(house.provider.calls[0]?.aborted, true);
    assert.equal(report.attempts[0]?.outcome, 'ignored');
    assert.equal(house.clock.monotonicMs(), 500);
    assert.equal(house.engine.snapshot().models[0]?.inFlight, 0);
  });

  it('a reader that goes away ends the request', async () => {
    const house = harness({ models: { a: saysThen('Once upon', steps.hang) } });
    await house.run(async () => {
      const routed = house.engine.router.route(
        {
          requestId: 'r',
          task: 'script',
          messages: [{ role: 'user', content: 'x' }],
          maxOutputTokens: 10,
          expectedOutputTokens: 10,
          commitment: 'firstText',
        },
        new AbortController().signal,
      );
      for await (const part of routed.parts) if (part.type === 'text-delta') break;
    });
    assert.equal(house.provider.calls[0]?.aborted, true);
    const snapshot = house.engine.snapshot();
    assert.equal(snapshot.models[0]?.inFlight, 0);
    assert.equal(snapshot.requests[0]?.result, 'cancelled');
    assert.equal(house.ledger().length, 1);
    house.stopWatching();
    assert.equal(house.clock.pending(), 0);
  });
});

describe('windows, budgets and pinned models', () => {
  const budget = http(400, {
    message:
      "This model's maximum context length is 4096 tokens. However, you requested 8900 tokens (352 in the messages, 8548 in the completion).",
  });

  it('a refusal for the room that was asked for the answer is mended by not asking for it', async () => {
    const house = harness({ models: { a: inTurn(failsWith(budget), says('fits now')) } });
    const { text } = await house.run(() => house.ask());
    assert.equal(text, 'fits now');
    assert.deepEqual(house.provider.calls[1]?.call.omitParameters, ['max_tokens']);
  });

  it('when no larger window is known, another model whose window fits is asked before giving up', async () => {
    const tooLong = failsWith(http(400, { code: 'context_length_exceeded', message: 'the prompt is too long' }));
    const house = harness({ models: { a: tooLong, b: says('fits here') } });
    assert.equal((await house.run(() => house.ask())).text, 'fits here');
  });

  it('a pinned model that is not configured says what it lacks', async () => {
    const house = harness({
      models: { a: says('a') },
      config: { models: { c: { provider: 'openai-compatible', model: 'no-key' } } },
    });
    const { report } = await house.run(() => house.ask({ pinnedModel: 'c' }));
    assert.equal(report.error?.code, 'noModelConfigured');
    assert.match(report.error?.message ?? '', /^c cannot be used: No key is set\./);
    assert.equal(report.error?.hint, 'Set a key.');
  });

  it('zeros for usage mean that nobody counted', async () => {
    const house = harness({
      models: {
        a: () => [
          steps.start,
          steps.part({ type: 'text-delta', text: 'Some text.' }),
          steps.part({ type: 'usage', usage: { inputTokens: 0, outputTokens: 0 } }),
          steps.part({ type: 'finish', unified: 'stop', raw: 'stop' }),
        ],
      },
    });
    const { report } = await house.run(() => house.ask());
    assert.ok((report.costNanoUsd ?? 0) > 0);
    assert.equal(house.ledger()[0]?.certainty, 'estimate');
  });
});

describe('repairs, second tries and attempt ids', () => {
  it('a repaired try does not use up the second try of the last model', async () => {
    const rejects = failsWith(http(400, { message: "Unsupported parameter: 'max_tokens'", parameter: 'max_tokens' }));
    const house = harness({ models: { a: inTurn(rejects, failsWith(http(503)), says('third time')) } });
    const { text } = await house.run(() => house.ask());
    assert.equal(text, 'third time');
    assert.deepEqual(
      house.provider.calls.map(({ call }) => call.omitParameters),
      [[], ['max_tokens'], ['max_tokens']],
    );
  });

  it('two requests with one id lose no ledger entry', async () => {
    const house = harness({ models: { a: says('a') } });
    const asked = await house.run(() =>
      Promise.all([house.ask({ requestId: 'same' }), house.ask({ requestId: 'same' })]),
    );
    const reported = asked.reduce((sum, { report }) => sum + (report.costNanoUsd ?? 0), 0);
    assert.equal(house.ledger().length, 2);
    assert.equal(
      house.ledger().reduce((sum, entry) => sum + (entry.costNanoUsd ?? 0), 0),
      reported,
    );
  });
});
