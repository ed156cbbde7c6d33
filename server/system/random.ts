import { randomFillSync } from 'node:crypto';
import type { Random } from '../ports/index.ts';

const alphabet = '0123456789abcdefghijklmnopqrstuvwxyz';
const idLength = 12;
/** Bytes from here on would favour the first letters; they are thrown away. */
const unbiasedBelow = 256 - (256 % alphabet.length);

/**
 * Real chance. `next` balances load and needs no secrecy; `id` must not be guessable and must not repeat over restarts,
 * so it is drawn from the system's own source: 12 of 36 characters are 62 bits.
 */
export function systemRandom(): Random {
  const pool = new Uint8Array(1024);
  let used = pool.length;
  return {
    next: () => Math.random(),
    id() {
      let id = '';
      while (id.length < idLength) {
        if (used === pool.length) {
          randomFillSync(pool);
          used = 0;
        }
        const byte = pool[used++] ?? 255;
        if (byte < unbiasedBelow) id += alphabet.charAt(byte % alphabet.length);
      }
      return id;
    },
  };
}
