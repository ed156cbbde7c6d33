import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DocumentStream, type StreamEnd } from '../../client/generation/document-stream.ts';
import { surfaceOf } from '../../client/generation/editor-surface.ts';
import { type FakeDocument, type FakeEditor, FakeWindow, isInsideCharacter } from './fake-editor.ts';
import { fake } from './fake-vscode.ts';

/** Pauses that end when the test says so. */
class Pauses {
  private readonly waiting = new Set<() => void>();
  readonly later = (run: () => void) => {
    this.waiting.add(run);
    return { dispose: () => void this.waiting.delete(run) };
  };
  end(): void {
    const runs = [...this.waiting];
    this.waiting.clear();
    for (const run of runs) run();
  }
}

/** A stream into a document, as the commands make it. */
class Desk {
  readonly window = new FakeWindow();
  readonly pauses = new Pauses();
  readonly editor: FakeEditor;
  readonly document: FakeDocument;
  removals = 0;

  constructor(text: string, caret = text.length) {
    this.editor = this.window.open(text, caret);
    this.document = this.editor.document;
  }

  stream(offset = this.editor.caret, spacing: 'block' | 'inline' = 'block'): DocumentStream {
    return new DocumentStream({
      surface: surfaceOf(this.document as never),
      offset,
      spacing,
      later: this.pauses.later,
      onRemoved: () => {
        this.removals += 1;
      },
    });
  }

  /** Pieces that come one after the other, each of them shown before the next. */
  async write(stream: DocumentStream, ...pieces: readonly string[]): Promise<void> {
    for (const piece of pieces) {
      stream.append(piece);
      await this.tick();
    }
  }

  async tick(): Promise<void> {
    await this.window.drain();
    this.pauses.end();
    await this.window.drain();
  }

  async finish(stream: DocumentStream, text?: string): Promise<StreamEnd> {
    const finished = stream.finish(text);
    let end: StreamEnd | undefined;
    void finished.then((value) => {
      end = value;
    });
    while (end === undefined) await this.window.drain();
    return end;
  }
}

