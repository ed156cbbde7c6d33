import {
  type FaultScript,
  openAiChunk,
  openAiSse,
  type SeenRequest,
  startFaultServer,
} from '../faults/fault-server.ts';
import type { Home } from './home.ts';

/** A server that speaks like OpenAI and answers as the test wants. */
export interface Vendor {
  readonly url: string;
  readonly requests: readonly SeenRequest[];
  nextRequest(): Promise<SeenRequest>;
  /** The setting `videogenius.models` for one or more models at this server. */
  settings(...modelIds: readonly string[]): Readonly<Record<string, unknown>>;
}

export async function startVendor(home: Home, ...scripts: readonly FaultScript[]): Promise<Vendor> {
  const server = await startFaultServer(...scripts);
  home.later(() => server.close());
  return {
    url: server.url,
    requests: server.requests,
    nextRequest: () => server.nextRequest(),
    settings: (...modelIds) => ({ 'videogenius.models': modelsAt(server.url, ...modelIds) }),
  };
}

/** Only these models, at this server: the nine built-in vendors are switched off, so that nothing leaves this machine. */
export function modelsAt(url: string, ...modelIds: readonly string[]): Readonly<Record<string, object>> {
  const own = modelIds.map((modelId) => [modelId, { provider: 'openai-compatible', baseUrl: url, model: 'test' }]);
  return { ...Object.fromEntries(own), ollama: { enabled: false } };
}

/** An answer whose pieces the test lets out one by one. */
export interface HeldAnswer {
  readonly script: FaultScript;
  readonly text: string;
  /** Lets the rest out. */
  release(): void;
}

/** Sends the first piece at once and keeps the others until it is told to go on. */
export function heldAnswer(...pieces: readonly [string, ...string[]]): HeldAnswer {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  return {
    text: pieces.join(''),
    release: () => release(),
    async script(wire) {
      wire.head(200, { 'content-type': 'text/event-stream; charset=utf-8' });
      wire.chunk(openAiChunk(pieces[0]));
      await released;
      wire.chunk(openAiSse(pieces.slice(1)));
      wire.end();
    },
  };
}

/** Answers every request with a text that follows from its topic, a piece at a time. */
export function answerByTopic(textFor: (topic: string) => string): FaultScript {
  return async (wire, request) => {
    const topic = /topic-\d+/.exec(request.body)?.[0] ?? 'no topic';
    wire.head(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    for (const word of textFor(topic).split(/(?<= )/)) {
      wire.chunk(openAiChunk(word));
      await wire.flush();
    }
    wire.chunk(openAiSse([]));
    wire.end();
  };
}
