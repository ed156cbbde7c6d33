/** Chance as the engine sees it. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** A new unique id, short enough to read aloud: 12 lower-case letters and digits. */
  id(): string;
}
