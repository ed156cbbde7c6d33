import assert from 'node:assert/strict';
import type { Part, RequestError } from '../../server/protocol/index.ts';
import type { CallOptions } from '../../server/rpc/types.ts';
import { fail, ok, parts, type RunOptions, run as runWith, scripted, scriptResult, snapshot } from './cli-harness.ts';

const run = (line: string, options: Partial<RunOptions> & Pick<RunOptions, 'connect'>) =>
  runWith({ arguments: line.split(' '), ...options });

const streaming =
  (streamed: readonly Part[], result: unknown) =>
  (_: unknown, { onPart }: CallOptions) => {
    for (const part of streamed) onPart?.(part);
    return result;
  };

const broken: RequestError = { code: 'streamBroken', message: 'Broken.', hint: 'Go on.', attempts: [] };
const outline = { text: '> Offline outline\n\n## 1. Hook\n', language: 'en', seconds: 45 };
const given = (input: unknown): unknown => (input as { continuation?: unknown }).continuation;

describe('command line: without any model', () => {
  const answers = { 'script/outline': () => ok(outline) };

  it('--offline prints an outline, says that nobody was asked, and asks nobody', async () => {
    const { connect, calls } = scripted(answers);
    const line = 'script bees --offline --seconds 30 --format ad --language en';
    const { code, stdout, stderr } = await run(line, { connect });
    assert.deepEqual([code, stdout], [0, outline.text]);
    assert.equal(stderr, 'An offline outline: no model was asked, nothing was spent.\n');
    assert.deepEqual(
      calls.map(({ name, input }) => [name, JSON.parse(JSON.stringify(input))]),
      [['script/outline', { brief: { topic: 'bees', seconds: 30, format: 'ad', language: 'en' } }]],
    );
    const chinese = await run('script 蜜蜂 --offline --locale zh-cn', { connect });
    assert.match(chinese.stderr, /没有调用任何模型/);
    assert.equal((await run('script bees --offline --quiet', { connect })).stderr, '');
  });

  it('--offline --json is one object that says so', async () => {
    const { connect } = scripted(answers);
    const { code, stdout } = await run('script bees --offline --json', { connect });
    assert.equal(code, 0);
    assert.deepEqual(JSON.parse(stdout), { ...outline, offline: true, warnings: [] });
  });

  it('says what went wrong when not even that is possible', async () => {
    const { connect } = scripted({ 'script/outline': () => fail({ ...broken, code: 'internal' }) });
    const { code, stderr } = await run('script bees --offline', { connect });
    assert.equal(code, 1);
    assert.match(stderr, /^Error: Broken\./);
    assert.equal(JSON.parse((await run('script bees --offline --json', { connect })).stdout).error.code, 'internal');
  });
});

describe('command line: going on from a script that broke off', () => {
  const note = '[incomplete: the text broke off here]';
  const partial = `---\ntopic: bees\n---\n\nBees dance. They\n\n${note}\n`;

  it('--continue sends what is in the file, and prints the whole script', async () => {
    for (const tty of [false, true]) {
      const { connect, calls } = scripted({
        'script/generate': streaming(
          [parts.rewind('Bees dance. '.length), parts.text('They fly'), parts.text(' home.')],
          ok(scriptResult({ text: 'Bees dance. They fly home.' })),
        ),
      });
      const { code, stdout } = await run('script bees --continue a.md', { connect, tty, files: { 'a.md': partial } });
      assert.deepEqual([code, stdout], [0, 'Bees dance. They fly home.\n']);
      assert.equal(given(calls[0]?.input), 'Bees dance. They');
    }
  });

  it('takes what a failed request has printed, also from standard input', async () => {
    const first = scripted({
      'script/generate': streaming([parts.text('Bees dance. They')], fail(broken)),
      'state/get': () => ok(snapshot()),
    });
    const { stdout, stderr } = await run('script bees', { connect: first.connect });
    assert.equal(stdout, `Bees dance. They\n\n${note}\n`);
    assert.match(stderr, /--continue FILE/);
    const second = scripted({ 'script/generate': () => ok(scriptResult()) });
    await run('script bees --continue -', { connect: second.connect, input: stdout });
    assert.equal(given(second.calls[0]?.input), 'Bees dance. They');
    const chinese = await run('script bees --locale zh-cn', { connect: first.connect });
    assert.match(chinese.stdout, /\n\n\[未完成：文本在此中断\]\n$/);
  });

  it('prints the text as it was when nobody can go on', async () => {
    const { connect } = scripted({ 'script/generate': () => fail(broken), 'state/get': () => ok(snapshot()) });
    const files = { 'a.md': partial };
    const { code, stdout } = await run('script bees --continue a.md', { connect, files });
    assert.deepEqual([code, stdout], [1, `Bees dance. They\n\n${note}\n`]);
  });

  for (const [line, files, expected] of [
    ['script bees --continue none.md', {}, /none\.md cannot be read/],
    ['script bees --continue a.md', { 'a.md': `${note}\n` }, /The script is empty/],
    ['script bees --continue a.md', { 'a.md': 'x'.repeat(200_001) }, /a\.md cannot be a text of 200,001 characters/],
    ['script bees --continue a.md --offline', { 'a.md': 'Bees.' }, /Choose one of --offline and --continue/],
    ['keywords bees --offline', {}, /no option --offline here/],
  ] as const) {
    it(`refuses "videogenius ${line}" with ${JSON.stringify(files).slice(0, 40)}`, async () => {
      const { connect, calls } = scripted({});
      const { code, stderr } = await run(line, { connect, files });
      assert.equal(code, 2);
      assert.match(stderr, expected);
      assert.deepEqual(calls, []);
    });
  }
});
