import * as vscode from 'vscode';
import type { EditorFailure, EditorModel, Message, Part } from '../../server/protocol/index.ts';
import { maxEditorModelName, maxEditorModels } from '../../server/protocol/limits.ts';
import { editorFailure } from '../models/editor-failure.ts';

/** Vendor under which VideoGenius itself may stand among the chat models; asking it would go in a circle. */
const ownVendor = 'videogenius';

/** Editors that were made from VS Code may lack chat models, or a part of them. */
const chat: Partial<typeof vscode.lm> | undefined = vscode.lm;

/** What the extension knows about its access to chat models: `context.languageModelAccessInformation`. */
export type ModelAccess = Pick<vscode.LanguageModelAccessInformation, 'canSendRequest'>;

/** The chat models that VS Code offers and does not keep from us. Nobody is asked for anything here. */
export async function listEditorModels(access?: ModelAccess): Promise<EditorModel[]> {
  const models = await selectModels({});
  return models
    .filter((model) => isDescribable(model) && access?.canSendRequest(model) !== false)
    .map(({ id, name, vendor, family, maxInputTokens }) => ({ id, name, vendor, family, maxInputTokens }))
    .slice(0, maxEditorModels);
}

/** The list may have changed: read it again. */
export const onDidChangeEditorModels: vscode.Event<void> = (listener, thisArguments, disposables) =>
  chat?.onDidChangeChatModels?.(listener, thisArguments, disposables) ?? new vscode.Disposable(() => undefined);

/** Which model is asked what. */
export interface EditorGeneration {
  readonly editorModelId: string;
  readonly messages: readonly Message[];
}

/** How it ended; the text has come as parts by then. */
export type EditorAnswer = { readonly kind: 'finished' } | { readonly kind: 'failed'; readonly failure: EditorFailure };

/**
 * Asks one of VS Code's own chat models; its text comes as parts. The first time VS Code asks the person whether VideoGenius may
 * use it. Firing the signal ends the generation at once, whatever the model does.
 */
export async function generateWithEditorModel(
  { editorModelId, messages }: EditorGeneration,
  { signal, onPart }: { readonly signal: AbortSignal; readonly onPart: (part: Part) => void },
): Promise<EditorAnswer> {
  const source = new vscode.CancellationTokenSource();
  const cancelled = new Promise<never>((_resolve, reject) => {
    const cancel = (): void => {
      source.cancel();
      reject(new Error('cancelled'));
    };
    if (signal.aborted) cancel();
    else signal.addEventListener('abort', cancel, { once: true });
  });
  cancelled.catch(() => undefined);
  try {
    return await Promise.race([cancelled, generate(editorModelId, messages, source.token, signal, onPart)]);
  } catch (error) {
    return failed(error);
  } finally {
    source.dispose();
  }
}

async function generate(
  id: string,
  messages: readonly Message[],
  token: vscode.CancellationToken,
  signal: AbortSignal,
  onPart: (part: Part) => void,
): Promise<EditorAnswer> {
  const [model] = await selectModels({ id });
  if (model === undefined) return failed(Object.assign(new Error('no such model'), { code: 'NotFound' }));
  const justification = vscode.l10n.t('VideoGenius writes video scripts with this model.');
  const response = await model.sendRequest(messages.map(chatMessage), { justification }, token);
  for await (const text of response.text) {
    if (signal.aborted) break;
    if (text !== '') onPart({ type: 'text-delta', text });
  }
  return { kind: 'finished' };
}

/** The API knows no system role: its rules come as the first words of the person. */
function chatMessage({ role, content }: Message): vscode.LanguageModelChatMessage {
  const { Assistant, User } = vscode.LanguageModelChatMessage;
  return role === 'assistant' ? Assistant(content) : User(content);
}

async function selectModels(selector: vscode.LanguageModelChatSelector): Promise<readonly vscode.LanguageModelChat[]> {
  try {
    const models = (await chat?.selectChatModels?.(selector)) ?? [];
    return models.filter(({ vendor }) => vendor !== ownVendor);
  } catch {
    // Somebody else's extension could not tell its models. Then there are none.
    return [];
  }
}

/** What an odd model says beyond what the contract allows cannot be told to the daemon. */
function isDescribable({ id, name, vendor, family, maxInputTokens }: vscode.LanguageModelChat): boolean {
  const areNames = [id, name, vendor, family].every(
    (text) => typeof text === 'string' && text.length <= maxEditorModelName,
  );
  return areNames && id !== '' && Number.isSafeInteger(maxInputTokens) && maxInputTokens >= 1;
}

const failed = (error: unknown): EditorAnswer => ({ kind: 'failed', failure: editorFailure(error, vscode.l10n) });
