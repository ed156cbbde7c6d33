import * as vscode from 'vscode';
import * as z from 'zod/mini';
import type {
  ActionOutcome,
  PanelAction,
  Part,
  RequestError,
  Result,
  SecretAnswer,
  SecretQuery,
  WindowMethods,
} from '../server/protocol/index.ts';
import { isRecord } from '../server/protocol/outline.ts';
import type { ServedCall } from '../server/rpc/serve.ts';
import type { KeyStore } from './app.ts';
import type { WindowAnswers } from './link/language-session.ts';

type WindowMethod = keyof WindowMethods;
type WindowResult<Name extends WindowMethod> = z.infer<WindowMethods[Name]['result']>;
type WindowParams<Name extends WindowMethod> = z.infer<WindowMethods[Name]['params']>;

/** The parameters of what the daemon asks, as zod's small edition checks them; the functions below hold them to the contract. */
const SecretsRead = z.object({
  queries: z.array(
    z.object({ provider: z.string(), origin: z.string(), variables: z.array(z.string()), stored: z.boolean() }),
  ),
});
const EditorGenerate = z.object({
  editorModelId: z.string(),
  messages: z.array(z.object({ role: z.enum(['system', 'user', 'assistant']), content: z.string() })),
});

/** What the window answers with. */
export interface WindowParts {
  readonly keys: Pick<KeyStore, 'read' | 'origins'>;
  /** Environment variables of the extension host. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly generate: (
    params: WindowParams<'editor/generate'>,
    call: { readonly signal: AbortSignal; readonly onPart: (part: Part) => void },
  ) => Promise<WindowResult<'editor/generate'>>;
  /** The action of a panel, if it is one. */
  readonly parseAction: (value: unknown) => Promise<PanelAction | undefined>;
  readonly act: (action: PanelAction) => Promise<ActionOutcome>;
}

/** What this window answers when the daemon asks it: keys, text of VS Code's own models, changes of settings. */
export function windowAnswers(parts: WindowParts): WindowAnswers<WindowMethod> {
  const handlers: {
    readonly [Name in WindowMethod]: (input: unknown, call: ServedCall) => Promise<Result<WindowResult<Name>>>;
  } = {
    async 'secrets/read'(input) {
      const params = SecretsRead.safeParse(input);
      if (!params.success) return notUnderstood;
      const answers = await Promise.all(params.data.queries.map((query) => answerSecret(parts, query)));
      return { ok: true, value: { answers } };
    },
    async 'editor/generate'(input, call) {
      const params = EditorGenerate.safeParse(input);
      if (!params.success) return notUnderstood;
      return { ok: true, value: await parts.generate(params.data, call) };
    },
    async 'panel/act'(input) {
      const action = isRecord(input) ? await parts.parseAction(input.action) : undefined;
      if (action === undefined) return notUnderstood;
      // A command of the editor is for whoever sits in front of it: no page in a browser starts one.
      if (action.type === 'command') return { ok: true, value: { ok: false, message: onlyHere() } };
      return { ok: true, value: await parts.act(action) };
    },
  };
  return {
    names: ['secrets/read', 'editor/generate', 'panel/act'],
    async answer(name, input, call) {
      try {
        return await handlers[name](input, call);
      } catch {
        // What failed could hold a key or a text in its message.
        return { ok: false, error: error('internal', vscode.l10n.t('VS Code could not answer.')) };
      }
    },
  };
}

/** A key that a person stored comes first, then the environment. A key never goes to another server than its own. */
async function answerSecret(
  { keys, environment }: WindowParts,
  { provider, origin, variables, stored }: Omit<SecretQuery, 'provider'> & { readonly provider: string },
): Promise<SecretAnswer> {
  const key = stored ? await keys.read(provider, origin) : undefined;
  if (key !== undefined) return { kind: 'found', key, source: 'stored' };
  for (const variable of variables) {
    const value = environment[variable]?.trim();
    if (value !== undefined && value !== '') return { kind: 'found', key: value, source: 'environment', variable };
  }
  const [otherOrigin] = stored ? await keys.origins(provider) : [];
  return otherOrigin === undefined ? { kind: 'none' } : { kind: 'none', otherOrigin };
}

const onlyHere = (): string => vscode.l10n.t('This can be done in VS Code only.');

function error(code: RequestError['code'], message: string): RequestError {
  return { code, message, hint: '', attempts: [] };
}

const notUnderstood: Result<never> = {
  ok: false,
  error: error('invalidRequest', 'The window did not understand the question.'),
};
