import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { type FaultScript, faults, openAiChunk, openAiSse } from '../../faults/fault-server.ts';
import { hasBrowser, until } from './browser.ts';
import { closeAll, closeNotifications, generate, notificationText, openDocument, pressCancel } from './documents.ts';
import {
  beginsAndWaits,
  pieces,
  script,
  secretTopic,
  startVendors,
  untilDaemon,
  useVendors,
  type Vendors,
} from './vendors.ts';

export function defineGenerationTests(): void {
  describe('a script in a document', () => {
    let vendors: Vendors;
    before(async () => {
      vendors = await startVendors();
      await useVendors(vendors);
    });
    afterEach(async () => {
      await closeAll();
      await closeNotifications();
    });
    after(async () => {
      await vendors.first.close();
      await vendors.second.close();
    });

    it('streams in at the caret, exactly, and is one undo step', async () => {
      vendors.first.setScripts(faults.drip(openAiSse(pieces), 7));
      const { document } = await openDocument('# Before\n');
      await generate(secretTopic);
      assert.ok(document.getText().startsWith('# Before\n'), document.getText());
      assert.equal(document.getText().slice('# Before\n'.length).trim(), script);
      await vscode.commands.executeCommand('undo');
      assert.equal(document.getText(), '# Before\n');
      await vscode.commands.executeCommand('redo');
      assert.equal(document.getText().slice('# Before\n'.length).trim(), script);
    });

    it('shows the first words while the rest is still written', async () => {
      const gate = gated();
      vendors.first.setScripts(gate.script);
      const { document } = await openDocument('');
      const run = generate(secretTopic);
      await until('the first words stand there', () => document.getText().includes('quiet.'));
      gate.open();
      await run;
      assert.equal(document.getText().trim(), script);
    });

    it('goes to another model when the first one fails, and says so quietly', async () => {
      vendors.first.setScripts(faults.status(503, { error: { message: 'overloaded' } }));
      vendors.second.setScripts(faults.answer(openAiSse(pieces)));
      const asked = vendors.second.requests.length;
      const { document } = await openDocument('');
      await generate(secretTopic);
      assert.equal(document.getText().trim(), script);
      assert.equal(vendors.second.requests.length, asked + 1);
      const state = await untilDaemon('the request is listed', ({ requests }) => requests[0]?.attempts.length === 2);
      assert.deepEqual(
        state.requests[0]?.attempts.map(({ model, outcome }) => [model, outcome]),
        [
          ['first', 'failed'],
          ['second', 'success'],
        ],
      );
      if (hasBrowser()) assert.doesNotMatch(await notificationText(), /failed|fehl/i);
    });

    it('leaves the writer free to type elsewhere meanwhile', async () => {
      vendors.first.setScripts(faults.drip(openAiSse(pieces), 3));
      const editor = await openDocument('Title\n\n');
      const run = generate(secretTopic);
      await until('text arrives', () => editor.document.getText().includes('sea'));
      // VS Code refuses a change that was made from an older version, and then nothing has changed.
      await until('the change is taken', async () =>
        editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'My ')),
      );
      await run;
      assert.ok(editor.document.getText().startsWith('My Title\n'), editor.document.getText());
      assert.ok(editor.document.getText().includes(script), editor.document.getText());
    });

    it('is kept as far as it came when the model breaks off, and says so', async function () {
      if (!hasBrowser()) this.skip();
      vendors.first.setScripts(faults.cut(openAiChunk(pieces[0]) + openAiChunk(pieces[1]), 100_000));
      vendors.second.setScripts(faults.status(503, { error: { message: 'overloaded' } }));
      const { document } = await openDocument('');
      await generate(secretTopic);
      assert.match(document.getText(), /^The sea is quiet\. Waves come and go\.\s+\[incomplete: [^\]]+\]\s*$/);
      await until('the failure is said', async () => /Continue/.test(await notificationText()));
    });

    it('is cancelled from the progress; the text stays and the socket of the vendor closes within a second', async function () {
      if (!hasBrowser()) this.skip();
      vendors.first.setScripts(beginsAndWaits(pieces[0]));
      const { document } = await openDocument('');
      const seen = vendors.first.requests.length;
      const run = generate(secretTopic);
      await until('text arrives', () => document.getText().includes('quiet.'));
      const request = vendors.first.requests[seen];
      assert.ok(request, 'the vendor was asked');
      const pressedMs = Date.now();
      await pressCancel();
      await run;
      await request.closed;
      console.log(`    cancel to closed socket, pressing included: ${Date.now() - pressedMs} ms`);
      assert.equal(document.getText().trim(), `${pieces[0].trim()}\n\n[incomplete: the text broke off here]`);
    });

    it('goes into a new document when no editor is open', async () => {
      vendors.first.setScripts(faults.answer(openAiSse(pieces)));
      await closeAll();
      await generate(secretTopic);
      assert.equal(vscode.window.activeTextEditor?.document.getText().trim(), script);
      assert.equal(vscode.window.activeTextEditor?.document.languageId, 'markdown');
    });

    it('takes a selection as its topic and leaves it where it is', async () => {
      vendors.first.setScripts(faults.answer(openAiSse(pieces)));
      const editor = await openDocument('Why cats purr\n');
      editor.selection = new vscode.Selection(0, 0, 0, 13);
      await vscode.commands.executeCommand('videogenius.generateScript');
      assert.match(editor.document.getText(), /^Why cats purr\n/);
      assert.ok(editor.document.getText().includes(script));
    });

    it('keeps the line ends of a CRLF document', async () => {
      vendors.first.setScripts(faults.answer(openAiSse(['One.\n\n', 'Two.'])));
      const editor = await openDocument('A\r\n');
      await editor.edit((edit) => edit.setEndOfLine(vscode.EndOfLine.CRLF));
      await generate(secretTopic);
      assert.doesNotMatch(editor.document.getText(), /[^\r]\n/);
      assert.match(editor.document.getText(), /One\.\r\n\r\nTwo\./);
    });

    it('loses nothing when its document is closed in the middle', async () => {
      const gate = gated();
      vendors.first.setScripts(gate.script);
      await openDocument('');
      const run = generate(secretTopic);
      await until('text arrives', () => vscode.window.activeTextEditor?.document.getText().includes('quiet.') === true);
      await closeAll();
      gate.open();
      await run;
      const texts = vscode.workspace.textDocuments.map((document) => document.getText());
      assert.ok(
        texts.some((text) => text.includes(script)),
        `no document holds the script: ${texts.length} are open`,
      );
    });

    it('Generate Keywords puts keywords into the document', async () => {
      vendors.first.setScripts(faults.answer(openAiSse(['["sea at night", "quiet waves", "sand in light"]'])));
      const { document } = await openDocument('# Keywords\n');
      await vscode.commands.executeCommand('videogenius.generateKeywords', { topic: 'the sea', insert: true });
      assert.match(document.getText(), /sea at night/);
      assert.match(document.getText(), /sand in light/);
    });
  });
}

/** An answer that stops after its first piece until it is let on. */
function gated(): { readonly script: FaultScript; open(): void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return {
    open: () => open(),
    async script(wire) {
      wire.head(200, { 'content-type': 'text/event-stream' });
      wire.chunk(openAiChunk(pieces[0]));
      await opened;
      wire.chunk(openAiSse(pieces.slice(1)));
      wire.end();
    },
  };
}
