import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { ConfigInput, ModelSettings, Part } from '../../server/protocol/index.ts';
import { systemClock } from '../../server/system/index.ts';
import { SimRandom } from '../sim/sim-random.ts';
import { type FaultScript, faults, startFaultServer } from './fault-server.ts';
import { network, type SocketHouse, socketHouse, type Told } from './house.ts';
import { serversOfTest } from './servers-of-test.ts';
import { tells, wantedBy } from './teller.ts';

/** A vendor whose recorded stream is cut, and the one that goes on, of another kind. */
interface Pair {
  readonly vendor: string;
  readonly first: Partial<ModelSettings>;
  readonly firstHost: string;
  readonly second: Partial<ModelSettings>;
}

const claudeOld = { provider: 'claude', model: 'claude-haiku-4-5' } as const;
const pairs: readonly Pair[] = [
  {
    vendor: 'deepseek',
    firstHost: 'api.deepseek.com',
    first: { provider: 'deepseek' },
    second: { provider: 'claude' },
  },
  { vendor: 'claude', firstHost: 'api.anthropic.com', first: { provider: 'claude' }, second: { provider: 'deepseek' } },
  { vendor: 'openai', firstHost: 'api.openai.com', first: { provider: 'openai' }, second: { provider: 'moonshot' } },
  { vendor: 'moonshot', firstHost: 'api.moonshot.cn', first: { provider: 'moonshot' }, second: { provider: 'gemini' } },
  { vendor: 'ollama', firstHost: '127.0.0.1:11434', first: { provider: 'ollama' }, second: { provider: 'openai' } },
  {
    vendor: 'azure',
    firstHost: 'unit.openai.azure.com',
    first: { provider: 'azure', baseUrl: 'https://unit.openai.azure.com', deployment: 'gpt-4o' },
    second: claudeOld,
  },
  {
    vendor: 'gemini',
    firstHost: 'generativelanguage.googleapis.com',
    first: { provider: 'gemini' },
    second: { provider: 'qwen' },
  },
  { vendor: 'qwen', firstHost: 'dashscope.aliyuncs.com', first: { provider: 'qwen' }, second: { provider: 'ernie' } },
  { vendor: 'ernie', firstHost: 'qianfan.baidubce.com', first: { provider: 'ernie' }, second: claudeOld },
];

/** `closed`: the connection goes away. `ended`: the answer ends as HTTP should, only too early. */
const ways = ['closed', 'ended'] as const;
/** Who answers after the cut: the same model again, only the other one, or nobody. */
const helpers = ['same', 'other', 'nobody'] as const;

interface Case {
  readonly at: number;
  readonly way: (typeof ways)[number];
  readonly helper: (typeof helpers)[number];
}

const fixture = (path: string): Buffer => readFileSync(new URL(`../fixtures/${path}`, import.meta.url));
const plain = (text: string): string => text.replace(/\s+/gu, ' ').trim();
const ofType = <Type extends Part['type']>(parts: readonly Part[], type: Type) =>
  parts.filter((part): part is Extract<Part, { type: Type }> => part.type === type);

const combinations = ways.flatMap((way) => helpers.map((helper) => ({ way, helper })));

/** The same cuts each time; without `allWays` neighbouring cuts are made in different ways. */
function* casesOf(length: number, stride: number, allWays: boolean): Generator<Case> {
  let number = 0;
  for (let at = 0; at <= length; at += stride) {
    const chosen = allWays ? combinations : combinations.slice(number % combinations.length).slice(0, 1);
    for (const combination of chosen) yield { at, ...combination };
    number += 1;
  }
}

const suiteTimeoutMs = 600_000;

/** So many requests run beside each other. */
const lanes = 16;

/** However slow this machine is: nobody is asked beside, so that requests can be counted. */
const config: Omit<ConfigInput, 'models'> = { failover: { sameModelDelayMs: 1 }, hedge: { floorMs: 60_000 } };

/** Which cuts are made: every `stride`-th byte in some of the ways, or each in all of them. */
export interface CutChoice {
  stride(vendor: string): number;
  readonly allWays: boolean;
}

