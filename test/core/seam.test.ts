import assert from 'node:assert/strict';
import { anchorOf, continuationMessages, createSeam, type SeamOptions } from '../../server/core/index.ts';
import { read } from './seam-support.ts';

const kept = 'The sea is older than every map. Look closer, and you will see it breathe! ';
const rest = 'Why do we never stop watching?';

const join = (continuation: string, options: Partial<SeamOptions> = {}) => {
  const text = options.kept ?? kept;
  return read({ kept: text, anchor: anchorOf(text), mode: 'anchor', ...options }, continuation);
};
const joined = (continuation: string, options: Partial<SeamOptions> = {}): string => {
  const { text, reason } = join(continuation, options);
  assert.equal(reason, undefined);
  return text;
};
const reasonOf = (continuation: string, options: Partial<SeamOptions> = {}): string | undefined => {
  const { text, reason } = join(continuation, options);
  assert.equal(text, '');
  return reason;
};

describe('anchorOf', () => {
  it('is the end of a text, from a whole word on', () => {
    assert.equal(anchorOf(kept), 'Look closer, and you will see it breathe!'.slice(5));
    assert.equal(anchorOf('Short. '), 'Short.');
    assert.equal(anchorOf(''), '');
    assert.equal(anchorOf('大海比任何地图都古老。', 5), '图都古老。');
    assert.equal(anchorOf(`${'x'.repeat(60)}.`), `${'x'.repeat(39)}.`);
    assert.equal(anchorOf(`Words. ${'🎉'.repeat(30)}`, 39), '🎉'.repeat(19));
  });
});

