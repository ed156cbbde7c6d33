import type { App } from '../../client/app.ts';
import type { KeywordsResult, Part, RequestError, Result, ScriptResult } from '../../server/protocol/index.ts';
import { failure, success } from '../../server/protocol/index.ts';
import type { CallOptions } from '../../server/rpc/types.ts';
import { FakeApp } from './fake-app.ts';
import { FakeWindow, settle } from './fake-editor.ts';
import { type FakeInput, FakePerson, FakeProgress } from './fake-inputs.ts';

/** A call to the daemon that a test answers. */
export interface OpenCall {
  readonly name: string;
  readonly input: unknown;
  readonly signal: AbortSignal;
  part(part: Part): Promise<void>;
  end(result: Result<ScriptResult | KeywordsResult>): Promise<void>;
}

/** Everything that a generation touches: documents, questions, progress, and a daemon whose answers the test gives. */
export class WritingDesk {
  readonly window = new FakeWindow();
  readonly progress = new FakeProgress();
  readonly fakeApp = new FakeApp();
  readonly kept = new Map<string, unknown>();
  readonly calls: OpenCall[] = [];
  readonly logged: string[] = [];
  readonly app: App;
  /** What `state/get` answers. */
  requests: readonly unknown[] = [];

  constructor() {
    const app = this.fakeApp.app();
    const note = (line: string) => void this.logged.push(line);
    const globalState = {
      get: (name: string) => this.kept.get(name),
      update: async (name: string, value: unknown) => void this.kept.set(name, value),
    };
    const call = (name: string, input: unknown, options: CallOptions = {}) => this.called(name, input, options);
    this.app = {
      ...app,
      link: { ...app.link, call },
      log: { info: note, warn: note, error: note, debug: note },
      context: { globalState },
    } as never;
  }

  /** A person who answers questions in this way. */
  person(...plan: ((input: FakeInput) => void)[]): FakePerson {
    return new FakePerson(...plan);
  }

  /** Lets everything arrive until a condition holds. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await this.window.drain();
      await settle();
    }
  }

  /** The call with this number, from 0 on, as soon as it was made. */
  async call(index = 0): Promise<OpenCall> {
    await this.until(() => this.calls.length > index);
    const call = this.calls[index];
    if (call === undefined) throw new Error('no call');
    return call;
  }

  /** Waits for a command, whose changes arrive by themselves. */
  async done(command: Promise<void>): Promise<void> {
    let isDone = false;
    void command.finally(() => {
      isDone = true;
    });
    await this.until(() => isDone);
    await command;
  }

  private called(name: string, input: unknown, { signal, onPart }: CallOptions): Promise<unknown> {
    if (name === 'state/get') return Promise.resolve(success({ requests: this.requests }));
    return new Promise((resolve) => {
      this.calls.push({
        name,
        input,
        signal: signal ?? new AbortController().signal,
        part: async (part) => {
          onPart?.(part);
          await this.window.drain();
        },
        end: async (result) => {
          resolve(result);
          await this.window.drain();
        },
      });
    });
  }
}

export const started = (modelId: string, more: Partial<Extract<Part, { type: 'attempt-start' }>> = {}): Part => ({
  type: 'attempt-start',
  role: 'first',
  attemptId: `${modelId}-1`,
  modelId,
  number: 1,
  simulated: false,
  task: 'script',
  ...more,
});

export const ended = (modelId: string, more: Partial<Extract<Part, { type: 'attempt-end' }>> = {}): Part => ({
  type: 'attempt-end',
  attemptId: `${modelId}-1`,
  modelId,
  outcome: 'success',
  ...more,
});

export const text = (delta: string): Part => ({ type: 'text-delta', text: delta });

const answer = {
  requestId: 'request-1',
  model: 'claude',
  attempts: [],
  usage: { inputTokens: 1, outputTokens: 1 },
  costNanoUsd: 1_200_000,
  simulated: false,
  warnings: [],
};

export const script = (written: string, more: Partial<ScriptResult> = {}): Result<ScriptResult> =>
  success({
    ...answer,
    text: written,
    language: 'en',
    words: 12,
    counted: 'words',
    seconds: 4.6,
    paragraphs: 1,
    ...more,
  });

export const found = (keywords: string[], more: Partial<KeywordsResult> = {}): Result<KeywordsResult> =>
  success({ ...answer, keywords, ...more });

export const failed = (code: RequestError['code'], more: Partial<RequestError> = {}): Result<never> =>
  failure({ code, message: 'in English', hint: 'in English', attempts: [], ...more });
