import assert from 'node:assert/strict';
import type { ConfigInput, ModelSettings, ModelState, Part } from '../../server/protocol/index.ts';
import { SimClock } from '../sim/sim-clock.ts';
import { SimRandom } from '../sim/sim-random.ts';
import { anthropicSse, type FaultScript, type FaultServer, openAiChunk, openAiSse } from './fault-server.ts';
import { network, type SocketHouse, socketHouse, type Told } from './house.ts';
import type { ServersOfTest } from './servers-of-test.ts';
import { tells, wantedBy } from './teller.ts';

/** A wire format as the first model speaks it. */
export interface Speech {
  readonly id: 'openai' | 'anthropic';
  readonly settings: Partial<ModelSettings>;
  /** A whole answer in these pieces. */
  whole(pieces: readonly string[]): string;
  /** The beginning of an answer: everything up to and with these pieces. */
  beginning(pieces: readonly string[]): string;
  /** An error inside an answer with status 200. */
  readonly errorEvent: string;
  readonly endMarker: string;
}

const error = { type: 'overloaded_error', message: 'Overloaded' };

export const speeches: readonly Speech[] = [
  {
    id: 'openai',
    settings: { provider: 'openai-compatible', model: 'm' },
    whole: openAiSse,
    beginning: (pieces) => ['', ...pieces].map((piece) => openAiChunk(piece)).join(''),
    errorEvent: `data: ${JSON.stringify({ error: { ...error, code: 503 } })}\n\n`,
    endMarker: 'data: [DONE]\n\n',
  },
  {
    id: 'anthropic',
    settings: { provider: 'claude', model: 'claude-haiku-5-5' },
    whole: anthropicSse,
    beginning: (pieces) => anthropicSse(pieces).split('event: content_block_stop')[0] ?? '',
    errorEvent: `event: error\ndata: ${JSON.stringify({ type: 'error', error })}\n\n`,
    endMarker: 'event: message_stop\ndata: {"type":"message_stop"}\n\n',
  },
];

export const story =
  'The sea is wide. It keeps its own time, and nobody asks why.\n\nA boat comes home at dusk. The lamp is lit. Everyone is there.';

/** Does as it is asked, whatever the request. */
export const tellsStory =
  (text = story): FaultScript =>
  (wire, request) =>
    tells(text, wantedBy(request))(wire, request);

/** Two models behind two servers, each with a format of its own, in virtual time: the first one has the faults. */
export interface Duo {
  readonly clock: SimClock;
  readonly house: SocketHouse;
  readonly ask: SocketHouse['ask'];
  /** What is known of a model now. */
  state(modelId: 'first' | 'second'): ModelState;
  /** What must hold after every request: the books, the places, the sockets and the timers. `seen`: requests of each server. */
  settled(told: Told, servers: readonly FaultServer[], seen: readonly number[]): Promise<void>;
}

export interface DuoOptions {
  readonly firstUrl: string;
  readonly secondUrl?: string;
  readonly config?: Omit<ConfigInput, 'models'>;
  /** Attempts that never reached a server. */
  readonly unseen?: number;
}

export function duo(test: ServersOfTest, speech: Speech, { firstUrl, secondUrl, config, unseen = 0 }: DuoOptions): Duo {
  const clock = new SimClock();
  const net = network(clock);
  test.later(() => net.close());
  const other = speeches.find(({ id }) => id !== speech.id)?.settings;
  const models = {
    first: { ...speech.settings, baseUrl: firstUrl },
    ...(secondUrl === undefined ? {} : { second: { ...other, baseUrl: secondUrl } }),
  };
  const house = socketHouse({
    clock,
    random: new SimRandom(1),
    network: net,
    models,
    ...(config === undefined ? {} : { config }),
  });
  const { engine, store } = house;
  const state = (modelId: string): ModelState => {
    const found = engine.snapshot().models.find((model) => model.modelId === modelId);
    assert.ok(found);
    return found;
  };
  return {
    clock,
    house,
    ask: house.ask,
    state,
    async settled({ parts, report }, servers, seen) {
      assert.deepEqual(
        servers.map(({ requests }) => requests.length),
        seen,
        'requests of each server',
      );
      const entries = house.ledger();
      assert.equal(
        entries.length,
        seen.reduce((sum, count) => sum + count, unseen),
        'one entry for each attempt',
      );
      assert.deepEqual(
        entries.map(({ attemptId }) => attemptId),
        report.attempts.map(({ attemptId }) => attemptId),
      );
      const cost = entries.reduce((sum, { costNanoUsd }) => sum + (costNanoUsd ?? 0), 0);
      assert.equal(report.costNanoUsd, cost, 'the entries add up');
      const spent = store.spend({ fromDay: '2000-01-01', toDay: '2100-01-01' });
      assert.equal(
        spent.reduce((sum, { costNanoUsd }) => sum + costNanoUsd, 0),
        cost,
      );
      for (const { modelId, attempts, inFlight } of engine.snapshot().models) {
        assert.equal(attempts, entries.filter((entry) => entry.modelId === modelId).length);
        assert.equal(inFlight, 0, 'every place is free');
      }
      assert.deepEqual(store.holds(), [], 'no money is held');
      assert.equal(parts.filter(({ type }) => type === 'finish' || type === 'error').length, 1, 'one end');
      engine.close();
      // What is left of an answer that nobody reads is waited for, but not for long.
      await clock.advance(1000);
      await net.close();
      await Promise.all(servers.flatMap(({ requests }) => requests.map(({ closed }) => closed)));
      assert.equal(clock.pending(), 0, 'no timer is left');
    },
  };
}

export const rolesOf = ({ report }: Told): string[] => report.attempts.map(({ model, role }) => `${model} ${role}`);

export const rewindsOf = ({ parts }: Told): number[] =>
  parts.flatMap((part: Part) => (part.type === 'text-rewind' ? [part.offset] : []));