describe('continuationMessages', () => {
  const asked = [{ role: 'user', content: 'Write.' }] as const;
  it('shows the model what arrived and asks it as a person would, in English or Chinese', () => {
    const [first, second, third, ...more] = continuationMessages(asked, kept, anchorOf(kept));
    assert.deepEqual([first, second, more], [asked[0], { role: 'assistant', content: kept }, []]);
    assert.equal(third?.role, 'user');
    assert.match(third.content, /^My connection dropped .*«closer, and you will see it breathe!»/);
    assert.match(third.content, /word for word/);
    assert.doesNotMatch(third.content, /system|notice|\[|operator|instruction/i);
    const chinese = continuationMessages(asked, '大海很深。', '大海很深。').at(-1);
    assert.match(chinese?.content ?? '', /«大海很深。»[\s\S]*一字不差/);
    assert.match(continuationMessages(asked, '海は深い。', '海は深い。').at(-1)?.content ?? '', /^My connection/);
  });
  it('asks for the whole when nothing arrived', () => {
    assert.deepEqual(continuationMessages(asked, ' \n', ''), asked);
  });
});

describe('the seam', () => {
  const anchor = anchorOf(kept);

  it('cuts behind the repeated fragment, however it is written', () => {
    for (const repeated of [
      anchor,
      `  \n${anchor}`,
      anchor.replaceAll(' ', '\n'),
      `Sure: ${anchor}`,
      `...${anchor}`,
      `"${anchor}"`,
      `«${anchor}»`,
      `\`\`\`markdown\n${anchor}`,
      `> ${anchor}`,
      anchor.slice(9),
      anchor.replace('!', '！'),
      `${kept.slice(20).trim()}`,
      `Ok: ${kept.slice(20).trim()}`,
      kept.trim(),
      'breathe!',
    ]) {
      assert.equal(joined(`${repeated} ${rest}`), rest, repeated);
    }
  });

  it('takes quotes and dashes for each other', () => {
    const text = '“It works” – she said – “and I’m glad.” ';
    assert.equal(joined(`"It works" -- she said — 「and I'm glad.」 ${rest}`, { kept: text }), rest);
    const open = 'Look closer, and you will see it —\n';
    assert.equal(joined(`Look closer, and you will see it --\n${rest}`, { kept: open }), rest);
  });

  it('takes a fence of the answer away, and no other', () => {
    assert.equal(joined(`\`\`\`\n${anchor} ${rest}\n\`\`\``), rest);
    assert.equal(joined(`\`\`\`\n${anchor} ${rest}\n\`\`\`\n`).trimEnd(), rest);
    assert.equal(joined(`\`\`\`\n${anchor}\n\`\`\``), '');
    assert.equal(joined(`${anchor} ${rest}\n\`\`\`\ncode\n\`\`\``), `${rest}\n\`\`\`\ncode\n\`\`\``);
    const code = '```\nlet the sea be wide;\n';
    assert.equal(joined('```\nlet the sea be wide;\nlet it be\n```\nDone.', { kept: code }), 'let it be\n```\nDone.');
  });

  it('puts white space right', () => {
    assert.equal(joined(`${anchor}\n\n${rest}`), rest, 'a plain space stands');
    for (const markup of ['## Scene 2\n', '- salt\n', '> a boat\n', '[Music]\n', '**Host:** Hello.']) {
      const begun = `\n\n${markup}`;
      assert.equal(joined(`${anchor}${begun}`), begun, 'but a heading stays one');
      assert.equal(joined(`${anchor} ${begun}`, { kept: `${kept.trimEnd()}\n\n` }).trimStart(), markup);
    }
    assert.equal(joined(`${anchor}${rest}`), rest);
    const closed = kept.trimEnd();
    assert.equal(joined(`${anchor}${rest}`, { kept: closed }), ` ${rest}`);
    assert.equal(joined(`${anchor}\n\n${rest}`, { kept: closed }), `\n\n${rest}`);
    assert.equal(joined(`${anchor}\n\n${rest}`, { kept: `${closed}\n\n` }), rest);
    assert.equal(joined(`${anchor} ${rest}`, { kept: `${closed}\n\n` }), rest);
    assert.equal(joined(`${anchor}\n\n${rest}`, { kept: `${closed}\n` }), `\n${rest}`);
    assert.equal(joined(`${anchor}, they say`, { kept: closed }), ', they say');
    assert.equal(joined('大海比任何地图都古老。 靠近一点。', { kept: '大海比任何地图都古老。' }), '靠近一点。');
    assert.equal(joined('大海比任何地图都古老。“靠近一点。”', { kept: '大海比任何地图都古老。' }), '“靠近一点。”');
    assert.equal(joined('大海比任何地图都古老。\n\n靠近', { kept: '大海比任何地图都古老。' }), '\n\n靠近');
  });

  it('rejects what does not take up the text', () => {
    assert.equal(reasonOf(rest), 'noOverlap');
    assert.equal(reasonOf(`Of course! Here is how it goes on: ${anchor} ${rest}`), 'noOverlap');
    assert.equal(reasonOf(`it breathe ${rest}`), 'noOverlap');
    assert.equal(reasonOf('eathe! And so on.'), 'noOverlap', 'shorter than 8');
    assert.equal(reasonOf(''), 'empty');
    assert.equal(reasonOf(' \n\n'), 'empty');
    assert.equal(reasonOf('`'.repeat(300)), 'noOverlap');
    assert.equal(reasonOf(' '.repeat(300) + anchor), 'empty');
  });

  it('rejects a restart, unless it repeats everything', () => {
    const long = `${kept}It was here before us, and it will be here long after us. `;
    assert.equal(reasonOf('The sea is older than every map. It is also wider.', { kept: long }), 'restart');
    assert.equal(reasonOf('The sea is older than every map', { kept: long }), 'restart');
    assert.equal(joined(long + rest, { kept: long }), rest);
    assert.equal(joined(`Sure! ${long.repeat(9)}${rest}`, { kept: long.repeat(9) }), rest);
    const song = `${kept}Some call it home; others call it fear. ${kept}`;
    assert.equal(joined(song + rest, { kept: song }), rest);
    assert.equal(joined(kept + rest, { kept: song }), rest);
    assert.equal(reasonOf(`${kept}Some call it home; others love it.`, { kept: song }), 'restart');
  });

  it('a text shorter than the overlap counts as a whole', () => {
    assert.equal(joined('Hi! Then', { kept: 'Hi! ' }), 'Then');
    assert.equal(reasonOf('Then', { kept: 'Hi! ' }), 'noOverlap');
    assert.equal(joined('你好。然后', { kept: '你好。' }), '然后');
  });

  it('without a text everything is new', () => {
    assert.equal(joined(` ${rest}`, { kept: '' }), ` ${rest}`);
    assert.equal(joined('', { kept: '' }), '');
  });

  describe('of a model that goes on directly', () => {
    const prefix = { mode: 'prefix' } as const;
    it('takes everything that repeats nothing', () => {
      assert.equal(joined(rest, prefix), rest);
      assert.equal(joined(` ${rest}`, prefix), rest);
      assert.equal(joined(rest, { ...prefix, kept: kept.trimEnd() }), ` ${rest}`);
      assert.equal(joined('', prefix), '');
      assert.equal(joined('“Yes.”', prefix), '“Yes.”');
    });
    it('leaves out what it repeats all the same, and rejects a restart', () => {
      assert.equal(joined(`${anchor} ${rest}`, prefix), rest);
      assert.equal(reasonOf('The sea is older than every map. It is wide.', prefix), 'restart');
      assert.equal(reasonOf('The sea is older', prefix), 'restart');
      assert.equal(joined(kept + rest, prefix), rest);
      assert.equal(joined('The sea is silent.', prefix), 'The sea is silent.');
      assert.equal(joined('Oh, yes. We will.', { ...prefix, kept: 'Yes. ', anchor: 'Yes.' }), 'Oh, yes. We will.');
      const code = { ...prefix, kept: '```\n', anchor: '```' };
      assert.equal(joined('code()\n```\nDone.', code), 'code()\n```\nDone.');
    });
    it('shows it soon', () => {
      const seam = createSeam({ kept, anchor, mode: 'prefix' });
      assert.deepEqual(seam.push(rest), { kind: 'text', text: rest });
    });
  });

  it('shows new text as soon as the fragment is whole', () => {
    const seam = createSeam({ kept, anchor, mode: 'anchor' });
    assert.deepEqual(seam.push(anchor), { kind: 'hold' });
    assert.deepEqual(seam.push(' '), { kind: 'hold' });
    assert.deepEqual(seam.push('W'), { kind: 'text', text: 'W' });
    assert.deepEqual(seam.push(''), { kind: 'hold' });
    assert.deepEqual(seam.push('hy'), { kind: 'text', text: 'hy' });
    assert.deepEqual(seam.end(), { kind: 'text', text: '' });
  });

  it('stays rejected', () => {
    const seam = createSeam({ kept, anchor, mode: 'anchor' });
    const rejected = { kind: 'rejected', reason: 'noOverlap' };
    assert.deepEqual(seam.push('Something else entirely, as it seems to me.'), rejected);
    assert.deepEqual([seam.push(anchor), seam.end()], [rejected, rejected]);
  });
});