/** The suite: each vendor's recorded stream, cut in many places, through the whole engine over real sockets. */
export const cutSuite =
  ({ stride, allWays }: CutChoice) =>
  () => {
    const { later } = serversOfTest();
    const random = new SimRandom(1);

    /** One server for all vendors; what it does is said by the question of the case. */
    const street = async ({ firstHost }: Pair, recorded: Buffer, story: string) => {
      const cases = new Map<string, { readonly it: Case; first: number; all: number }>();
      const script: FaultScript = (wire, request) => {
        const wanted = wantedBy(request);
        const seen = cases.get(wanted.question);
        assert.ok(seen, 'every question is known');
        const isFirst = wanted.host === firstHost;
        seen.all += 1;
        if (isFirst) seen.first += 1;
        if (!isFirst || seen.first > 1) {
          const helps = seen.it.helper === 'same' || (seen.it.helper === 'other' && !isFirst);
          return (helps ? tells(story, wanted) : faults.status(503, { error: { message: 'busy' } }))(wire, request);
        }
        wire.head(200, { 'content-type': 'text/event-stream' });
        const beginning = recorded.subarray(0, seen.it.at);
        if (beginning.length > 0) wire.chunk(beginning);
        if (seen.it.way === 'ended') wire.end();
        else wire.cut();
      };
      const server = await startFaultServer(script);
      const clock = systemClock();
      const net = network(clock, server.url);
      later(() => net.close());
      later(() => server.close());
      return { clock, net, cases };
    };

    /** What must hold whatever was cut where, and whoever helped. */
    const check = (it: Case, told: Told, house: SocketHouse, story: string, requests: number): void => {
      const { parts, report } = told;
      const last = parts.at(-1);
      assert.equal(parts.filter(({ type }) => type === 'finish' || type === 'error').length, 1, 'one end');
      assert.ok(ofType(parts, 'text-rewind').length <= 1, 'at most one seam');
      const isAllThere = plain(told.text) === plain(story);
      if (it.helper !== 'nobody') {
        assert.equal(last?.type, 'finish', `somebody could go on: ${report.error?.code}`);
      }
      if (last?.type === 'finish') assert.ok(isAllThere, 'whole, and nothing twice');
      else {
        const committed = ofType(parts, 'text-delta').length > 0;
        assert.equal(report.error?.code, committed ? 'streamBroken' : 'allModelsFailed');
        assert.ok(story.startsWith(told.text.trimEnd()), 'an honest beginning');
        assert.match(told.text, /^$|[.?!。？！…”）)]\s*$|\n$/u, 'that ends where a sentence does');
      }
      assert.equal(report.attempts.length, requests, 'every request is reported');
      assert.equal(house.ledger().length, requests, 'and booked');
      assert.deepEqual(house.store.holds(), [], 'no money is held');
      assert.ok(
        house.engine.snapshot().models.every(({ inFlight }) => inFlight === 0),
        'every place is free',
      );
    };

    for (const pair of pairs) {
      it(`${pair.vendor}: whole or honest`, async () => {
        const recorded = fixture(`${pair.vendor}/script.txt`);
        const story = fixture(`${pair.vendor}/script.md`).toString('utf8').trimEnd();
        const { clock, net, cases } = await street(pair, recorded, story);
        const step = stride(pair.vendor);
        const queue = casesOf(recorded.length, step, allWays);
        await Promise.all(
          Array.from({ length: lanes }, async () => {
            for (const each of queue) {
              const name = `cut at ${each.at}, ${each.way}, helped by ${each.helper}`;
              const seen = { it: each, first: 0, all: 0 };
              cases.set(name, seen);
              const models = { first: pair.first, second: pair.second };
              const house = socketHouse({ clock, random, network: net, models, config });
              const told = await house.ask({ messages: [{ role: 'user', content: name }] });
              house.engine.close();
              cases.delete(name);
              try {
                check(each, told, house, story, seen.all);
              } catch (error) {
                throw new Error(`${pair.vendor}, ${name}: ${JSON.stringify(told.text)}`, { cause: error });
              }
            }
          }),
        );
      }).timeout(suiteTimeoutMs);
    }
  };
