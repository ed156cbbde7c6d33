import assert from 'node:assert/strict';
import { generateScript } from '../../client/features/generate-script.ts';
import { back, choose, enter, type FakeInput, giveUp, write } from './fake-inputs.ts';
import { fake, TabInputTextDiff, window, workspace } from './fake-vscode.ts';
import { ended, failed, script, started, text, WritingDesk } from './writing-desk.ts';

const note = '[incomplete: the text broke off here]';
const bees = { brief: { topic: 'Bees' }, ask: false };

describe('Generate Script', () => {
  afterEach(() => fake.reset());

  it('streams a script to the caret and says who wrote it, how long it is and what it cost', async () => {
    const desk = new WritingDesk();
    const { document } = desk.window.open('# Notes\n', 8);
    const run = generateScript(desk.app, bees);
    const call = await desk.call();
    assert.deepEqual(call.name, 'script/generate');
    await call.part(started('claude'));
    await call.part(text('Bees'));
    assert.equal(document.text, '# Notes\n\nBees\n');
    assert.equal(desk.progress.open, 1);
    await call.part(text(' fly.'));
    await call.part(ended('claude'));
    await call.end(script('Bees fly home.'));
    await desk.done(run);
    assert.equal(document.text, '# Notes\n\nBees fly home.\n');
    assert.equal(desk.progress.open, 0);
    assert.deepEqual(desk.progress.titles, ['Writing "Bees"']);
    assert.deepEqual(desk.progress.lines, ['$(check) claude: 12 words · about 5 s spoken · cost $0.0012']);
    assert.deepEqual(fake.messages, []);
    assert.doesNotMatch(desk.logged.join('\n'), /bees/i);
  });

  it('shows a text that broke off and was gone on from as one undo step, with what was taken back gone', async () => {
    const desk = new WritingDesk();
    const { document } = desk.window.open('# Notes\n', 8);
    const run = generateScript(desk.app, bees);
    const call = await desk.call();
    await call.part(started('claude'));
    await call.part(text('Bees dance. They turn arou'));
    assert.match(document.text, /They turn arou/);
    await call.part(ended('claude', { outcome: 'failed', class: 'truncated' }));
    await call.part({ type: 'text-rewind', offset: 'Bees dance.'.length });
    await call.part(started('qwen', { role: 'resume', number: 2 }));
    await call.part(text(' Then they fly home.'));
    await desk.until(() => document.text === '# Notes\n\nBees dance. Then they fly home.\n');
    assert.equal(desk.progress.lines.at(-1), 'claude broke off (the answer broke off); qwen goes on from there.');
    await call.part(ended('qwen'));
    await call.end(script('Bees dance. Then they fly home.'));
    await desk.done(run);
    assert.equal(document.text, '# Notes\n\nBees dance. Then they fly home.\n');
    assert.equal(document.undoSteps.length, 1);
    document.undo();
    assert.equal(document.text, '# Notes\n');
    assert.deepEqual(fake.messages, [], 'it is no message');
  });

  it('sends the order with the pinned model and a sticky key that does not tell the document', async () => {
    const desk = new WritingDesk();
    desk.window.open('', 0, 0, '/secret plan.md');
    desk.fakeApp.pinned = 'qwen';
    const run = generateScript(desk.app, {
      brief: { topic: ' Bees ', seconds: 30, format: 'ad', tone: 7 },
      ask: false,
    });
    const call = await desk.call();
    const { brief, routing } = call.input as { brief: unknown; routing: { pinnedModel: string; stickyKey: string } };
    assert.deepEqual(brief, { topic: 'Bees', seconds: 30, format: 'ad' });
    assert.equal(routing.pinnedModel, 'qwen');
    assert.match(routing.stickyKey, /^[0-9a-f]{32}$/);
    await call.end(failed('cancelled'));
    await desk.done(run);
  });

  it('takes a selection as the topic, writes below its paragraph and leaves it as it is', async () => {
    const desk = new WritingDesk();
    const { document } = desk.window.open('Why bees\nfly home.\n\nMore.', 8, 4);
    const run = generateScript(desk.app);
    const call = await desk.call();
    assert.deepEqual((call.input as { brief: unknown }).brief, { topic: 'bees' });
    await call.part(text('One.'));
    await call.end(script('One.'));
    await desk.done(run);
    assert.equal(document.text, 'Why bees\nfly home.\n\nOne.\n\nMore.');
  });

  it('asks for everything, with a way back, and remembers the answers for the next time', async () => {
    const desk = new WritingDesk();
    desk.window.open('');
    const person = desk.person(
      enter,
      write('Bees'),
      choose('Story'),
      back,
      choose('Tutorial'),
      choose('90 seconds'),
      choose('dramatic'),
      choose('German'),
    );
    const [first] = person.seen;
    assert.equal(first, undefined);
    // An empty topic is refused in place: the first Enter keeps the question open.
    const run = generateScript(desk.app);
    await desk.until(() => person.seen.length === 1);
    assert.match(person.seen[0]?.validationMessage ?? '', /few words/);
    assert.equal(person.seen[0]?.isDone, false);
    person.seen[0]?.show();
    const call = await desk.call();
    assert.deepEqual((call.input as { brief: unknown }).brief, {
      topic: 'Bees',
      format: 'tutorial',
      seconds: 90,
      tone: 'dramatic',
      language: 'de',
    });
    assert.deepEqual(
      person.seen.slice(1).map(({ step, totalSteps }) => `${step}/${totalSteps}`),
      ['1/5', '2/5', '3/5', '2/5', '3/5', '4/5', '5/5'],
    );
    await call.end(failed('cancelled'));
    await desk.done(run);
    assert.doesNotMatch(JSON.stringify([...desk.kept]), /Bees/);

    desk.person(write('Wasps'), enter, enter, enter, enter);
    const again = generateScript(desk.app);
    const second = await desk.call(1);
    assert.deepEqual((second.input as { brief: unknown }).brief, {
      topic: 'Wasps',
      format: 'tutorial',
      seconds: 90,
      tone: 'dramatic',
      language: 'de',
    });
    await second.end(failed('cancelled'));
    await desk.done(again);
  });

  for (const [name, answer, expected] of [
    ['a length of its own', [write('75')], { seconds: 75 }],
    ['minutes', [write('1:15')], { seconds: 75 }],
    ['another length', [choose('Other Length…'), write('2 min')], { seconds: 120 }],
    ['paragraphs', [choose('By Paragraphs…'), write('4')], { paragraphs: 4 }],
    ['a way back from paragraphs', [choose('By Paragraphs…'), back, choose('45 seconds')], { seconds: 45 }],
    ['the usual length', [enter], {}],
  ] as const) {
    it(`takes ${name}`, async () => {
      const desk = new WritingDesk();
      desk.window.open('');
      desk.person(write('Bees'), enter, ...answer, enter, write('Klingon'));
      const run = generateScript(desk.app);
      const call = await desk.call();
      const { brief } = call.input as { brief: object };
      assert.deepEqual(JSON.parse(JSON.stringify(brief)), {
        topic: 'Bees',
        format: 'short',
        ...expected,
        language: 'Klingon',
      });
      await call.end(failed('cancelled'));
      await desk.done(run);
    });
  }

  it('takes defaults from the front matter of the document and writes below it', async () => {
    const desk = new WritingDesk();
    const front =
      '---\ntopic: "Why cats purr"\nformat: explainer\nparagraphs: 3 # short\ntone: dry\nkeywords: [a]\n---\n';
    const { document } = desk.window.open(front, 0, 0, '/cats.script.md');
    desk.kept.set('videogenius.lastBrief', { seconds: 90, tone: 'loud', language: 'fr' });
    const person = desk.person(enter, enter, enter, enter, enter);
    const run = generateScript(desk.app);
    const call = await desk.call();
    assert.equal(person.seen[0]?.value, 'Why cats purr');
    assert.deepEqual(JSON.parse(JSON.stringify((call.input as { brief: object }).brief)), {
      topic: 'Why cats purr',
      format: 'explainer',
      paragraphs: 3,
      tone: 'dry',
      language: 'fr',
    });
    await call.part(text('Cats.'));
    await call.end(script('Cats.'));
    await desk.done(run);
    assert.equal(document.text, `${front}\nCats.\n`);
  });

  it('does nothing when the person gives up at any question', async () => {
    for (let answers = 0; answers < 5; answers += 1) {
      const desk = new WritingDesk();
      const { document } = desk.window.open('Text.', 5);
      const accept = (input: FakeInput): void => (input.kind === 'text' ? write('Bees')(input) : input.enter());
      desk.person(...Array.from({ length: answers }, () => accept), giveUp);
      await desk.done(generateScript(desk.app));
      assert.equal(document.text, 'Text.');
      assert.deepEqual([desk.calls.length, desk.kept.size, fake.messages.length], [0, 0, 0]);
    }
  });

  it('opens a document of its own where no text can be written', async () => {
    const places: [string, (desk: WritingDesk) => void][] = [
      ['no editor', () => undefined],
      [
        'a comparison',
        (desk) => {
          desk.window.open('x');
          window.tabGroups = { activeTabGroup: { activeTab: { input: new TabInputTextDiff() } } };
        },
      ],
      [
        'an output',
        (desk) => {
          desk.window.open('x');
          workspace.fs = { isWritableFileSystem: () => undefined };
        },
      ],
      [
        'a file that is read-only',
        (desk) => {
          desk.window.open('x');
          workspace.fs = { isWritableFileSystem: () => true, stat: async () => ({ permissions: 1 }) };
        },
      ],
    ];
    for (const [name, prepare] of places) {
      const desk = new WritingDesk();
      prepare(desk);
      const run = generateScript(desk.app, bees);
      const call = await desk.call();
      await call.part(text('One.'));
      await call.end(script('One.'));
      await desk.done(run);
      assert.deepEqual(
        desk.window.opened.map((document) => document.text),
        ['One.'],
        name,
      );
    }
    const desk = new WritingDesk();
    const { document } = desk.window.open('x');
    const run = generateScript(desk.app, { ...bees, newDocument: true });
    await (await desk.call()).end(script('One.'));
    await desk.done(run);
    assert.deepEqual([document.text, ...desk.window.opened.map((each) => each.text)], ['x', 'One.']);
  });

  it('leaves no empty document behind: one that has neither file nor text is taken', async () => {
    const desk = new WritingDesk();
    const { document } = desk.window.open('');
    document.isUntitled = true;
    const run = generateScript(desk.app, { ...bees, newDocument: true });
    await (await desk.call()).end(script('One.'));
    await desk.done(run);
    assert.equal(document.text, 'One.');
    assert.deepEqual(desk.window.opened, []);
  });

  it('says in one quiet line who took over, and shows who is at work', async () => {
    const desk = new WritingDesk();
    desk.window.open('');
    const run = generateScript(desk.app, bees);
    const call = await desk.call();
    await call.part(started('deepseek'));
    await call.part(ended('deepseek', { outcome: 'failed', class: 'rateLimit', message: 'slow down' }));
    await call.part(started('claude', { number: 2, simulated: true }));
    await call.part(ended('claude'));
    await call.end(script('One.', { simulated: true }));
    await desk.done(run);
    const [takeover, done] = desk.progress.lines;
    assert.equal(takeover, 'deepseek did not answer (too many requests); claude (simulated) writes.');
    assert.match(done ?? '', /^\$\(check\) claude \(simulated\): .* simulated cost/);
    assert.ok(desk.logged.includes(takeover ?? ''));
    assert.equal(desk.progress.messages[0], 'choosing a model');
    assert.deepEqual(fake.messages, []);
  });

  it('says nothing but one quiet line when a person cancels before there is a text', async () => {
    const desk = new WritingDesk();
    desk.window.open('');
    const run = generateScript(desk.app, bees);
    await desk.call();
    desk.progress.cancel();
    await desk.done(run);
    assert.deepEqual(desk.progress.lines, ['Cancelled.']);
    assert.deepEqual(fake.messages, []);
  });

  it('keeps the text when the person cancels, at once, marked as incomplete', async () => {
    const desk = new WritingDesk();
    const { document } = desk.window.open('');
    const run = generateScript(desk.app, bees);
    const call = await desk.call();
    await call.part(started('claude'));
    await call.part(text('One two three '));
    desk.progress.cancel();
    // The daemon has not answered yet.
    await desk.done(run);
    assert.equal(call.signal.aborted, true);
    assert.equal(document.text, `One two three\n\n${note}`);
    assert.deepEqual(fake.messages, [
      {
        kind: 'information',
        text: 'It was cancelled. The text written so far is kept and marked as incomplete.',
        actions: ['Continue', 'Retry from the Start'],
      },
    ]);
    await call.part(text('four'));
    assert.equal(document.text, `One two three\n\n${note}`);
    document.undo();
    assert.equal(document.text, '');
  });

  it('ends the request when the writer takes the text out', async () => {
    const desk = new WritingDesk();
    const { document } = desk.window.open('Text.', 5);
    const run = generateScript(desk.app, bees);
    const call = await desk.call();
    await call.part(text('One two three'));
    document.undo();
    await desk.done(run);
    assert.equal(call.signal.aborted, true);
    assert.equal(document.text, 'Text.');
    assert.deepEqual(desk.progress.lines, ['Cancelled.']);
  });

  it('keeps the text of a failed request, says why, and tries again below it', async () => {
    const desk = new WritingDesk();
    const { document } = desk.window.open('A\n\nB', 1);
    fake.answers.push('Retry from the Start');
    const run = generateScript(desk.app, bees);
    const call = await desk.call();
    await call.part(text('One two'));
    const attempts = [{ modelId: 'claude', class: 'truncated' as const, message: 'cut' }];
    await call.end(failed('streamBroken', { attempts }));
    await desk.done(run);
    const second = await desk.call(1);
    assert.equal(document.text, `A\n\nOne two\n\n${note}\n\nB`);
    assert.deepEqual(fake.messages, [
      {
        kind: 'error',
        text: 'The answer broke off; what is there is incomplete. Asked: claude (the answer broke off). The text written so far is kept and marked as incomplete. Go on from it, or try again.',
        actions: ['Continue', 'Retry from the Start', 'Show Trace'],
      },
    ]);
    assert.deepEqual(second.input, call.input);
    await second.part(text('Three four.'));
    await second.end(script('Three four.'));
    await desk.until(() => desk.progress.open === 0);
    await desk.window.drain();
    assert.equal(document.text, `A\n\nOne two\n\n${note}\n\nThree four.\n\nB`);
  });

  it('keeps the topic until there is a script about it, and hands it to the demo', async () => {
    const desk = new WritingDesk();
    desk.window.open('');
    fake.answers.push('Start Demo');
    desk.person(write('Bees'), enter, enter, enter, enter);
    const run = generateScript(desk.app);
    await (await desk.call()).end(failed('noModelConfigured'));
    await desk.done(run);
    assert.deepEqual(
      fake.messages.map(({ kind }) => kind),
      ['information'],
    );
    assert.deepEqual(fake.executed, [{ command: 'videogenius.startDemo', values: [{ topic: 'Bees' }] }]);

    desk.person(enter, enter, enter, enter, enter);
    const again = generateScript(desk.app);
    const second = await desk.call(1);
    assert.equal((second.input as { brief: { topic: string } }).brief.topic, 'Bees');
    await second.end(script('Bees fly.'));
    await desk.done(again);
    assert.equal(fake.contexts.get('videogenius.scriptWritten'), true);

    const person = desk.person(giveUp);
    await generateScript(desk.app);
    assert.equal(person.seen[0]?.value, '');
  });

  it('shows the trace of the request that failed', async () => {
    const desk = new WritingDesk();
    desk.window.open('');
    fake.answers.push('Show Trace');
    desk.requests = [
      { requestId: 'other', attempts: [{ attemptId: 'qwen-1' }], activeAttempts: [] },
      { requestId: 'mine', attempts: [{ attemptId: 'claude-1' }], activeAttempts: [] },
    ];
    const run = generateScript(desk.app, bees);
    const call = await desk.call();
    await call.part(started('claude'));
    await call.end(
      failed('allModelsFailed', { attempts: [{ modelId: 'claude', class: 'overload', message: 'full', status: 529 }] }),
    );
    await desk.done(run);
    await desk.until(() => fake.executed.length > 0);
    assert.deepEqual(fake.executed, [{ command: 'videogenius.showRequestTrace', values: ['mine'] }]);
  });

  it('says what is not perfect once, with a way to the trace', async () => {
    const desk = new WritingDesk();
    desk.window.open('');
    fake.answers.push('Show Request Trace');
    const run = generateScript(desk.app, bees);
    const call = await desk.call();
    const warnings = [
      { key: 'The script takes about {0} seconds; {1} were asked for.', values: [50, 30] },
      { key: 'The model reached its length limit: the script may be cut off.', values: [] },
    ];
    await call.end(script('One.', { warnings }));
    await desk.done(run);
    assert.deepEqual(
      fake.messages.map((message) => message.text),
      [
        'The script takes about 50 seconds; 30 were asked for. The model reached its length limit: the script may be cut off.',
      ],
    );
    assert.deepEqual(fake.executed, [{ command: 'videogenius.showRequestTrace', values: ['request-1'] }]);
  });

  it('loses no text when the document is closed', async () => {
    const desk = new WritingDesk();
    const { document } = desk.window.open('');
    const run = generateScript(desk.app, bees);
    const call = await desk.call();
    await call.part(text('One'));
    desk.window.close(document);
    await call.end(script('One two.'));
    await desk.done(run);
    assert.deepEqual(
      desk.window.opened.map((each) => each.text),
      ['One two.'],
    );
    assert.match(fake.messages[0]?.text ?? '', /this new one/);
  });

  it('offers a correction that would have touched what the writer changed', async () => {
    const desk = new WritingDesk();
    const { document } = desk.window.open('');
    fake.answers.push('Show Corrected Script');
    const run = generateScript(desk.app, bees);
    const call = await desk.call();
    await call.part(text('One two three'));
    document.type(0, 3, 'ONE');
    await desk.window.drain();
    await call.end(script('Eins zwei drei'));
    await desk.done(run);
    await desk.until(() => desk.window.opened.length === 1);
    assert.equal(document.text, 'ONE two three');
    assert.equal(desk.window.opened[0]?.text, 'Eins zwei drei');
  });

  it('writes into several documents at the same time', async () => {
    const desk = new WritingDesk();
    const left = desk.window.open('');
    const first = generateScript(desk.app, bees);
    await desk.call();
    const right = desk.window.open('');
    const second = generateScript(desk.app, { ...bees, brief: { topic: 'Wasps' } });
    const calls = [await desk.call(), await desk.call(1)];
    for (const [index, call] of calls.entries()) await call.part(text(`Text ${index}`));
    for (const [index, call] of calls.entries()) await call.end(script(`Text ${index}.`));
    await desk.done(Promise.all([first, second]).then(() => undefined));
    assert.deepEqual([left.document.text, right.document.text], ['Text 0.', 'Text 1.']);
  });
});
