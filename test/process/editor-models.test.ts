import assert from 'node:assert/strict';
import type { EditorModel } from '../../server/protocol/index.ts';
import { faults, openAiSse } from '../faults/fault-server.ts';
import { describeAtHome } from './home.ts';
import { writeStory } from './story.ts';
import { until } from './until.ts';
import { startVendor, type Vendor } from './vendor.ts';
import { codeOf, type EditorAnswer, mustGive, openWindow } from './window.ts';

const chatModel: EditorModel = {
  id: 'copilot-small',
  name: 'Small',
  vendor: 'copilot',
  family: 'small',
  maxInputTokens: 64_000,
};

/** A chat model that says its first piece and then waits for the test. */
function heldModel(first: string) {
  let cancelled = false;
  const answer: EditorAnswer = (onText, signal) => {
    onText(first);
    return new Promise((resolve) => {
      signal.addEventListener('abort', () => {
        cancelled = true;
        resolve({ kind: 'failed', failure: { code: 'other', message: 'It was cancelled.' } });
      });
    });
  };
  return { answer, isCancelled: () => cancelled };
}

/** The editor's model first, a server as its only replacement. */
const editorFirst = (vendor: Vendor) => ({
  ...vendor.settings('spare'),
  'videogenius.modelWeights': { editor: 2, spare: 0.01 },
  'videogenius.score.explorationShare': 0,
});

describeAtHome('chat models of the editor', (home) => {
  const spare = faults.answer(openAiSse(['The spare model ', 'tells the whole story.']));

  it('write through the window that asks', async () => {
    const vendor = await startVendor(home(), spare);
    const settings = editorFirst(vendor);
    const sayOf =
      (name: string): EditorAnswer =>
      async (onText) => {
        onText(`The window called ${name} `);
        onText('writes its own text.');
        return { kind: 'finished' };
      };
    const windows = [];
    for (const name of ['one', 'two']) {
      windows.push(await openWindow(home(), { settings, editorModels: [chatModel], editor: sayOf(name) }));
    }
    for (const [index, window] of windows.entries()) {
      const script = mustGive(await writeStory(window.caller, 'windows').result);
      assert.equal(script.text, `The window called ${['one', 'two'][index]} writes its own text.`);
      assert.equal(script.model, 'editor');
    }
    assert.equal(vendor.requests.length, 0);
  });

  it('are cancelled with the request', async () => {
    const vendor = await startVendor(home(), spare);
    const held = heldModel('The editor begins. ');
    const window = await openWindow(home(), {
      settings: editorFirst(vendor),
      editorModels: [chatModel],
      editor: held.answer,
    });
    const story = writeStory(window.caller, 'windows');
    await story.begins('The editor begins.');
    story.cancel();
    assert.equal(codeOf(await story.result), 'cancelled');
    await until('the chat model was told', held.isCancelled);
    assert.equal(vendor.requests.length, 0);
  });

  it('go with their window, and another model takes over', async () => {
    const vendor = await startVendor(home(), spare);
    const held = heldModel('');
    const settings = editorFirst(vendor);
    const lender = await openWindow(home(), { settings, editorModels: [chatModel], editor: held.answer });
    const writer = await openWindow(home(), { settings });
    const story = writeStory(writer.caller, 'windows');
    await until('the chat model was asked', () =>
      story.parts.some((part) => part.type === 'attempt-start' && part.modelId === 'editor'),
    );
    await until('the request runs there', async () => {
      const { models } = mustGive(await writer.caller.call('state/get', {}));
      return models.find(({ modelId }) => modelId === 'editor')?.inFlight === 1;
    });
    lender.socket.destroy();
    const script = mustGive(await story.result);
    assert.equal(script.text, 'The spare model tells the whole story.');
    assert.equal(script.model, 'spare');
    assert.deepEqual(
      script.attempts.map(({ model, outcome }) => [model, outcome]),
      [
        ['editor', 'failed'],
        ['spare', 'success'],
      ],
    );
    await until('it is not offered any more', async () => {
      const { models } = mustGive(await writer.caller.call('state/get', {}));
      return models.find(({ modelId }) => modelId === 'editor')?.status === 'notConfigured';
    });
  });

  it('that fail after their first words end the request with an honest part', async () => {
    const vendor = await startVendor(home(), spare);
    const held = heldModel('The editor begins. And it goes on for a while. ');
    const settings = editorFirst(vendor);
    const lender = await openWindow(home(), { settings, editorModels: [chatModel], editor: held.answer });
    const writer = await openWindow(home(), { settings });
    const story = writeStory(writer.caller, 'windows');
    await story.begins('The editor begins.');
    lender.socket.destroy();
    const result = await story.result;
    // Text that is out cannot be taken back on the quiet: it is kept, or the whole answer begins anew and says so.
    if (result.ok) assert.equal(story.text(), result.value.text);
    else assert.equal(result.error.code, 'streamBroken');
    assert.ok(story.text().length > 0);
  });
});
