import assert from 'node:assert/strict';
import { generateScript } from '../../client/features/generate-script.ts';
import { success } from '../../server/protocol/index.ts';
import { env, fake, window } from './fake-vscode.ts';
import { failed, type OpenCall, script, text, WritingDesk } from './writing-desk.ts';

const bees = { brief: { topic: 'Bees' }, ask: false };
const note = '[incomplete: the text broke off here]';
const outline = '> Offline outline: made on this machine, without any model\n\n## 1. Hook';

/** A script that fails; the person answers its message. */
async function failing(desk: WritingDesk, answer: string, code: Parameters<typeof failed>[0], written = '') {
  fake.answers.push(answer);
  const run = generateScript(desk.app, bees);
  const call = await desk.call();
  if (written !== '') await call.part(text(written));
  await call.end(failed(code));
  await desk.done(run);
  return desk.call(1);
}

const endWith = async (call: OpenCall, result: unknown): Promise<void> => call.end(result as never);
const settled = async (desk: WritingDesk): Promise<void> => {
  await desk.until(() => desk.progress.open === 0);
  await desk.window.drain();
};

describe('when every model has failed', () => {
  afterEach(() => fake.reset());

  it('puts an outline where the script should have been, as one undo step, and says what it is', async () => {
    const desk = new WritingDesk();
    const { document } = desk.window.open('A\n\nB', 1);
    const call = await failing(desk, 'Insert Offline Outline', 'allModelsFailed');
    assert.deepEqual(fake.messages[0]?.actions, ['Retry', 'Insert Offline Outline', 'Show Trace']);
    assert.deepEqual([call.name, call.input], ['script/outline', { brief: bees.brief }]);
    assert.equal(document.text, 'A\n\nB');
    await endWith(call, success({ text: `${outline}\n`, language: 'en', seconds: 45 }));
    await desk.until(() => desk.progress.lines.length > 0);
    assert.equal(document.text, `A\n\n${outline}\n\nB`);
    assert.deepEqual(desk.progress.lines, ['$(list-tree) Offline outline inserted; no model was asked.']);
    document.undo();
    assert.equal(document.text, 'A\n\nB');
  });

  it('puts it into a new document when its own is closed', async () => {
    const desk = new WritingDesk();
    const { document } = desk.window.open('');
    const call = await failing(desk, 'Insert Offline Outline', 'noModelConfigured');
    desk.window.close(document);
    await endWith(call, success({ text: outline, language: 'en', seconds: 45 }));
    await desk.until(() => desk.progress.lines.length > 0);
    assert.deepEqual(
      desk.window.opened.map((each) => each.text),
      [outline],
    );
  });

  it('says so when not even that is possible', async () => {
    const desk = new WritingDesk();
    const { document } = desk.window.open('');
    const call = await failing(desk, 'Insert Offline Outline', 'budgetReached');
    await endWith(call, failed('disconnected'));
    await desk.until(() => fake.messages.length > 1);
    assert.match(fake.messages[1]?.text ?? '', /background process broke off/);
    assert.equal(document.text, '');
  });
});

describe('a script that broke off', () => {
  afterEach(() => {
    env.language = 'en';
    fake.reset();
  });

  it('is gone on from in the place of its note, which is gone then', async () => {
    const desk = new WritingDesk();
    const { document } = desk.window.open('A\n\nB', 1);
    const call = await failing(desk, 'Continue', 'streamBroken', 'Bees dance. They');
    const { brief, continuation } = call.input as { brief: unknown; continuation: unknown };
    assert.deepEqual([brief, continuation], [bees.brief, 'Bees dance. They']);
    assert.equal(document.text, `A\n\nBees dance. They\n\n${note}\n\nB`);
    await call.part({ type: 'text-rewind', offset: 12 });
    await call.part(text('We fly'));
    await desk.until(() => document.text.includes('We fly'));
    assert.equal(document.text, 'A\n\nBees dance. We fly\n\nB');
    await call.part(text(' home.'));
    await call.end(script('Bees dance. We fly home.'));
    await settled(desk);
    assert.equal(document.text, 'A\n\nBees dance. We fly home.\n\nB');
    assert.equal(fake.messages.length, 1);
    document.undo();
    assert.equal(document.text, `A\n\nBees dance. They\n\n${note}\n\nB`);
    document.undo();
    assert.equal(document.text, 'A\n\nB');
  });

  it('is gone on from as the writer has changed it, above and below', async () => {
    const desk = new WritingDesk();
    const { document } = desk.window.open('');
    fake.answers.push('Continue');
    const run = generateScript(desk.app, bees);
    const call = await desk.call();
    await call.part(text('Bees dance. They'));
    document.type(0, 4, 'Honeybees');
    await desk.window.drain();
    document.type(0, 0, 'Title\n\n');
    await desk.window.drain();
    await call.end(failed('deadlineExceeded'));
    await desk.done(run);
    const second = await desk.call(1);
    assert.equal((second.input as { continuation: unknown }).continuation, 'Honeybees dance. They');
    await second.part(text(' fly.'));
    await second.end(script('Honeybees dance. They fly.'));
    await settled(desk);
    assert.equal(document.text, 'Title\n\nHoneybees dance. They fly.');
  });

  it('keeps text and note when nobody can go on, and offers it again', async () => {
    const desk = new WritingDesk();
    const { document } = desk.window.open('');
    const call = await failing(desk, 'Continue', 'streamBroken', 'Bees dance. They');
    await call.end(failed('disconnected'));
    await settled(desk);
    await desk.until(() => fake.messages.length > 1);
    assert.equal(document.text, `Bees dance. They\n\n${note}`);
    assert.equal(fake.messages[1]?.actions[0], 'Continue');
  });

  it('has one note after it broke off again', async () => {
    const desk = new WritingDesk();
    const { document } = desk.window.open('');
    const call = await failing(desk, 'Continue', 'streamBroken', 'Bees dance. They');
    await call.part(text(' fly. And'));
    await call.end(failed('streamBroken'));
    await settled(desk);
    assert.equal(document.text, `Bees dance. They fly. And\n\n${note}`);
  });

  it('is not lost when its document was closed in between', async () => {
    const desk = new WritingDesk();
    const { document } = desk.window.open('');
    const { showErrorMessage } = window;
    window.showErrorMessage = async () => {
      desk.window.close(document);
      return 'Continue';
    };
    const run = generateScript(desk.app, bees);
    const first = await desk.call();
    await first.part(text('Bees dance. They'));
    await first.end(failed('streamBroken'));
    await desk.done(run);
    window.showErrorMessage = showErrorMessage;
    const call = await desk.call(1);
    await call.part(text(' fly.'));
    await call.end(script('Bees dance. They fly.'));
    await settled(desk);
    assert.deepEqual(
      desk.window.opened.map((each) => each.text),
      ['Bees dance. They fly.'],
    );
  });

  it('is marked in the language of the editor', async () => {
    env.language = 'zh-cn';
    const desk = new WritingDesk();
    const { document } = desk.window.open('');
    const call = await failing(desk, 'Continue', 'streamBroken', '蜜蜂回家。它们');
    assert.equal(document.text, '蜜蜂回家。它们\n\n[未完成：文本在此中断]');
    await call.part(text('跳舞。'));
    await call.end(script('蜜蜂回家。它们跳舞。'));
    await settled(desk);
    assert.equal(document.text, '蜜蜂回家。它们跳舞。');
  });
});
