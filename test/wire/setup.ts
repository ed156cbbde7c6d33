import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type {
  Clock,
  ModelTarget,
  Provider,
  ProviderCall,
  ProviderPart,
  SecretAnswer,
  SecretQuery,
  Secrets,
} from '../../server/ports/index.ts';
import type { ModelSettings, ProviderId } from '../../server/protocol/index.ts';
import { createProviders } from '../../server/providers/index.ts';

/** A key of no value that would be found in any text it leaked into. */
export const testKey = 'vg-test-key-0123456789abcdef';

/** Vendors that work with a key and a default address, with what else they need here. */
export const networkVendors = [
  'deepseek',
  'claude',
  'openai',
  'moonshot',
  'ollama',
  'azure',
  'gemini',
  'qwen',
  'ernie',
] as const satisfies readonly ProviderId[];

export type NetworkVendor = (typeof networkVendors)[number];

export const fixture = (path: string): string => readFileSync(new URL(`../fixtures/${path}`, import.meta.url), 'utf8');

export const jsonFixture = (path: string): unknown => JSON.parse(fixture(path));

/** A clock whose timers fire only when a test says so. */
export const manualClock = (): Clock & { fire(): void; readonly pending: () => number } => {
  const timers = new Map<number, () => void>();
  let last = 0;
  return {
    nowMs: () => 1_795_000_000_000,
    monotonicMs: () => 0,
    setTimer: (_delayMs, callback) => {
      last += 1;
      const id = last;
      timers.set(id, callback);
      return () => timers.delete(id);
    },
    fire: () => {
      const due = [...timers.values()];
      timers.clear();
      for (const callback of due) callback();
    },
    pending: () => timers.size,
  };
};

export interface Setup {
  readonly fetch?: typeof globalThis.fetch;
  readonly key?: string | undefined;
  readonly secrets?: (query: SecretQuery) => SecretAnswer;
  readonly environment?: Readonly<Record<string, string>>;
  readonly clock?: Clock;
  readonly userAgent?: string;
}

/** A key found in a variable; none when it is undefined. */
export const keyIn = (key: string | undefined, variable: string | undefined): SecretAnswer =>
  key === undefined
    ? { kind: 'none' }
    : { kind: 'found', key, source: 'environment', ...(variable === undefined ? {} : { variable }) };

export const provider = (id: ProviderId, setup: Setup = {}): Provider => {
  const key = 'key' in setup ? setup.key : testKey;
  const secrets: Secrets = { read: setup.secrets ?? (({ variables }) => keyIn(key, variables[0])) };
  const found = createProviders({
    fetch: setup.fetch ?? globalThis.fetch,
    secrets,
    environment: { variable: (name) => setup.environment?.[name] },
    clock: setup.clock ?? manualClock(),
    ...(setup.userAgent === undefined ? {} : { userAgent: setup.userAgent }),
  }).find(({ manifest }) => manifest.id === id);
  assert.ok(found, `no provider ${id}`);
  return found;
};

export const settings = (fields: Partial<ModelSettings> = {}): ModelSettings => ({ enabled: true, ...fields });

/** Settings that a vendor cannot do without. */
export const needed = (id: ProviderId): Partial<ModelSettings> => {
  if (id === 'azure') return { baseUrl: 'https://unit.openai.azure.com', deployment: 'gpt-4o' };
  return id === 'openai-compatible' ? { baseUrl: 'https://gateway.example', model: 'some-model' } : {};
};

export const ready = (from: Provider, fields: Partial<ModelSettings> = {}): ModelTarget => {
  const resolution = from.resolve('unit', settings({ ...needed(from.manifest.id), ...fields }));
  assert.equal(resolution.kind, 'ready', JSON.stringify(resolution));
  assert.ok(resolution.kind === 'ready');
  return resolution.target;
};

export const call = (target: ModelTarget, fields: Partial<ProviderCall> = {}): ProviderCall => ({
  attemptId: 'attempt-1',
  target,
  messages: [
    { role: 'system', content: 'You write scripts.' },
    { role: 'user', content: 'The sea.' },
  ],
  maxOutputTokens: 900,
  expectedOutputTokens: 300,
  omitParameters: [],
  ...fields,
});

export const collect = async (parts: AsyncIterable<ProviderPart>): Promise<ProviderPart[]> => {
  const all: ProviderPart[] = [];
  for await (const part of parts) all.push(part);
  return all;
};

/** An answer in short: texts joined, the rest as it came. */
export const summary = (parts: readonly ProviderPart[]) => {
  const text = parts.map((part) => (part.type === 'text-delta' ? part.text : '')).join('');
  const reasoning = parts.map((part) => (part.type === 'reasoning-delta' ? part.text : '')).join('');
  const usage = parts.find((part) => part.type === 'usage')?.usage;
  const last = parts.at(-1);
  return {
    text,
    reasoning,
    usage,
    finish: last?.type === 'finish' ? `${last.unified} (${last.raw})` : undefined,
    error: last?.type === 'error' ? last.signal : undefined,
  };
};

/** A request as the network would have seen it. */
export interface SentRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
}

const bodyOf = (init: RequestInit | undefined): Record<string, unknown> => {
  const parsed: unknown = typeof init?.body === 'string' ? JSON.parse(init.body) : {};
  assert.ok(typeof parsed === 'object' && parsed !== null);
  return { ...parsed };
};

/** A `fetch` that answers with the given bodies, in reads of the given bytes, and remembers the requests. */
export const fetchDouble = (
  body: readonly (string | Uint8Array)[],
  init: { readonly status?: number; readonly headers?: Readonly<Record<string, string>> } = {},
): { readonly fetch: typeof globalThis.fetch; readonly sent: SentRequest[] } => {
  const sent: SentRequest[] = [];
  return {
    sent,
    fetch: async (input, request) => {
      sent.push({
        url: String(input),
        method: request?.method ?? 'GET',
        headers: Object.fromEntries(new Headers(request?.headers)),
        body: bodyOf(request),
      });
      const chunks = [...body];
      const stream = new ReadableStream<Uint8Array>({
        pull: (controller) => {
          const next = chunks.shift();
          if (next === undefined) controller.close();
          else controller.enqueue(new Uint8Array(Buffer.from(next)));
        },
      });
      const headers = init.headers ?? { 'content-type': 'text/event-stream' };
      return new Response(stream, { status: init.status ?? 200, headers });
    },
  };
};

/** One call to a vendor that answers with these bytes. */
export const answerOf = async (
  id: ProviderId,
  body: readonly (string | Uint8Array)[],
  init: { readonly status?: number; readonly headers?: Readonly<Record<string, string>> } = {},
) => {
  const { fetch } = fetchDouble(body, init);
  const vendor = provider(id, { fetch });
  return summary(await collect(vendor.stream(call(ready(vendor)), new AbortController().signal)));
};
