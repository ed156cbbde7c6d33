import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { HeldParts } from '../../server/engine/held-parts.ts';
import { defaultConfig, type Part } from '../../server/protocol/index.ts';
import { harness } from './harness.ts';
import { type Behaviour, steps } from './scripted-provider.ts';

const partArbitrary: fc.Arbitrary<Part> = fc.oneof(
  fc.string({ maxLength: 12 }).map((text) => ({ type: 'text-delta' as const, text })),
  fc.string({ maxLength: 12 }).map((text) => ({ type: 'reasoning-delta' as const, text })),
  fc.constant({ type: 'finish' as const, unified: 'stop' as const, raw: 'stop' }),
);

const bytesOf = (parts: readonly Part[]) =>
  parts.reduce((sum, part) => sum + ('text' in part ? 2 * part.text.length : 0), 0);

describe('parts that are held back before the first text', () => {
  it('are the latest that keep within both bounds, in their order, and come once', () => {
    fc.assert(
      fc.property(
        fc.array(partArbitrary, { maxLength: 40 }),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 200 }),
        (parts, maxEvents, maxBytes) => {
          const held = new HeldParts(maxEvents, maxBytes, 'firstText');
          for (const part of parts) held.add(part);
          const fits = (from: number) => parts.length - from <= maxEvents && bytesOf(parts.slice(from)) <= maxBytes;
          let from = 0;
          while (!fits(from)) from += 1;
          assert.deepEqual(held.release(), parts.slice(from));
          assert.deepEqual(held.release(), []);
        },
      ),
    );
  });

  it('are all of them, reasoning left out, when the answer is used whole', () => {
    fc.assert(
      fc.property(fc.array(partArbitrary, { maxLength: 40 }), (parts) => {
        const held = new HeldParts(1, 1, 'complete');
        for (const part of parts) held.add(part);
        assert.deepEqual(
          held.release(),
          parts.filter(({ type }) => type !== 'reasoning-delta'),
        );
      }),
    );
  });

  it('are at most 64 events and 256 KiB, however long a model thinks before it speaks', async () => {
    const { holdEvents, holdBytes } = defaultConfig.failover;
    assert.deepEqual([holdEvents, holdBytes], [64, 256 * 1024]);
    const thinks =
      (thoughts: number, size: number): Behaviour =>
      () => [
        steps.start,
        ...Array.from({ length: thoughts }, () => steps.part({ type: 'reasoning-delta', text: 'x'.repeat(size) })),
        steps.part({ type: 'text-delta', text: 'Done.' }),
        steps.part({ type: 'finish', unified: 'stop', raw: 'stop' }),
      ];
    for (const [thoughts, size] of [
      [1000, 10],
      [40, 10_000],
    ] as const) {
      const house = harness({ models: { a: thinks(thoughts, size) } });
      const { parts, text } = await house.run(() => house.ask());
      assert.equal(text, 'Done.');
      const shown = parts.filter(({ type }) => type === 'reasoning-delta');
      assert.ok(shown.length > 0 && shown.length <= holdEvents, `${shown.length} of ${thoughts}`);
      assert.ok(bytesOf(shown) <= holdBytes, `${bytesOf(shown)} bytes`);
    }
  });
});
