import assert from 'node:assert/strict';
import type { FailureClass } from '../../server/protocol/index.ts';
import { foldText, outcomes } from '../engine/harness.ts';
import { duo, rewindsOf, rolesOf, type Speech, speeches, story, tellsStory } from './duo.ts';
import { type FaultScript, faults } from './fault-server.ts';
import { serversOfTest } from './servers-of-test.ts';

/** The story breaks off behind this, in the middle of its third sentence. */
const shown = story.slice(0, story.indexOf('comes home'));
/** What of it can stay: whole sentences, and the empty line behind them. */
const kept = story.slice(0, story.indexOf('A boat'));
const pieces = shown.match(/[\s\S]{1,17}/gu) ?? [];

/** A fault behind text that the reader has seen. */
interface Break {
  readonly name: string;
  script(speech: Speech): FaultScript;
  readonly class: FailureClass;
}

const breaks: readonly Break[] = [
  {
    name: 'the connection is cut',
    script: ({ beginning }) => faults.cut(beginning(pieces), Buffer.byteLength(beginning(pieces))),
    class: 'network',
  },
  {
    name: 'the connection is cut inside a line',
    script: ({ beginning }) =>
      faults.cut(beginning([...pieces, 'never seen']), Buffer.byteLength(beginning(pieces)) + 40),
    class: 'network',
  },
  {
    name: 'an error event comes',
    script: ({ beginning, errorEvent }) => faults.answer(beginning(pieces) + errorEvent),
    class: 'overload',
  },
  {
    name: 'the end comes without a marker',
    script: ({ beginning }) => faults.answer(beginning(pieces)),
    class: 'truncated',
  },
  {
    name: 'a line is malformed',
    script: ({ beginning }) =>
      faults.answer(`${beginning(pieces)}event: content_block_delta\ndata: {"choices":[{"delta":\n\n`),
    class: 'truncated',
  },
  {
    name: 'a line does not end',
    script:
      ({ beginning }) =>
      async (wire) => {
        wire.head(200, { 'content-type': 'text/event-stream' });
        wire.chunk(beginning(pieces));
        await wire.flush();
        for (let sent = 0; sent < 24; sent += 1) {
          wire.chunk(sent === 0 ? 'data: {"x":"' : 'x'.repeat(65_536));
          await wire.flush();
        }
      },
    class: 'network',
  },
];

const busy = faults.status(503, { error: { message: 'busy' } });

