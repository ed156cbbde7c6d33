/**
 * A running 64-bit hash over numbers and short strings, fast enough to take in everything that can be observed: two lanes of MurmurHash3's
 * mixing (Austin Appleby, public domain). It tells runs apart; it protects nothing.
 */
export class TraceHash {
  private low = 0x9747b28c | 0;
  private high = 0x3c6ef372 | 0;
  private readonly float = new Float64Array(1);
  private readonly words = new Int32Array(this.float.buffer);
  private readonly known = new Map<string, number>();

  number(value: number | null | undefined): void {
    this.float[0] = value ?? -1e300;
    this.word(this.words[0] ?? 0);
    this.word(this.words[1] ?? 0);
  }

  text(value: string | null | undefined): void {
    const text = value ?? '\u0000';
    let hash = this.known.get(text);
    if (hash === undefined) {
      hash = 0x811c9dc5 | 0;
      for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
      // Names come again and again; texts of which there is no end must not fill the memory.
      if (this.known.size < 10_000) this.known.set(text, hash);
    }
    this.word(hash);
    this.word(text.length);
  }

  /** 16 hexadecimal digits. */
  digest(): string {
    return [this.low, this.high].map((lane) => (lane >>> 0).toString(16).padStart(8, '0')).join('');
  }

  private word(word: number): void {
    let mixed = Math.imul(word, 0xcc9e2d51);
    mixed = Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593);
    const low = this.low ^ mixed;
    this.low = (Math.imul((low << 13) | (low >>> 19), 5) + 0xe6546b64) | 0;
    const high = Math.imul(this.high ^ word ^ this.low, 0x85ebca6b);
    this.high = high ^ (high >>> 15);
  }
}
