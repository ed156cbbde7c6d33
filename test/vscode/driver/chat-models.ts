import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { builtInModelIds } from '../../../server/protocol/index.ts';
import { browser, hasBrowser, until } from './browser.ts';
import { closeAll, closeNotifications, generate, openDocument } from './documents.ts';
import { modelOf, pieces, script, setSetting, untilDaemon } from './vendors.ts';

/** A chat model of another extension, as Copilot and others bring them. */
class TestModels implements vscode.LanguageModelChatProvider {
  asked = 0;
  cancelled = 0;
  mode: 'answers' | 'fails' | 'waits' = 'answers';

  provideLanguageModelChatInformation(): vscode.LanguageModelChatInformation[] {
    return [
      {
        id: 'test-model',
        name: 'Test Model',
        family: 'test',
        version: '1',
        maxInputTokens: 8000,
        maxOutputTokens: 2000,
        capabilities: {},
      },
    ];
  }

  async provideLanguageModelChatResponse(
    _model: vscode.LanguageModelChatInformation,
    _messages: readonly vscode.LanguageModelChatRequestMessage[],
    _options: vscode.ProvideLanguageModelChatResponseOptions,
    progress: vscode.Progress<vscode.LanguageModelResponsePart>,
    token: vscode.CancellationToken,
  ): Promise<void> {
    this.asked += 1;
    if (this.mode === 'fails') throw new Error('this model is out of order');
    if (this.mode === 'waits') {
      progress.report(new vscode.LanguageModelTextPart(pieces[0]));
      await new Promise<void>((resolve) => token.onCancellationRequested(() => resolve()));
      this.cancelled += 1;
      return;
    }
    for (const piece of pieces) progress.report(new vscode.LanguageModelTextPart(piece));
  }

  async provideTokenCount(): Promise<number> {
    return 10;
  }
}

export function defineChatModelTests(): void {
  describe("VS Code's own chat models", () => {
    const models = new TestModels();
    before(async function () {
      if (typeof vscode.lm?.registerLanguageModelChatProvider !== 'function') this.skip();
      vscode.lm.registerLanguageModelChatProvider('videogenius-test', models);
      const off = Object.fromEntries(
        builtInModelIds.filter((id) => id !== 'editor').map((id) => [id, { enabled: false }]),
      );
      await setSetting('models', off);
      await until(
        'VS Code lists the model',
        async () => (await vscode.lm.selectChatModels({ vendor: 'videogenius-test' })).length > 0,
      );
    });
    afterEach(async () => {
      await closeAll();
      await closeNotifications();
    });

    it('write a script without any key', async () => {
      const { document } = await openDocument('');
      const run = generate('the moon');
      await allow(() => models.asked > 0);
      await run;
      assert.equal(document.getText().trim(), script);
      const state = await untilDaemon('the model is known', (each) => modelOf(each, 'editor')?.successes === 1);
      assert.equal(modelOf(state, 'editor')?.model.includes('test-model'), true);
    });

    it('are told when a request is cancelled', async function () {
      if (!hasBrowser()) this.skip();
      models.mode = 'waits';
      const { document } = await openDocument('');
      const run = generate('the moon');
      await until('text arrives', () => document.getText().includes('quiet.'));
      await browser({
        do: 'click',
        selector: '.notification-toast a.monaco-button:has-text("Cancel"), .notification-toast [aria-label="Cancel"]',
      });
      await run;
      await until('the model hears of it', () => models.cancelled === 1);
      assert.equal(document.getText().trim(), `${pieces[0].trim()}\n\n[incomplete: the text broke off here]`);
    });

    it('that fail are said to have failed', async () => {
      models.mode = 'fails';
      await openDocument('');
      await generate('the moon');
      await untilDaemon('the failure is known', (each) => (modelOf(each, 'editor')?.failures ?? 0) > 0);
    });
  });
}

/** VS Code asks the person before an extension may use a model for the first time. */
async function allow(isAllowed: () => boolean): Promise<void> {
  await until('the model may be used', async () => {
    if (isAllowed()) return true;
    if (hasBrowser() && (await browser({ do: 'text', selector: '.monaco-dialog-box' })) !== null) {
      await browser({ do: 'click', selector: '.monaco-dialog-box .monaco-button:has-text("Allow")' });
    }
    return isAllowed();
  });
}
