import assert from 'node:assert/strict';
import fc from 'fast-check';
import { editDistance, nearestName } from '../../server/api/nearest.ts';
import { en } from '../../server/api/texts/en.ts';
import { zhCn } from '../../server/api/texts/zh-cn.ts';
import { moneyText, priceText } from '../../server/cli/format.ts';
import { LiveText } from '../../server/cli/live-text.ts';
import { Progress } from '../../server/cli/progress.ts';
import { table } from '../../server/cli/table.ts';
import { displayWidth, padded, wrapped } from '../../server/cli/width.ts';
import type { AttemptRole, Part, Task } from '../../server/protocol/index.ts';

describe('nearest name', () => {
  it('counts edits', () => {
    assert.equal(editDistance('claude', 'claude'), 0);
    assert.equal(editDistance('cluade', 'claude'), 1);
    assert.equal(editDistance('', 'abc'), 3);
    assert.equal(editDistance('kitten', 'sitting'), 3);
  });
  it('is a distance: symmetric, and zero only for equal words', () => {
    const word = fc.string({ maxLength: 8, unit: fc.constantFrom('a', 'b', 'c') });
    fc.assert(
      fc.property(word, word, (left, right) => {
        assert.equal(editDistance(left, right), editDistance(right, left));
        assert.equal(editDistance(left, right) === 0, left === right);
      }),
    );
  });
  it('suggests what is near and nothing else', () => {
    assert.equal(nearestName('scrpt', ['script', 'status']), 'script');
    assert.equal(nearestName('banana', ['script', 'status']), undefined);
  });
});

describe('display width', () => {
  const cases: readonly (readonly [string, number])[] = [
    ['abc', 3],
    ['模拟', 4],
    ['a（模）', 7],
    ['é', 1],
    ['e\u0301', 1],
    ['👍', 2],
    ['👩‍👩‍👧', 2],
    ['ｆｕｌｌ', 8],
    ['한글', 4],
    ['かな', 4],
    ['', 0],
  ];
  for (const [text, width] of cases) it(`of "${text}" is ${width}`, () => assert.equal(displayWidth(text), width));

  it('pads to it', () => {
    assert.equal(padded('模', 4, 'left'), '模  ');
    assert.equal(padded('模', 4, 'right'), '  模');
  });

  it('wraps within it and loses nothing', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', '模', ' ', 'b') }),
        fc.integer({ min: 2, max: 9 }),
        (text, width) => {
          const lines = wrapped(text, width);
          for (const line of lines) assert.ok(displayWidth(line) <= width, `${line} in ${width}`);
          assert.equal(lines.join('').replaceAll(' ', ''), text.replaceAll(' ', ''));
        },
      ),
    );
  });
});

describe('lines of Chinese', () => {
  it('do not begin with closing punctuation or end with opening punctuation', () => {
    assert.deepEqual(wrapped('没有设置月之暗面（Kimi）的密钥。', 18), ['没有设置月之暗面', '（Kimi）的密钥。']);
    assert.deepEqual(wrapped('连接被拒绝。请检查', 10), ['连接被拒', '绝。请检查']);
  });
  it('do not break a Latin word', () => {
    assert.deepEqual(wrapped('放进环境变量DEEPSEEK_API_KEY中', 17), ['放进环境变量', 'DEEPSEEK_API_KEY', '中']);
  });
  it('keep an address in one piece when asked to', () => {
    assert.deepEqual(wrapped('see https://example.org now', 8, true), ['see', 'https://example.org', 'now']);
    assert.equal(
      wrapped('see https://example.org now', 8).every((line) => displayWidth(line) <= 8),
      true,
    );
  });
});