describe('a stream into a document', () => {
  afterEach(() => fake.reset());

  it('is one undo step, and what is typed after it is another', async () => {
    const desk = new Desk('# Notes\n');
    const stream = desk.stream();
    await desk.write(stream, 'One', ' two', ' three', '\n\nFour');
    await desk.finish(stream, 'One two three\n\nFour.');
    assert.equal(desk.document.text, '# Notes\n\nOne two three\n\nFour.\n');
    assert.ok(desk.document.written.length > 3);
    assert.equal(desk.document.undoSteps.length, 1);
    desk.document.type(0, 0, '!');
    assert.equal(desk.document.undoSteps.length, 2);
    desk.document.undo();
    desk.document.undo();
    assert.equal(desk.document.text, '# Notes\n');
  });

  it('does not join what an earlier edit has left open', async () => {
    const desk = new Desk('');
    await Promise.all([
      desk.editor.edit((builder) => insertAt(builder, desk, 'mine'), { undoStopBefore: true, undoStopAfter: false }),
      desk.window.drain(),
    ]);
    const stream = desk.stream(4);
    await desk.write(stream, 'Ours');
    await desk.finish(stream, 'Ours');
    desk.document.undo();
    assert.equal(desk.document.text, 'mine');
  });

  it('ends its step, so that an edit without a stop before it is another one', async () => {
    const desk = new Desk('');
    const stream = desk.stream();
    await desk.write(stream, 'Ours');
    await desk.finish(stream, 'Ours');
    await Promise.all([
      desk.editor.edit((builder) => insertAt(builder, desk, 'mine'), { undoStopBefore: false, undoStopAfter: false }),
      desk.window.drain(),
    ]);
    desk.document.undo();
    assert.equal(desk.document.text, 'Ours');
  });

  it('shows the first text at once and gathers what follows', async () => {
    const desk = new Desk('');
    const stream = desk.stream();
    stream.append('A');
    await desk.window.drain();
    assert.equal(desk.document.text, 'A');
    stream.append('B');
    stream.append('C');
    await desk.window.drain();
    assert.equal(desk.document.text, 'A');
    desk.pauses.end();
    await desk.window.drain();
    assert.equal(desk.document.text, 'ABC');
    assert.equal(desk.document.written.length, 2);
  });

  it('writes nothing, not even blank lines, before there is text', async () => {
    const desk = new Desk('Text.');
    const stream = desk.stream();
    await desk.write(stream, '', '\n', '  ');
    assert.equal(desk.document.written.length, 0);
    await desk.finish(stream);
    assert.equal(desk.document.text, 'Text.');
    assert.equal(desk.document.undoSteps.length, 0);
  });

  for (const [name, text, caret, expected] of [
    ['into an empty document', '', 0, 'X'],
    ['at the end of a line', 'Before.', 7, 'Before.\n\nX'],
    ['below a line, keeping the final line end', 'Before.\n', 8, 'Before.\n\nX\n'],
    ['below a blank line', 'Before.\n\n', 9, 'Before.\n\nX\n'],
    ['before the final line end', 'Before.\n', 7, 'Before.\n\nX\n'],
    ['at the beginning', 'After.', 0, 'X\n\nAfter.'],
    ['between two paragraphs', 'Before.\n\nAfter.\n', 8, 'Before.\n\nX\n\nAfter.\n'],
    ['in the middle of a line', 'Before. After.', 8, 'Before. \n\nX\n\nAfter.'],
    ['behind indentation', 'Before.\n\n  ', 11, 'Before.\n\n  \nX'],
    ['with the line ends of the document', 'Before.\r\n', 9, 'Before.\r\n\r\nX\r\n'],
  ] as const) {
    it(`stands as a paragraph ${name}`, async () => {
      const desk = new Desk(text, caret);
      const stream = desk.stream();
      await desk.write(stream, 'X');
      await desk.finish(stream, 'X');
      assert.equal(desk.document.text, expected);
    });
  }

  it('keeps the line ends of the document, whichever the text has', async () => {
    const desk = new Desk('a\r\nb', 4);
    const stream = desk.stream(4, 'inline');
    await desk.write(stream, 'One\r\n', 'Two\n', '\nThree');
    await desk.finish(stream, 'One\nTwo\n\nThree');
    assert.equal(desk.document.text, 'a\r\nbOne\r\nTwo\r\n\r\nThree');
  });

  it('goes on with other line ends when the writer changes them', async () => {
    const desk = new Desk('a\nb', 3);
    const stream = desk.stream(3);
    await desk.write(stream, 'One\nTwo');
    desk.document.changeLineEnds('\r\n');
    await desk.write(stream, '\nThree');
    await desk.finish(stream, 'One\nTwo\nThree');
    assert.equal(desk.document.text, 'a\r\nb\r\n\r\nOne\r\nTwo\r\nThree');
  });

  it('takes back what is rewound, and blank lines too when nothing is left', async () => {
    const desk = new Desk('Before.');
    const stream = desk.stream();
    await desk.write(stream, 'I cannot help with that.');
    stream.rewind(0);
    await desk.tick();
    assert.equal(desk.document.text, 'Before.\n\n');
    await desk.finish(stream, '');
    assert.equal(desk.document.text, 'Before.');
  });

  it('puts a corrected text in the place of the streamed one, in the same step', async () => {
    const desk = new Desk('');
    const stream = desk.stream();
    await desk.write(stream, '"One two', ' three"');
    await desk.finish(stream, 'One 2 three');
    assert.equal(desk.document.text, 'One 2 three');
    desk.document.undo();
    assert.equal(desk.document.text, '');
  });

  it('never cuts a character in two', async () => {
    const desk = new Desk('');
    const stream = desk.stream();
    await desk.write(stream, '\u{1F600}'.charAt(0));
    assert.equal(desk.document.text, '');
    await desk.write(stream, '\u{1F600}'.charAt(1), '\u{1F601}');
    await desk.finish(stream, '\u{1F602}\u{1F601}');
    assert.equal(desk.document.text, '\u{1F602}\u{1F601}');
    const other = desk.stream(0, 'inline');
    await desk.write(other, '\u{1F600}!');
    await desk.finish(other, '\u{1FA00}!');
    const end = desk.stream(0, 'inline');
    await desk.write(end, '!\u{1F600}');
    await desk.finish(end, '?\u{1FA00}');
    assert.equal(desk.document.text, '?\u{1FA00}\u{1FA00}!\u{1F602}\u{1F601}');
    for (const { after } of desk.document.written) assert.doesNotMatch(after, /\p{Surrogate}/u);
  });

  it('leaves white space at the end to the text that follows it, because editors trim it', async () => {
    const desk = new Desk('');
    const stream = desk.stream();
    await desk.write(stream, 'Hello ');
    assert.equal(desk.document.text, 'Hello');
    await desk.write(stream, 'world');
    assert.equal(desk.document.text, 'Hello world');
  });

  it('does not mind what is typed before and after it', async () => {
    const desk = new Desk('Before.\n\nAfter.', 7);
    const stream = desk.stream();
    await desk.write(stream, 'One');
    desk.document.type(0, 0, 'Long ');
    await desk.write(stream, ' two');
    desk.document.type(desk.document.text.length, 0, '!');
    await desk.write(stream, ' three');
    desk.document.type(0, 5, '');
    await desk.finish(stream, 'One two three.');
    assert.equal(desk.document.text, 'Before.\n\nOne two three.\n\nAfter.!');
  });

  it('gives the writer her own undo steps', async () => {
    const desk = new Desk('Before.');
    const stream = desk.stream();
    await desk.write(stream, 'One');
    desk.document.type(0, 0, 'typed ');
    await desk.finish(stream, 'One two');
    desk.document.undo();
    assert.equal(desk.document.text, 'typed Before.\n\nOne');
    desk.document.undo();
    assert.equal(desk.document.text, 'Before.\n\nOne');
    desk.document.undo();
    assert.equal(desk.document.text, 'Before.');
  });

  it('goes on before what is typed at its end', async () => {
    const desk = new Desk('');
    const stream = desk.stream();
    await desk.write(stream, 'One');
    desk.document.type(3, 0, '#');
    await desk.finish(stream, 'One two');
    assert.equal(desk.document.text, 'One two#');
  });

  it('begins after what was typed at its place while it waited', async () => {
    const desk = new Desk('Topic', 5);
    const stream = desk.stream();
    desk.document.type(5, 0, ' of today');
    await desk.write(stream, 'One');
    await desk.finish(stream, 'One');
    assert.equal(desk.document.text, 'Topic of today\n\nOne');
  });

  it('tries again when the document has changed in between', async () => {
    const desk = new Desk('ab', 2);
    const stream = desk.stream(2, 'inline');
    stream.append('X');
    desk.document.type(0, 0, '1');
    desk.document.type(1, 1, '2');
    await desk.tick();
    assert.equal(desk.document.text, '12bX');
    await desk.finish(stream, 'XY');
    assert.equal(desk.document.text, '12bXY');
  });

  it('leaves alone what the writer has changed in it, and goes on after that', async () => {
    const desk = new Desk('');
    const stream = desk.stream();
    await desk.write(stream, 'One two three');
    desk.document.type(4, 3, 'TWO');
    await desk.write(stream, ' four');
    const end = await desk.finish(stream, 'One two three four.');
    assert.equal(desk.document.text, 'One TWO three four.');
    assert.equal(end.kind, 'written');
  });

  it('leaves alone what the writer deletes at its end', async () => {
    const desk = new Desk('');
    const stream = desk.stream();
    await desk.write(stream, 'One two three');
    desk.document.type(7, 6, '');
    await desk.write(stream, ' four');
    await desk.finish(stream, 'One two three four');
    assert.equal(desk.document.text, 'One two four');
  });

  it('says so when a correction would touch what the writer has changed', async () => {
    const desk = new Desk('');
    const stream = desk.stream();
    await desk.write(stream, 'One two three');
    desk.document.type(4, 3, 'TWO');
    await desk.window.drain();
    const end = await desk.finish(stream, 'Eins zwei drei');
    assert.deepEqual(end, { kind: 'edited', text: 'Eins zwei drei' });
    assert.equal(desk.document.text, 'One TWO three');
  });

  it('stops when the writer takes it out, or undoes it', async () => {
    for (const take of [
      (document: FakeDocument) => document.undo(),
      (document: FakeDocument) => document.type(5, 9, ''),
    ]) {
      const desk = new Desk('Text.');
      const stream = desk.stream();
      await desk.write(stream, 'One', ' two');
      take(desk.document);
      await desk.write(stream, ' three');
      assert.equal(desk.removals, 1);
      const end = await desk.finish(stream);
      assert.equal(end.kind, 'removed');
      assert.equal(desk.document.text, 'Text.');
    }
  });

  it('says that text is lost when a document is closed without being saved', async () => {
    const desk = new Desk('Text.');
    const stream = desk.stream();
    await desk.write(stream, 'One', ' two');
    desk.document.undo();
    await desk.window.drain();
    desk.window.close(desk.document);
    await desk.write(stream, ' three');
    assert.equal(desk.removals, 0);
    assert.deepEqual(await desk.finish(stream), { kind: 'lost', text: 'One two three' });
  });

  it('finds itself again when the whole document is replaced around it', async () => {
    const desk = new Desk('a\n\nb\n', 1);
    const stream = desk.stream();
    await desk.write(stream, 'One two');
    desk.document.type(0, desk.document.text.length, '# A\n\nOne two\n\n# B\n');
    await desk.finish(stream, 'One two three');
    assert.equal(desk.document.text, '# A\n\nOne two three\n\n# B\n');
  });

  it('waits while the editor is hidden and goes on when it is shown again', async () => {
    const desk = new Desk('');
    const stream = desk.stream();
    await desk.write(stream, 'One');
    desk.window.hide(desk.editor);
    await desk.write(stream, ' two');
    assert.equal(desk.document.text, 'One');
    desk.window.show(desk.document);
    await desk.tick();
    assert.equal(desk.document.text, 'One two');
    await desk.finish(stream, 'One two three');
    assert.equal(desk.document.text, 'One two three');
    desk.document.undo();
    assert.equal(desk.document.text, '');
  });

  it('writes the rest into a document that stays hidden', async () => {
    const desk = new Desk('Before.\r\n');
    const stream = desk.stream();
    await desk.write(stream, 'One');
    desk.window.hide(desk.editor);
    const end = await desk.finish(stream, 'One\n\ntwo');
    assert.equal(end.kind, 'written');
    assert.equal(desk.document.text, 'Before.\r\n\r\nOne\r\n\r\ntwo\r\n');
  });

  it('writes into a hidden document although its writer changes it at that moment', async () => {
    const desk = new Desk('Before.');
    const stream = desk.stream();
    await desk.write(stream, 'One');
    desk.window.hide(desk.editor);
    const finished = desk.finish(stream, 'One two');
    desk.document.type(0, 0, 'typed ');
    assert.equal((await finished).kind, 'written');
    assert.equal(desk.document.text, 'typed Before.\n\nOne two');
  });

  it('says that text is lost when the document is closed or takes none, and does not force it', async () => {
    for (const spoil of [
      (desk: Desk) => desk.window.close(desk.document),
      ({ document }: Desk) => {
        document.isReadOnly = true;
      },
      ({ window, editor, document }: Desk) => {
        window.hide(editor);
        document.isApplyRefused = true;
      },
    ]) {
      const desk = new Desk('');
      const stream = desk.stream();
      await desk.write(stream, 'One');
      spoil(desk);
      await desk.write(stream, ' two');
      assert.deepEqual(await desk.finish(stream, 'One two'), { kind: 'lost', text: 'One two' });
      assert.equal(desk.document.text, 'One');
    }
  });

  it('goes on in the file as which its document is saved', async () => {
    const desk = new Desk('# Notes\n');
    const same = desk.window.open('# Notes\n\nOne two three\n').document;
    desk.window.show(desk.document, 8);
    const stream = desk.stream();
    await desk.write(stream, 'One', ' two three');
    const before = desk.document.text;
    const another = desk.window.open(before).document;
    const elsewhere = surfaceOf(another as never).onDidChange(() => undefined);
    // What is saved under another name loses its text and is closed.
    desk.document.type(0, before.length, '');
    await desk.window.drain();
    const saved = desk.window.saveAs(desk.document, '/saved.md', before);
    await desk.write(stream, ' four');
    assert.equal(saved.text, '# Notes\n\nOne two three four\n');
    const end = await desk.finish(stream, 'One two three four five');
    assert.equal(end.kind, 'written');
    assert.equal(saved.text, '# Notes\n\nOne two three four five\n');
    elsewhere.dispose();
    assert.deepEqual([same.text, another.text], [before, before]);
    assert.equal(desk.removals, 0);
    saved.undo();
    assert.equal(saved.text, '# Notes\n\nOne two three\n');
  });

  it('takes the caret along only when it stands at the end', async () => {
    const desk = new Desk('Before.After.', 7);
    const stream = desk.stream();
    await desk.write(stream, 'One', ' two');
    assert.equal(desk.editor.caret, 'Before.\n\nOne two'.length);
    assert.ok(desk.editor.revealed.includes(desk.editor.caret));
    stream.rewind(0);
    stream.append('Another beginning');
    await desk.tick();
    assert.equal(desk.editor.caret, 'Before.\n\nAnother beginning'.length);
    desk.editor.caret = 2;
    desk.editor.anchor = 2;
    const before = desk.editor.revealed.length;
    await desk.write(stream, ' three', ' four');
    assert.equal(desk.editor.caret, 2);
    assert.equal(desk.editor.revealed.length, before);
  });

  it('lets a second one write into the same document', async () => {
    const desk = new Desk('A\n\nB', 1);
    const [first, second] = [desk.stream(1), desk.stream(4)];
    for (const piece of ['one', ' two', ' three']) {
      first.append(piece);
      second.append(piece.toUpperCase());
      await desk.tick();
    }
    await desk.finish(first, 'one two three.');
    await desk.finish(second, 'ONE TWO THREE.');
    assert.equal(desk.document.text, 'A\n\none two three.\n\nB\n\nONE TWO THREE.');
  });
});

