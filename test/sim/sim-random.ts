import type { Random } from '../../server/ports/index.ts';

/**
 * Chance that can be repeated: the same seed gives the same draws and the same ids. sfc32 by Chris Doty-Humphrey (public
 * domain, passes PractRand), seeded with splitmix32. Ids come from a stream of their own, so that asking for one more id
 * does not change any draw, and they count, so that they are unique.
 */
export class SimRandom implements Random {
  readonly seed: number;
  readonly #draw: () => number;
  readonly #idDraw: () => number;
  #ids = 0;

  constructor(seed: number) {
    this.seed = seed;
    this.#draw = sfc32(seed);
    this.#idDraw = sfc32(seed ^ 0x5f3759df);
  }

  next(): number {
    return this.#draw() / 0x1_0000_0000;
  }

  id(): string {
    this.#ids += 1;
    const chance = (this.#idDraw() % 36 ** 5).toString(36).padStart(5, '0');
    return `${chance}${this.#ids.toString(36).padStart(7, '0')}`;
  }

  /** An independent stream, named so that adding one does not change the others. */
  fork(name: string): SimRandom {
    let hash = this.seed | 0;
    for (const character of name) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
    return new SimRandom(hash >>> 0);
  }
}

/** 32 random bits per call. */
function sfc32(seed: number): () => number {
  let state = seed | 0;
  const splitmix = (): number => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return mixed ^ (mixed >>> 15);
  };
  let a = splitmix();
  let b = splitmix();
  let c = splitmix();
  let counter = 1;
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let warmUp = 0; warmUp < 12; warmUp += 1) next();
  return next;
}
