import type { CliHost, ConnectOptions } from '../../server/cli/host.ts';
import { runCli } from '../../server/cli.ts';
import {
  type AttemptReport,
  type AttemptRole,
  builtInModelIds,
  defaultConfig,
  emptyTotals,
  type KeywordsResult,
  type MethodName,
  noMoney,
  type Part,
  type ScriptResult,
  type Snapshot,
} from '../../server/protocol/index.ts';
import type { CallOptions, MethodClient } from '../../server/rpc/types.ts';

export interface RunOptions {
  readonly arguments: readonly string[];
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** A promise for somebody who is still typing. */
  readonly input?: string | Uint8Array | Promise<Uint8Array>;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly tty?: boolean;
  readonly columns?: number;
  readonly signal?: AbortSignal;
  readonly connect: CliHost['connect'];
  /** The background process that runs; none if left out. */
  readonly attach?: CliHost['attach'];
  readonly runDaemon?: CliHost['runDaemon'];
}

export interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Both streams in the order in which they were written. */
  readonly screen: string;
}

const bytesOf = (content: string | Uint8Array): Uint8Array =>
  typeof content === 'string' ? new TextEncoder().encode(content) : content;

/** Runs the command line without a process. */
export async function run(options: RunOptions): Promise<Run> {
  const written = { stdout: '', stderr: '', screen: '' };
  const sink = (name: 'stdout' | 'stderr') => ({
    isTty: options.tty ?? false,
    columns: options.tty ? (options.columns ?? 80) : undefined,
    write(text: string) {
      written[name] += text;
      written.screen += text;
    },
  });
  const code = await runCli({
    arguments: options.arguments,
    stdout: sink('stdout'),
    stderr: sink('stderr'),
    readInput: async () => bytesOf((await options.input) ?? ''),
    async readFile(path) {
      const file = options.files?.[path];
      if (file === undefined) throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
      return bytesOf(file);
    },
    environment: options.environment ?? {},
    signal: options.signal ?? new AbortController().signal,
    connect: options.connect,
    attach: options.attach ?? (async () => undefined),
    async runDaemon(transport) {
      if (options.runDaemon === undefined) throw new Error('nobody expected a background process');
      return options.runDaemon(transport);
    },
  });
  return { code, ...written };
}

/** One call that a scripted client got. */
export interface Call {
  readonly name: MethodName;
  readonly input: unknown;
}

type Answer = (input: unknown, options: CallOptions) => unknown;

/** A client whose answers a test writes. `calls` and `connections` record what the command line asked for. */
export function scripted(answers: Partial<Record<MethodName, Answer>>) {
  const calls: Call[] = [];
  const connections: ConnectOptions[] = [];
  let open = 0;
  const client: MethodClient = {
    async call(name, input, options = {}) {
      calls.push({ name, input });
      const answer = answers[name];
      if (answer === undefined) throw new Error(`no answer for ${name}`);
      // The one place where a test's value is taken for what the contract promises.
      const result = answer(input, options) as Awaited<ReturnType<typeof client.call<typeof name>>>;
      return result;
    },
  };
  const connect = (options: ConnectOptions) => {
    connections.push(options);
    open += 1;
    return {
      client,
      models: new Map(builtInModelIds.map((modelId) => [modelId, `${modelId}-large`])),
      preset: new Set<string>(),
      divertedKeys: [],
      unfinished: [],
      serve: async () => 0,
      close: async () => {
        open -= 1;
      },
    };
  };
  return { connect, calls, connections, openConnections: () => open };
}

export { failure as fail, success as ok } from '../../server/protocol/index.ts';

export const attempt = (model: string, changes: Partial<AttemptReport> = {}): AttemptReport => ({
  attemptId: `request1-${model}`,
  model,
  role: 'first',
  outcome: 'success',
  class: null,
  message: null,
  status: null,
  startedMs: 0,
  firstTokenMs: 120,
  totalMs: 900,
  switchMs: null,
  usage: { inputTokens: 100, outputTokens: 50 },
  costNanoUsd: 1_000_000,
  simulated: false,
  ...changes,
});

export const failedAttempt = (model: string): AttemptReport =>
  attempt(model, {
    outcome: 'failed',
    class: 'overload',
    message: 'The vendor is overloaded.',
    status: 503,
    firstTokenMs: null,
    usage: null,
    costNanoUsd: 0,
  });

export const parts = {
  start: (modelId: string, number = 1, role: AttemptRole = number === 1 ? 'first' : 'failover'): Part => ({
    type: 'attempt-start',
    role,
    task: 'script',
    attemptId: `request1-${modelId}`,
    modelId,
    number,
    simulated: false,
  }),
  failed: (modelId: string): Part => ({
    type: 'attempt-end',
    attemptId: `request1-${modelId}`,
    modelId,
    outcome: 'failed',
    class: 'overload',
    message: 'The vendor is overloaded.',
  }),
  text: (text: string): Part => ({ type: 'text-delta', text }),
  rewind: (offset: number): Part => ({ type: 'text-rewind', offset }),
};

export const scriptResult = (changes: Partial<ScriptResult> = {}): ScriptResult => ({
  requestId: 'request1',
  model: 'claude',
  attempts: [failedAttempt('deepseek'), attempt('claude', { switchMs: 0.4 })],
  usage: { inputTokens: 100, outputTokens: 50 },
  costNanoUsd: 1_000_000,
  simulated: false,
  warnings: [],
  text: 'Bees dance.\n\nThey do.',
  language: 'en',
  words: 4,
  counted: 'words',
  seconds: 2.5,
  paragraphs: 2,
  ...changes,
});

export const keywordsResult = (changes: Partial<KeywordsResult> = {}): KeywordsResult => ({
  requestId: 'request1',
  model: 'claude',
  attempts: [attempt('claude')],
  usage: { inputTokens: 100, outputTokens: 50 },
  costNanoUsd: 1_000_000,
  simulated: false,
  warnings: [],
  keywords: ['bee flying', 'bee hive'],
  ...changes,
});

export const snapshot = (changes: Partial<Snapshot> = {}): Snapshot => ({
  sequence: 1,
  atMs: 0,
  configRevision: 1,
  strategy: 'intelligent',
  fallbackChain: [],
  failoverEnabled: defaultConfig.failover.enabled,
  models: [],
  requests: [],
  history: {},
  totals: emptyTotals,
  money: noMoney('2026-10-05'),
  ...changes,
});
