import assert from 'node:assert/strict';
import { generateKeywords } from '../../client/features/generate-keywords.ts';
import { back, choose, enter, type FakeInput, write } from './fake-inputs.ts';
import { env, fake } from './fake-vscode.ts';
import { failed, found, started, WritingDesk } from './writing-desk.ts';

const prose = 'Bees find their way home by the sun. '.repeat(8).trim();
const bees = { topic: 'Bees', insert: true };

describe('Generate Keywords', () => {
  afterEach(() => fake.reset());

  async function subjectOf(text: string, caret: number, anchor: number, path?: string): Promise<object> {
    const desk = new WritingDesk();
    desk.window.open(text, caret, anchor, path);
    desk.person(write('Typed'));
    const run = generateKeywords(desk.app);
    const call = await desk.call();
    await call.end(failed('cancelled'));
    await desk.done(run);
    const { routing, ...subject } = call.input as { routing: unknown };
    assert.ok(routing);
    return subject;
  }

  it('reads what is selected, the script that is open, or what is typed', async () => {
    assert.deepEqual(await subjectOf('Why bees', 8, 4), { topic: 'bees' });
    assert.deepEqual(await subjectOf(prose, prose.length, 0), { script: prose });
    assert.deepEqual(await subjectOf(`# Bees\n\n${prose}\n`, 0, 0), { script: `# Bees\n\n${prose}` });
    assert.deepEqual(await subjectOf(`---\ntopic: Bees\n---\nShort.`, 0, 0, '/a.script.md'), {
      topic: 'Bees',
      script: 'Short.',
    });
    assert.deepEqual(await subjectOf('Short.', 0, 0), { topic: 'Typed' });
    assert.deepEqual(await subjectOf('', 0, 0), { topic: 'Typed' });
  });

  it('puts keywords at the caret without asking when that is wanted', async () => {
    const desk = new WritingDesk();
    const { document } = desk.window.open('Keywords: \n', 10);
    const run = generateKeywords(desk.app, bees);
    const call = await desk.call();
    assert.equal(call.name, 'keywords/generate');
    await call.part(started('claude', { task: 'keywords' }));
    document.type(0, 0, 'My ');
    await call.end(found(['honeybee', 'hive']));
    await desk.done(run);
    assert.equal(document.text, 'My Keywords: honeybee, hive\n');
    assert.deepEqual(desk.progress.titles, ['Keywords: Bees']);
    assert.deepEqual(desk.progress.lines, ['$(check) claude: 2 keywords · cost $0.0012']);
    document.undo();
    assert.equal(document.text, 'My Keywords: \n');
  });

  it('puts keywords of a selection below its paragraph', async () => {
    const desk = new WritingDesk();
    const { document } = desk.window.open(`${prose}\n\nMore.`, prose.length, 0);
    const run = generateKeywords(desk.app, { insert: true });
    await (await desk.call()).end(found(['hive']));
    await desk.done(run);
    assert.equal(document.text, `${prose}\n\nhive\n\nMore.`);
  });

  it('opens a new document where there is no editor', async () => {
    const desk = new WritingDesk();
    const run = generateKeywords(desk.app, bees);
    await (await desk.call()).end(found(['honeybee', 'hive']));
    await desk.done(run);
    assert.deepEqual(
      desk.window.opened.map(({ text }) => text),
      ['honeybee, hive'],
    );
  });

  const without = (label: string) => (input: FakeInput) => {
    assert.deepEqual(input.selectedItems.length, input.items.length);
    input.selectedItems = input.selectedItems.filter((item) => item.label !== label);
    input.enter();
  };

  async function choosing(
    text: string,
    ...plan: ((input: FakeInput) => void)[]
  ): Promise<{ text: string; lines: string[] }> {
    const desk = new WritingDesk();
    const { document } = desk.window.open(text, text.length, text.length, '/bees.script.md');
    desk.person(...plan);
    const run = generateKeywords(desk.app, { topic: 'Bees' });
    await (await desk.call()).end(found(['honeybee', 'bee: hive', 'sun']));
    await desk.done(run);
    return { text: document.text, lines: desk.progress.lines };
  }

  it('lets the person take some out and insert the others', async () => {
    assert.equal((await choosing('', without('sun'), choose('Insert Here'))).text, 'honeybee, bee: hive');
  });

  it('lets her go back', async () => {
    const first = without('sun');
    const again = (input: FakeInput): void => {
      assert.deepEqual(
        input.selectedItems.map(({ label }) => label),
        ['honeybee', 'bee: hive'],
      );
      input.enter();
    };
    assert.equal((await choosing('', first, back, again, choose('Insert Here'))).text, 'honeybee, bee: hive');
  });

  it('copies them', async () => {
    const { text, lines } = await choosing('Text.', enter, choose('Copy'));
    assert.equal(text, 'Text.');
    assert.equal(fake.clipboard, 'honeybee, bee: hive, sun');
    assert.equal(lines.at(-1), '$(check) The keywords are in the clipboard.');
    assert.ok(env.clipboard);
  });

  it('writes them into the front matter, which comes first where there is one', async () => {
    const { text } = await choosing('---\ntopic: Bees\nkeywords:\n  - old\n---\n', enter, enter);
    assert.equal(text, '---\ntopic: Bees\nkeywords: [honeybee, "bee: hive", sun]\n---\n');
  });

  it('changes nothing when she gives up or takes out all of them', async () => {
    assert.equal((await choosing('Text.')).text, 'Text.');
    assert.equal((await choosing('Text.', enter)).text, 'Text.');
    const nothing = (input: FakeInput): void => {
      input.selectedItems = [];
      input.enter();
    };
    assert.equal((await choosing('Text.', nothing, choose('Insert Here'))).text, 'Text.');
  });

  it('says why it failed and tries again', async () => {
    const desk = new WritingDesk();
    const { document } = desk.window.open('');
    fake.answers.push('Retry');
    const run = generateKeywords(desk.app, bees);
    await (await desk.call()).end(failed('deadlineExceeded'));
    await desk.done(run);
    const second = await desk.call(1);
    assert.equal(
      fake.messages[0]?.text,
      'The answer was not finished in time. Try again, or allow more time in the settings.',
    );
    await second.end(found(['hive']));
    await desk.until(() => desk.progress.open === 0);
    await desk.window.drain();
    await desk.until(() => document.text !== '');
    assert.equal(document.text, 'hive');
  });

  it('is quiet when the person cancels', async () => {
    const desk = new WritingDesk();
    desk.window.open('');
    const run = generateKeywords(desk.app, bees);
    const call = await desk.call();
    desk.progress.cancel();
    await desk.done(run);
    assert.equal(call.signal.aborted, true);
    assert.deepEqual(desk.progress.lines, ['Cancelled.']);
    assert.deepEqual(fake.messages, []);
  });
});
