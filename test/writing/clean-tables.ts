import assert from 'node:assert/strict';
import { clean, createStreamCleaner } from '../../server/writing/clean.ts';

type Row = readonly [answer: string, expected: string, subject?: string];

/** What a stream cleaner gives for an answer that is cut at the given places. */
export function inPieces(text: string, cuts: readonly number[], subject?: string): string[] {
  const cleaner = createStreamCleaner(subject === undefined ? {} : { subject });
  const ends = [...new Set([...cuts.map((cut) => cut % (text.length + 1)), text.length])].sort((a, b) => a - b);
  let start = 0;
  const out: string[] = [];
  for (const end of ends) {
    out.push(cleaner.push(text.slice(start, end)));
    start = end;
  }
  return [...out, cleaner.end()];
}

/** One test for each row: the whole answer, and the same in single units and cut in two anywhere. */
export function table(rows: Readonly<Record<string, Row>>): void {
  for (const [name, [answer, expected, subject]] of Object.entries(rows)) {
    it(name, () => {
      assert.equal(clean(answer, subject === undefined ? {} : { subject }), expected);
      const units = Array.from({ length: answer.length }, (_, index) => index);
      assert.equal(inPieces(answer, units, subject).join(''), expected);
      for (const cut of units) assert.equal(inPieces(answer, [cut], subject).join(''), expected);
    });
  }
}

/** One test for each answer that has to pass as it is. */
export function unchanged(answers: Readonly<Record<string, string>>, subject?: string): void {
  table(
    Object.fromEntries(
      Object.entries(answers).map(([name, answer]): [string, Row] => [
        name,
        subject === undefined ? [answer, answer] : [answer, answer, subject],
      ]),
    ),
  );
}
