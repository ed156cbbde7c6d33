import type { Part } from '../protocol/index.ts';

/**
 * Parts of an answer that wait until it is certain that they will be shown. Bounded for streams: leading white space and reasoning beyond
 * the bounds are dropped, oldest first. An answer that is used whole is held whole.
 */
export class HeldParts {
  private readonly maxEvents: number;
  private readonly maxBytes: number;
  private readonly whole: boolean;
  private parts: Part[] = [];
  private bytes = 0;

  constructor(maxEvents: number, maxBytes: number, commitment: 'firstText' | 'complete') {
    this.maxEvents = maxEvents;
    this.maxBytes = maxBytes;
    this.whole = commitment === 'complete';
  }

  add(part: Part): void {
    if (this.whole && part.type === 'reasoning-delta') return;
    this.parts.push(part);
    this.bytes += sizeOf(part);
    if (this.whole) return;
    while (this.parts.length > this.maxEvents || this.bytes > this.maxBytes) {
      const dropped = this.parts.shift();
      if (!dropped) break;
      this.bytes -= sizeOf(dropped);
    }
  }

  clear(): void {
    if (this.parts.length === 0) return;
    this.parts = [];
    this.bytes = 0;
  }

  release(): readonly Part[] {
    const { parts } = this;
    this.clear();
    return parts;
  }
}

function sizeOf(part: Part): number {
  return part.type === 'text-delta' || part.type === 'reasoning-delta' ? part.text.length * 2 : 0;
}