function insertAt(builder: unknown, desk: Desk, text: string): void {
  const { insert } = builder as { insert(position: unknown, text: string): void };
  insert(desk.document.positionAt(desk.document.text.length), text);
}

/** The stream writes letters of this alphabet only, the writer never does. */
const ours = /[Α-Ω\n\r]/g;
const withoutOurs = (text: string): string => text.replace(ours, '');

describe('a stream while its writer works on', () => {
  afterEach(() => fake.reset());

  const place = fc.double({ min: 0, max: 1, noNaN: true });
  const typed = fc.stringMatching(/^[a-z]{0,4}$/);
  const greek = fc.stringMatching(/^[Α-Ω\n]{1,6}$/);
  const action = fc.oneof(
    fc.record({ kind: fc.constant('delta' as const), text: greek }),
    fc.record({ kind: fc.constant('rewind' as const), at: place }),
    fc.record({ kind: fc.constant('toWindow' as const) }),
    fc.record({ kind: fc.constant('toExtension' as const) }),
    fc.record({ kind: fc.constant('pause' as const) }),
    fc.record({ kind: fc.constant('hide' as const) }),
    fc.record({ kind: fc.constant('type' as const), at: place, length: fc.nat(3), text: typed }),
  );
  type Action = typeof action extends fc.Arbitrary<infer Value> ? Value : never;

  async function play(
    actions: readonly Action[],
    finalText: string,
    type: (desk: Desk, action: Extract<Action, { kind: 'type' }>) => void,
  ): Promise<{ readonly desk: Desk; readonly end: StreamEnd }> {
    const desk = new Desk('abcdef\r\nghijkl', 6);
    const stream = desk.stream(6, 'inline');
    for (const each of actions) {
      if (each.kind === 'delta') stream.append(each.text);
      else if (each.kind === 'rewind') stream.rewind(Math.floor(each.at * stream.text.length));
      else if (each.kind === 'toWindow' || each.kind === 'toExtension') await desk.document.step(each.kind);
      else if (each.kind === 'pause') desk.pauses.end();
      else if (each.kind === 'type') type(desk, each);
      else if (desk.window.visible.length === 0) desk.window.show(desk.document);
      else for (const editor of desk.window.visible) desk.window.hide(editor);
    }
    return { desk, end: await desk.finish(stream, finalText) };
  }

  it('holds exactly the result, wherever else she types', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 40 }), greek, async (actions, finalText) => {
        const final = finalText.trim();
        const around = { before: 'abcdef', after: '\r\nghijkl' };
        const { desk } = await play(actions, final, ({ document }, { at, length, text }) => {
          // Strictly before or after our text, as the window has it now.
          const isBefore = at < 0.5;
          const side = isBefore ? around.before : around.after;
          const from = Math.floor((isBefore ? at * 2 : at * 2 - 1) * Math.max(0, side.length - 3));
          const start = isBefore ? from : document.text.length - side.length + 2 + from;
          const most = isBefore ? side.length - 1 - from : document.text.length - start;
          if (most < 0) return;
          const count = Math.min(length, most);
          document.type(start, count, text);
          if (isBefore) around.before = document.text.slice(0, side.length + text.length - count);
          else around.after = document.text.slice(document.text.length - (side.length + text.length - count));
        });
        assert.equal(desk.document.text, around.before + final.replaceAll('\n', '\r\n') + around.after);
      }),
      { numRuns: 150 },
    );
  });

  it('never changes a letter of hers, wherever she types', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 40 }), greek, async (actions, finalText) => {
        const { desk } = await play(actions, finalText, ({ document }, { at, length, text }) => {
          const start = Math.floor(at * document.text.length);
          const end = Math.min(document.text.length, start + length);
          const isPossible = [start, end].every((offset) => !isInsideCharacter(document.text, offset));
          if (isPossible) document.type(start, end - start, text);
        });
        for (const { before, after } of desk.document.written) assert.equal(withoutOurs(after), withoutOurs(before));
      }),
      { numRuns: 150 },
    );
  });
});
