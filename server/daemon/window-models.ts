import type { EditorEnd, EditorGateway } from '../ports/index.ts';
import type { EditorModel } from '../protocol/index.ts';
import type { WindowClient } from '../rpc/index.ts';

interface Window {
  readonly client: WindowClient;
  models: readonly EditorModel[];
}

/** The chat models of VS Code in all windows. A request goes to the window that made it, or to any other that has the model. */
export class WindowModels implements EditorGateway {
  private readonly windows = new Map<string, Window>();

  add(windowId: string, client: WindowClient): void {
    this.windows.set(windowId, { client, models: [] });
  }

  remove(windowId: string): void {
    this.windows.delete(windowId);
  }

  /** `true` when that changed anything. */
  set(windowId: string, models: readonly EditorModel[]): boolean {
    const window = this.windows.get(windowId);
    if (window === undefined || JSON.stringify(window.models) === JSON.stringify(models)) return false;
    window.models = models;
    return true;
  }

  models(): readonly EditorModel[] {
    const all = new Map<string, EditorModel>();
    for (const { models } of this.windows.values()) for (const model of models) all.set(model.id, model);
    return [...all.values()];
  }

  async generate(
    { editorModelId, messages, requester }: Parameters<EditorGateway['generate']>[0],
    onText: (text: string) => void,
    signal: AbortSignal,
  ): Promise<EditorEnd> {
    const has = ({ models }: Window) => models.some(({ id }) => id === editorModelId);
    const own = requester === undefined ? undefined : this.windows.get(requester);
    const window = own !== undefined && has(own) ? own : [...this.windows.values()].findLast(has);
    if (window === undefined) {
      return {
        kind: 'failed',
        failure: { code: 'notFound', message: 'No window of VS Code offers this model any more.' },
      };
    }
    const result = await window.client.call(
      'editor/generate',
      { editorModelId, messages: [...messages] },
      {
        signal,
        onPart: (part) => {
          if (part.type === 'text-delta') onText(part.text);
        },
      },
    );
    if (result.ok) return result.value;
    if (signal.aborted) return { kind: 'cancelled' };
    return {
      kind: 'failed',
      failure: { code: 'other', message: 'The window of VS Code that has this model went away.' },
    };
  }
}
