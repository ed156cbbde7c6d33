import type { EditorFailure, EditorModel, Message, Usage } from '../protocol/index.ts';

/** One call to a chat model of the editor. */
export interface EditorCall {
  readonly editorModelId: string;
  readonly messages: readonly Message[];
  /** The window that asked for the request, if it was one: its person has to agree to the use. */
  readonly requester: string | undefined;
}

export type EditorEnd =
  | { readonly kind: 'finished'; readonly usage?: Usage | undefined }
  | { readonly kind: 'failed'; readonly failure: EditorFailure }
  | { readonly kind: 'cancelled' };

/** The chat models of VS Code itself, reached through the windows that have them. */
export interface EditorGateway {
  /** Models of all windows, each once, in the order in which VS Code lists them. */
  models(): readonly EditorModel[];
  /** Never rejects. Text comes through `onText` while it runs. */
  generate(call: EditorCall, onText: (text: string) => void, signal: AbortSignal): Promise<EditorEnd>;
}
