/** Longest list of open parts that is remembered. */
const mostKept = 100;

/** Which parts of the panel a person has opened or closed by hand. Survives the view being hidden, where the host can keep it. */
export class OpenParts {
  private readonly states: Map<string, boolean>;
  private readonly keep: (states: readonly (readonly [string, boolean])[]) => void;

  constructor(kept: unknown, keep: (states: readonly (readonly [string, boolean])[]) => void) {
    this.states = new Map(readKept(kept));
    this.keep = keep;
  }

  isOpen(key: string, fallback = false): boolean {
    return this.states.get(key) ?? fallback;
  }

  set(key: string, open: boolean): void {
    this.states.delete(key);
    this.states.set(key, open);
    for (const oldest of this.states.keys()) {
      if (this.states.size <= mostKept) break;
      this.states.delete(oldest);
    }
    this.keep([...this.states]);
  }

  /** Gives a `details` element the state it had, and remembers what becomes of it. */
  bind(details: HTMLDetailsElement, key: string, fallback = false): void {
    details.open = this.isOpen(key, fallback);
    details.addEventListener('toggle', () => {
      if (this.isOpen(key, fallback) !== details.open) this.set(key, details.open);
    });
  }
}

function readKept(kept: unknown): [string, boolean][] {
  if (typeof kept !== 'object' || kept === null || !('open' in kept) || !Array.isArray(kept.open)) return [];
  return kept.open.filter(
    (entry): entry is [string, boolean] =>
      Array.isArray(entry) && typeof entry[0] === 'string' && typeof entry[1] === 'boolean',
  );
}
