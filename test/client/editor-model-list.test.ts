import assert from 'node:assert/strict';
import { EditorModelList } from '../../client/editor-model-list.ts';
import type { EditorModel } from '../../server/protocol/index.ts';
import { ManualTime, settle } from './fake-link.ts';

const model: EditorModel = { id: 'one', name: 'One', vendor: 'someone', family: 'one', maxInputTokens: 1000 };

describe('the list of chat models of the editor', () => {
  it('is what the editor says when it says so in time', async () => {
    const time = new ManualTime();
    const list = new EditorModelList(async () => [model], assert.fail, time.later);
    assert.deepEqual(await list.read(), [model]);
    await time.pass(10_000);
  });

  it('is empty when the editor cannot tell', async () => {
    const list = new EditorModelList(() => Promise.reject(new Error('no')), assert.fail, new ManualTime().later);
    assert.deepEqual(await list.read(), []);
  });

  it('keeps nobody waiting, and brings the news when there are some, once', async () => {
    const time = new ManualTime();
    const answers: ((models: EditorModel[]) => void)[] = [];
    let news = 0;
    const list = new EditorModelList(
      () => new Promise((resolve) => answers.push(resolve)),
      () => {
        news += 1;
      },
      time.later,
    );
    const first = list.read();
    await time.pass(500);
    assert.deepEqual(await first, []);
    answers[0]?.([model]);
    await settle();
    assert.equal(news, 1);
    const second = list.read();
    await time.pass(500);
    assert.deepEqual(await second, [model], 'what was known is not forgotten');
    answers[1]?.([model]);
    await settle();
    assert.equal(news, 1);
  });
});