describe('table', () => {
  const plain = {
    width: undefined,
    heading: (text: string) => text,
    named: (title: string, text: string) => `${title}: ${text}`,
    separator: '; ',
  };
  it('lines up columns, also with Chinese, and leaves out empty ones', () => {
    const text = table(
      [{ title: 'A' }, { title: 'B' }, { title: 'N', align: 'right' }],
      [
        ['模型', '', '1'],
        ['x', '', '10'],
      ],
      plain,
    );
    assert.equal(text, 'A      N\n模型   1\nx     10\n');
  });

  const columns = [
    { title: 'A' },
    { title: 'Price of\nmany' },
    { title: 'Reason', flexible: true },
    { title: '总\n计' },
  ] as const;
  const rows = [
    ['x', '$1', 'one two three four', '1'],
    ['yy', '$22', '', '2'],
  ];
  const layouts: readonly (readonly [name: string, width: number | undefined, expected: readonly string[]])[] = [
    [
      'gives every column its room in a file',
      undefined,
      [
        'A   Price of many  Reason              总计',
        'x   $1             one two three four  1',
        'yy  $22                                2',
      ],
    ],
    [
      'breaks the flexible column first',
      36,
      [
        'A   Price of many  Reason       总计',
        'x   $1             one two      1',
        '                   three four',
        'yy  $22                         2',
      ],
    ],
    [
      'then breaks the headings as well',
      30,
      [
        '    Price of                总',
        'A   many      Reason        计',
        'x   $1        one two       1',
        '              three four',
        'yy  $22                     2',
      ],
    ],
    [
      'then puts the flexible column below its row',
      18,
      ['    Price of  总', 'A   many      计', 'x   $1        1', '  one two three', '  four', 'yy  $22       2'],
    ],
    [
      'and at last makes a list of each row',
      14,
      [
        'x',
        '  Price of',
        '  many: $1',
        '  Reason: one',
        '  two three',
        '  four',
        '  总计: 1',
        'yy',
        '  Price of',
        '  many: $22',
        '  总计: 2',
      ],
    ],
  ];
  for (const [name, width, expected] of layouts) {
    it(name, () =>
      assert.deepEqual(
        table(columns, rows, { ...plain, width })
          .split('\n')
          .slice(0, -1),
        expected,
      ),
    );
  }

  it('leaves out an optional column rather than break rows apart', () => {
    const more = [{ title: 'Id' }, { title: 'Name', optional: true }, { title: 'Reason', flexible: true }] as const;
    const body = [['x', 'long-name-of-it', 'one two three four']];
    const at = (width: number) =>
      table(more, body, { ...plain, width })
        .split('\n')
        .slice(0, -1);
    assert.deepEqual(at(31), [
      'Id  Name             Reason',
      'x   long-name-of-it  one two',
      '                     three four',
    ]);
    assert.deepEqual(at(22), ['Id  Reason', 'x   one two three four']);
  });

  it('never gets wider than the terminal as long as its words fit', () => {
    const word = fc.string({ unit: fc.constantFrom('a', '模', 'b'), maxLength: 5 });
    const cell = fc.array(word, { maxLength: 6 }).map((words) => words.join(' ').trim());
    fc.assert(
      fc.property(
        fc.array(fc.tuple(word, word, cell, word), { minLength: 1 }),
        fc.integer({ min: 14, max: 60 }),
        (body, width) => {
          for (const line of table(columns, body, { ...plain, width }).split('\n')) {
            assert.ok(displayWidth(line) <= width, `${displayWidth(line)} of ${width}: ${line}`);
          }
        },
      ),
    );
  });
});

describe('money', () => {
  const cases: readonly (readonly [number | null, string])[] = [
    [null, 'unknown'],
    [0, '$0.00'],
    [1_500_000_000, '$1.50'],
    [123_456_789, '$0.123'],
    [100_000_000, '$0.10'],
    [1_234_567, '$0.00123'],
    [1, '$0.000000001'],
  ];
  for (const [cost, text] of cases) it(`${cost} is ${text}`, () => assert.equal(moneyText(cost, en), text));
  it('shows prices by the million', () => {
    const price = { source: 's', verifiedOn: '2026-01-01', uncertain: false } as const;
    assert.equal(
      priceText({ kind: 'known', inputNanoUsdPerToken: 140, outputNanoUsdPerToken: 2000, ...price }, en),
      '$0.14 / $2.00',
    );
    const uncertain = { ...price, kind: 'known', uncertain: true } as const;
    const roughly = { ...uncertain, inputNanoUsdPerToken: 140, outputNanoUsdPerToken: 2000 };
    assert.equal(priceText(roughly, en), 'about $0.14 / $2.00');
    assert.equal(priceText(roughly, zhCn), '约 0.14 美元 / 2.00 美元');
    assert.equal(priceText({ kind: 'free' }, en), 'free');
    assert.equal(priceText({ kind: 'unknown' }, en), 'unknown');
  });
});

