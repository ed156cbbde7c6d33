import type { App, KeyStore, LinkState, WindowChoices } from '../../client/app.ts';
import type { RequestError, Result } from '../../server/protocol/index.ts';
import { failure, StateMirror, success } from '../../server/protocol/index.ts';
import { EventEmitter, Uri } from './fake-vscode.ts';

/** Answers of the daemon by method; what is missing answers that the connection broke off. */
export type FakeAnswers = Readonly<Record<string, (input: never) => unknown>>;

export const brokenConnection: RequestError = {
  code: 'disconnected',
  message: 'broken',
  hint: '',
  attempts: [],
};

/** A window as commands see it: a daemon that answers as told, a key store and choices in memory. */
export class FakeApp {
  readonly calls: { readonly name: string; readonly input: unknown }[] = [];
  readonly keyEntries = new Map<string, string>();
  readonly stateChanges = new EventEmitter<LinkState>();
  readonly choiceChanges = new EventEmitter<void>();
  readonly keyChanges = new EventEmitter<void>();
  readonly mirror = new StateMirror(() => undefined);
  linkState: LinkState = { kind: 'running' };
  starts = 0;
  refreshes = 0;
  watchers = 0;
  pinned: string | undefined;
  isDemo = false;
  /** What storing a key comes to. */
  storing: Result<void, { readonly message: string }> = success(undefined);
  answers: FakeAnswers;

  constructor(answers: FakeAnswers = {}) {
    this.answers = answers;
  }

  /** Names of the calls that were made. */
  called(): string[] {
    return this.calls.map(({ name }) => name);
  }

  become(state: LinkState): void {
    this.linkState = state;
    this.stateChanges.fire(state);
  }

  /** As the parts under test get it. The types of `vscode` are those of the real module, the values those of the stand-in. */
  app(): App {
    const own = this;
    const link = {
      state: () => own.linkState,
      onDidChangeState: own.stateChanges.event,
      mirror: own.mirror,
      async start() {
        own.starts += 1;
        return own.linkState.kind === 'failed' ? failure(brokenConnection) : success(undefined);
      },
      async restart() {
        return success(undefined);
      },
      watch() {
        own.watchers += 1;
        let isOver = false;
        return {
          dispose() {
            if (!isOver) own.watchers -= 1;
            isOver = true;
          },
        };
      },
      async refresh() {
        own.refreshes += 1;
      },
      expectRefresh() {},
      async call(name: string, input: unknown) {
        own.calls.push({ name, input });
        const answer = own.answers[name];
        return answer === undefined ? failure(brokenConnection) : success(answer(input as never));
      },
      dispose() {},
    };
    const keys: KeyStore = {
      async store(provider, origin, key) {
        if (own.storing.ok) own.keyEntries.set(`${provider} ${origin}`, key);
        return own.storing;
      },
      async remove(provider, origin) {
        return own.keyEntries.delete(`${provider} ${origin}`);
      },
      async origins(provider) {
        return [...own.keyEntries.keys()]
          .filter((name) => name.startsWith(`${provider} `))
          .map((name) => name.split(' ')[1] ?? '');
      },
      async read(provider, origin) {
        return own.keyEntries.get(`${provider} ${origin}`);
      },
      onDidChange: own.keyChanges.event,
    };
    const choices: WindowChoices = {
      pinnedModel: () => own.pinned,
      async setPinnedModel(modelId) {
        own.pinned = modelId;
        own.choiceChanges.fire();
      },
      isDemo: () => own.isDemo,
      async setDemo(isDemo) {
        own.isDemo = isDemo;
        own.choiceChanges.fire();
      },
      onDidChange: own.choiceChanges.event,
    };
    const log = { info() {}, warn() {}, error() {}, debug() {}, trace() {}, show() {} };
    const context = {
      extensionUri: Uri.file('/extension'),
      extension: { packageJSON: {} },
      subscriptions: [],
    };
    return { link, keys, choices, log, context } as never;
  }
}

/** The input of the only call of this name. */
export function onlyCall<Name extends string>(fakeApp: FakeApp, name: Name): unknown {
  const found = fakeApp.calls.filter((call) => call.name === name);
  if (found.length !== 1) throw new Error(`${name} was called ${found.length} times`);
  return found[0]?.input;
}