describe('the engine against faults behind text that was shown', () => {
  const test = serversOfTest();

  for (const speech of speeches) {
    describe(speech.id, () => {
      for (const each of breaks) {
        const broken = each.script(speech);

        it(`${each.name}: the same model goes on, and the text is whole with one seam`, async () => {
          const servers = [await test.serve(broken, tellsStory()), await test.serve(tellsStory())] as const;
          const { ask, state, settled } = duo(test, speech, { firstUrl: servers[0].url, secondUrl: servers[1].url });
          const told = await ask();
          assert.equal(told.text, story);
          assert.deepEqual(rolesOf(told), ['first first', 'first resume']);
          assert.deepEqual(outcomes(told.report), [`first ${each.class}`, 'first success']);
          assert.deepEqual(rewindsOf(told), [kept.length]);
          assert.equal(told.report.attempts[1]?.switchMs, 0);
          const { failures, successes, circuit } = state('first');
          assert.deepEqual([failures, successes, circuit.state], [1, 1, 'closed']);
          await settled(told, servers, [2, 0]);
        });

        it(`${each.name}, and the same model is out: the other one goes on`, async () => {
          const servers = [await test.serve(broken, busy), await test.serve(tellsStory())] as const;
          const { ask, state, settled } = duo(test, speech, { firstUrl: servers[0].url, secondUrl: servers[1].url });
          const told = await ask();
          assert.equal(told.text, story);
          assert.deepEqual(rolesOf(told), ['first first', 'first resume', 'second resume']);
          assert.deepEqual(outcomes(told.report), [`first ${each.class}`, 'first overload', 'second success']);
          assert.deepEqual(rewindsOf(told), [kept.length]);
          assert.equal(state('first').circuit.state, 'open', 'two failures in a row');
          await settled(told, servers, [2, 1]);
        });

        it(`${each.name}, and nobody can go on: an honest partial, whole sentences only`, async () => {
          const servers = [await test.serve(broken, busy), await test.serve(busy)] as const;
          const { ask, settled } = duo(test, speech, { firstUrl: servers[0].url, secondUrl: servers[1].url });
          const told = await ask();
          assert.equal(told.text, kept);
          assert.equal(told.report.error?.code, 'streamBroken');
          assert.equal(told.parts.at(-1)?.type, 'error');
          assert.equal(told.report.attempts[0]?.class, each.class);
          const entry = told.report.attempts[0];
          assert.equal(entry?.usage?.estimated, true, 'what was written is counted, as far as it is known');
          await settled(told, servers, [2, 1]);
        });
      }

      it('a reset: nothing is lost of what had come, and the text is whole', async () => {
        const servers = [
          await test.serve(faults.textThenReset(speech.beginning(pieces)), tellsStory()),
          await test.serve(tellsStory()),
        ] as const;
        const { ask, settled } = duo(test, speech, { firstUrl: servers[0].url, secondUrl: servers[1].url });
        const told = await ask();
        assert.equal(told.text, story);
        assert.equal(told.report.attempts[0]?.class, 'network');
        // A reset may overtake the text: then nobody has seen any, and the second model begins.
        const seen = servers.map(({ requests }) => requests.length);
        assert.deepEqual(seen, told.report.attempts[1]?.role === 'resume' ? [2, 0] : [1, 1]);
        await settled(told, servers, seen);
      });

      it('silence: a stall, its socket is closed, and somebody goes on', async () => {
        const servers = [
          await test.serve(faults.textThenHang(speech.beginning(pieces)), tellsStory()),
          await test.serve(tellsStory()),
        ] as const;
        const { ask, clock, settled } = duo(test, speech, { firstUrl: servers[0].url, secondUrl: servers[1].url });
        let shownNow = '';
        let isShown: () => void = () => undefined;
        const allShown = new Promise<void>((resolve) => {
          isShown = resolve;
        });
        const asked = ask({}, undefined, (part) => {
          shownNow = foldText([{ type: 'text-delta', text: shownNow }, part]);
          if (shownNow === shown) isShown();
        });
        await allShown;
        await clock.advance(30_000);
        const told = await asked;
        assert.equal(told.text, story);
        assert.deepEqual(outcomes(told.report), ['first stall', 'first success']);
        await servers[0].requests[0]?.closed;
        await settled(told, servers, [2, 0]);
      });

      it('the caller goes away: the socket is closed, what was shown stays, nobody is blamed', async () => {
        const servers = [
          await test.serve(faults.textThenHang(speech.beginning(pieces))),
          await test.serve(tellsStory()),
        ] as const;
        const { ask, state, house, settled } = duo(test, speech, {
          firstUrl: servers[0].url,
          secondUrl: servers[1].url,
        });
        const caller = new AbortController();
        const told = await ask({}, caller.signal, ({ type }) => {
          if (type === 'text-delta') caller.abort();
        });
        assert.equal(told.report.error?.code, 'cancelled');
        assert.ok(told.text !== '' && shown.startsWith(told.text));
        await servers[0].requests[0]?.closed;
        assert.deepEqual([state('first').failures, state('first').ignored], [0, 1]);
        assert.equal(house.ledger()[0]?.certainty, 'underEstimate');
        await settled(told, servers, [1, 0]);
      });

      it('drop by drop: one attempt, the whole text', async () => {
        const chinese = '海很安静。一位老人数着归来的船——“第七艘，”他笑着说。🌊灯塔亮了。';
        const script = faults.drip(speech.whole([...chinese]), 3);
        const servers = [await test.serve(script), await test.serve(tellsStory())] as const;
        const { ask, settled } = duo(test, speech, { firstUrl: servers[0].url, secondUrl: servers[1].url });
        const told = await ask();
        assert.deepEqual([told.text, told.parts.at(-1)?.type], [chinese, 'finish']);
        await settled(told, servers, [1, 0]);
      });

      it('a cut inside a Chinese character: no broken character is shown, and the text is whole', async () => {
        const chinese = '海很安静。一位老人坐在礁石上，数着归来的船。灯塔亮了，夜色也就不再可怕。';
        const stream = Buffer.from(speech.beginning([chinese.slice(0, 9), chinese.slice(9, 20)]));
        const place = stream.lastIndexOf(Buffer.from('归'));
        assert.ok(place > 0);
        for (const inside of [1, 2]) {
          const begun: FaultScript = (wire) => {
            wire.head(200, { 'content-type': 'text/event-stream' });
            wire.chunk(stream.subarray(0, place + inside));
            wire.cut();
          };
          const servers = [
            await test.serve(begun, tellsStory(chinese)),
            await test.serve(tellsStory(chinese)),
          ] as const;
          const { ask, settled } = duo(test, speech, { firstUrl: servers[0].url, secondUrl: servers[1].url });
          const told = await ask();
          assert.equal(told.text, chinese);
          assert.ok(told.parts.every((part) => part.type !== 'text-delta' || !part.text.includes('\ufffd')));
          assert.deepEqual(rewindsOf(told), [5]);
          await settled(told, servers, [2, 0]);
        }
      });

      it('an end marker twice, and an error behind the end: one whole answer', async () => {
        const stream = speech.whole(story.match(/[\s\S]{1,20}/gu) ?? []);
        for (const more of [speech.endMarker, speech.errorEvent, `${speech.endMarker}${speech.endMarker}`]) {
          const servers = [await test.serve(faults.answer(stream + more)), await test.serve(tellsStory())] as const;
          const { ask, settled } = duo(test, speech, { firstUrl: servers[0].url, secondUrl: servers[1].url });
          const told = await ask();
          assert.equal(told.text, story);
          assert.deepEqual(outcomes(told.report), ['first success']);
          await settled(told, servers, [1, 0]);
        }
      });
    });
  }
});