describe('live text', () => {
  const run = (live: boolean, steps: readonly (string | number)[], final: string) => {
    let written = '';
    let rewrites = 0;
    const text = new LiveText({ write: (each) => (written += each), rewritten: () => (rewrites += 1) }, live);
    for (const step of steps) typeof step === 'string' ? text.append(step) : text.rewind(step);
    text.finish(final);
    return { written, rewrites };
  };

  it('shows text as it comes', () =>
    assert.deepEqual(run(true, ['One. ', 'Two.'], 'One. Two.'), { written: 'One. Two.\n', rewrites: 0 }));
  it('shows nothing twice when a resumed answer repeats the same words', () =>
    assert.deepEqual(run(true, ['One. Tw', 5, 'Tw', 'o.'], 'One. Two.'), { written: 'One. Two.\n', rewrites: 0 }));
  it('writes the whole text again when it changes', () =>
    assert.deepEqual(run(true, ['One. Tw', 5, 'Three.'], 'One. Three.'), {
      written: 'One. Tw\nOne. Three.\n',
      rewrites: 1,
    }));
  it('corrects a text whose final form is another one', () =>
    assert.deepEqual(run(true, ['One. Two.'], 'One.'), { written: 'One. Two.\nOne.\n', rewrites: 1 }));
  it('does not mind white space at the end', () =>
    assert.deepEqual(run(true, ['One.\n\n'], 'One.'), { written: 'One.\n\n', rewrites: 0 }));
  it('writes nothing for nothing', () => assert.deepEqual(run(true, [], ''), { written: '', rewrites: 0 }));
  it('without `live` writes exactly the final text, whatever came before', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.nat(20))), fc.string({ minLength: 1 }), (steps, final) => {
        const expected = final.trimEnd() === '' ? '' : `${final.trimEnd()}\n`;
        assert.deepEqual(run(false, steps, final), { written: expected, rewrites: 0 });
      }),
    );
  });
  it('with `live` always ends with the final text', () => {
    const piece = fc.string({ unit: fc.constantFrom('a', 'b', ' '), maxLength: 4 });
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.nat(6))), piece, (steps, final) => {
        const { written } = run(true, steps, final);
        assert.ok(written.trimEnd().endsWith(final.trimEnd()), JSON.stringify({ written, final }));
      }),
    );
  });
});

describe('progress', () => {
  const start = (
    modelId: string,
    number = 1,
    task: Task = 'script',
    role: AttemptRole = number === 1 ? 'first' : 'failover',
  ): Part => ({
    type: 'attempt-start',
    role,
    task,
    attemptId: `${modelId}-${number}`,
    modelId,
    number,
    simulated: false,
  });
  const resume = (modelId: string, number = 2): Part => start(modelId, number, 'script', 'resume');
  const hedge = (modelId: string, number = 2): Part => start(modelId, number, 'script', 'hedge');
  const end = (modelId: string, failure: 'overload' | 'cancelled' | undefined, number = 1): Part => ({
    type: 'attempt-end',
    attemptId: `${modelId}-${number}`,
    modelId,
    outcome: failure === undefined ? 'success' : failure === 'cancelled' ? 'ignored' : 'failed',
    ...(failure === undefined ? {} : { class: failure }),
  });
  const cases: readonly (readonly [name: string, parts: readonly Part[], expected: readonly string[]])[] = [
    ['one model', [start('a'), end('a', undefined)], ['Asking a.']],
    [
      'a takeover',
      [start('a'), end('a', 'overload'), start('b')],
      ['Asking a.', 'a failed: overloaded. b takes over.'],
    ],
    [
      'a second try',
      [start('a'), end('a', 'overload'), start('a', 2)],
      ['Asking a.', 'a failed: overloaded. It is tried once more.'],
    ],
    [
      'a takeover after text was shown',
      [start('a'), { type: 'text-delta', text: 'x' }, end('a', 'overload'), resume('b')],
      ['Asking a.', 'a broke off: overloaded. b goes on from there.'],
    ],
    [
      'a model that goes on itself',
      [start('a'), { type: 'text-delta', text: 'x' }, end('a', 'overload'), resume('a', 2)],
      ['Asking a.', 'a broke off: overloaded. It goes on from there.'],
    ],
    [
      'a text of which nothing could stay',
      [
        start('a'),
        { type: 'text-delta', text: 'x' },
        end('a', 'overload'),
        { type: 'text-rewind', offset: 0 },
        resume('b'),
      ],
      ['Asking a.', 'a failed: overloaded. b takes over.'],
    ],
    [
      'a hedge and its loser',
      [start('a'), hedge('b', 2), end('a', 'cancelled'), end('b', undefined, 2)],
      ['Asking a.', 'a is slow; b is asked as well.'],
    ],
    [
      'a correction of the length, and who takes it over',
      [
        start('a'),
        { type: 'text-delta', text: 'x' },
        end('a', undefined),
        start('a', 2, 'repair'),
        end('a', 'overload', 2),
        start('b', 3, 'repair'),
      ],
      ['Asking a.', 'Asking a to correct the length.', 'a failed: overloaded. b takes over.'],
    ],
    [
      'keywords that are completed, and another model at last',
      [
        start('a', 1, 'keywords'),
        end('a', undefined),
        start('b', 2, 'repair'),
        end('b', undefined, 2),
        start('c', 3, 'keywords'),
      ],
      ['Asking a.', 'Asking b to complete the keywords.', 'Asking c.'],
    ],
    [
      'a failure beside a hedge',
      [start('a'), hedge('b', 2), end('a', 'overload')],
      ['Asking a.', 'a is slow; b is asked as well.', 'a failed: overloaded.'],
    ],
  ];
  for (const [name, parts, expected] of cases) {
    it(`tells ${name}`, () => {
      const lines: string[] = [];
      const progress = new Progress(en, (line) => lines.push(line));
      for (const part of parts) progress.part(part);
      assert.deepEqual(lines, expected);
    });
  }
});
