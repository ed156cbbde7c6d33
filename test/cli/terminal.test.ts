import assert from 'node:assert/strict';
import fc from 'fast-check';
import { safeJson, safeText } from '../../server/cli/safe-text.ts';
import { sentence } from '../../server/protocol/index.ts';
import { attempt, fail, keywordsResult, ok, parts, run, scripted, scriptResult, snapshot } from './cli-harness.ts';

const clipboard = '\u001B]52;c;aGVsbG8=\u0007';
const clearScreen = '\u009B2J';
const overwritten = 'honest\rforged';
const reversed = '\u202Egnp.exe\u202C';
const hostile = `${clipboard}${clearScreen}${overwritten}${reversed}`;
/** Everything that a terminal obeys, apart from tab, line break and the styles that are ours. */
const obeyed = /(?![\t\n])\p{Control}|[\u202A-\u202E\u2066-\u2069]/u;
const styles = /\p{Control}\[\d\d?m/gu;

describe('safe text', () => {
  it('shows what is left of an escape sequence for what it is', () => {
    assert.equal(safeText('a\u001B[31mred'), 'a\uFFFD[31mred');
    assert.equal(safeText(clearScreen), '\uFFFD2J');
    assert.equal(safeText('a\u0000b\u007F'), 'a\uFFFDb\uFFFD');
  });
  it('leaves out what has no place on the screen', () => {
    assert.equal(safeText('one\r\ntwo\r'), 'one\ntwo');
    assert.equal(safeText(reversed), 'gnp.exe');
  });
  it('keeps every text that people write', () => {
    const text = 'Tab\there.\nEmoji 👩‍👩‍👧, e\u0301, 中文，עברית\u200F and العربية.\u00A0';
    assert.equal(safeText(text), text);
  });
  it('may be given a text in pieces', () => {
    const unit = fc.constantFrom('a', '\r', '\n', '\u001B', '\u009B', '[', '\u202E', '模');
    fc.assert(
      fc.property(fc.array(fc.string({ unit })), (pieces) => {
        assert.equal(pieces.map(safeText).join(''), safeText(pieces.join('')));
        assert.doesNotMatch(safeText(pieces.join('')), obeyed);
      }),
    );
  });
  it('loses nothing in JSON', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const json = safeJson({ text: hostile + text });
        assert.doesNotMatch(json, obeyed);
        assert.equal(JSON.parse(json).text, hostile + text);
      }),
    );
  });
});

describe('the terminal gets no control characters', () => {
  const answers = {
    'script/generate': (_: unknown, options: { onPart?: (part: ReturnType<typeof parts.text>) => void }) => {
      options.onPart?.(parts.text(hostile));
      return ok(
        scriptResult({ text: hostile, warnings: [sentence('The script does not seem to be in {0}.', hostile)] }),
      );
    },
    'keywords/generate': () => ok(keywordsResult({ keywords: ['bees', hostile] })),
    'models/check': () =>
      ok({
        checks: [
          {
            modelId: 'claude',
            simulated: false,
            outcome: 'failed',
            class: 'auth',
            message: sentence('{0} has no region "{1}".', `${hostile}\nforged row`, 'x'),
            hint: sentence('{0} takes over.', hostile),
            totalMs: 1,
            availableModels: [],
          },
        ],
      }),
  };
  const lines: readonly (readonly [name: string, values: readonly string[], code: number])[] = [
    ['from a model', ['script', 'bees'], 0],
    ['from a model, as JSON', ['script', 'bees', '--json'], 0],
    ['from keywords', ['keywords', 'bees'], 0],
    ['from a vendor, in a table', ['check'], 1],
    ['from an argument', [hostile], 2],
    ['from an option', ['script', `--${hostile}`], 2],
    ['from a file name', ['keywords', '--script', hostile], 2],
    ['from a settings file', ['script', 'bees', '--settings', 's.json'], 0],
  ];
  for (const [name, values, code] of lines) {
    for (const tty of [true, false]) {
      it(`${name}, ${tty ? 'in a terminal' : 'in a file'}`, async () => {
        const { connect } = scripted(answers);
        const files = { 's.json': `{"videogenius.${clearScreen}": 1}` };
        const result = await run({ arguments: values, connect, tty, files });
        assert.equal(result.code, code);
        assert.notEqual(result.screen, '');
        assert.doesNotMatch(result.screen.replaceAll(styles, ''), obeyed);
        if (name === 'from a vendor, in a table') assert.doesNotMatch(result.stdout, /^forged row/m);
      });
    }
  }

  it('and a message is as wide as the terminal, with addresses in one piece', async () => {
    const address = `https://example.org/${'a'.repeat(60)}`;
    const error = {
      code: 'allModelsFailed',
      message: '',
      hint: `Look at ${address} and then do what it says there.`,
      attempts: [],
    } as const;
    const { connect } = scripted({ 'script/generate': () => fail(error), 'state/get': () => ok(snapshot()) });
    const { stderr } = await run({ arguments: ['script', 'bees'], connect, tty: true, columns: 30 });
    assert.ok(stderr.includes(`Look at\n${address}\nand then do what it says\nthere.\n`), stderr);
  });
});

describe('a report of a failure', () => {
  for (const estimated of [true, undefined]) {
    it(`says that tokens ${estimated ? 'were' : 'were not'} estimated`, async () => {
      const usage = { inputTokens: 1, outputTokens: 2, ...(estimated === undefined ? {} : { estimated }) };
      const attempts = [attempt('claude', { outcome: 'failed', class: 'truncated', usage })];
      const request = {
        requestId: 'request1',
        task: 'script',
        startedAtMs: 0,
        endedAtMs: 1,
        result: 'failed',
        errorCode: 'streamBroken',
        explanation: null,
        attempts,
        costNanoUsd: 1,
      } as const;
      const { connect } = scripted({
        'script/generate': (_, { onPart }) => {
          onPart?.(parts.start('claude'));
          return fail({ code: 'streamBroken', message: 'Broken.', hint: '', attempts: [] });
        },
        'state/get': () => ok(snapshot({ requests: [{ ...request, attempts, activeAttempts: [] }] })),
      });
      const { stdout } = await run({ arguments: ['script', 'bees', '--json'], connect });
      assert.deepEqual(JSON.parse(stdout).usage, usage);
    });
  }
});
