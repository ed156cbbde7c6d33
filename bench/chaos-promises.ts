import { compareBooks, compareWire } from './chaos-books.ts';
import type { RunFindings } from './chaos-findings.ts';

/** Something that must hold, whatever the vendors do and however fast the machine is. */
export interface ChaosPromise {
  readonly name: string;
  readonly isKept: boolean;
  /** The numbers. */
  readonly found: string;
}

const number = (value: number): string => value.toLocaleString('en-US');
export const dollars = (nanoUsd: number): string => `$${(nanoUsd / 1e9).toFixed(6)}`;
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Judges a run. */
export function judge(findings: RunFindings): readonly ChaosPromise[] {
  return [...textPromises(findings), ...ledgerPromises(findings), ...processPromises(findings)];
}

function textPromises({ outcomes }: RunFindings): readonly ChaosPromise[] {
  const spoiled = outcomes.filter(({ delivery }) => delivery === 'spoiled').length;
  return [
    {
      name: 'no text is spoiled: every sentence once and in order, complete or marked as partial',
      isKept: spoiled === 0,
      found: `${number(spoiled)} spoiled of ${number(outcomes.length)}`,
    },
  ];
}

function ledgerPromises(findings: RunFindings): readonly ChaosPromise[] {
  const { ledger, watch, outcomes, told, seen, crashes } = findings;
  const wire = compareWire(watch, outcomes, seen);
  const onWire: ChaosPromise = {
    name: 'the vendors saw what was reported, script by script (those that no kill has touched)',
    isKept: wire.wrong.length === 0,
    found: `${number(wire.wrong.length)} differences in ${number(wire.requests)} scripts${sample(wire.wrong)}`,
  };
  if (ledger === undefined) {
    return [onWire, { name: 'the ledger is on disk', isKept: false, found: 'there is no file' }];
  }
  const books = compareBooks(ledger, watch, outcomes, told);
  const isWhole = crashes.every(({ integrity }) => integrity === 'ok') && ledger.integrity === 'ok';
  const lost = sum(crashes.map(({ missing }) => missing));
  return [
    onWire,
    {
      name: 'every reported attempt stands in the ledger once, with its cost, and nothing else does',
      isKept: books.missing + books.different + books.unasked + books.doubles === 0,
      found: `${number(books.entries)} entries: ${number(books.reported)} reported, ${number(books.cutOff)} of requests that a kill cut off; ${number(books.missing)} missing, ${number(books.different)} different, ${number(books.unasked)} too many, ${number(books.doubles)} twice`,
    },
    {
      name: 'each script costs what its entries come to',
      isKept: books.wrongRequests === 0,
      found: `${number(books.wrongRequests)} wrong of ${number(outcomes.length)}`,
    },
    {
      name: 'the sum of the entries is the spend that is reported',
      isKept:
        books.spentNanoUsd === books.keptNanoUsd &&
        books.spentNanoUsd === books.toldNanoUsd &&
        books.entries === books.keptAttempts &&
        books.entries === books.toldAttempts,
      found: `${dollars(books.spentNanoUsd)} in entries, ${dollars(books.keptNanoUsd)} in the kept sums, ${dollars(books.toldNanoUsd)} reported`,
    },
    { name: 'no money is held at the end', isKept: books.holds === 0, found: `${number(books.holds)} holds` },
    {
      name: 'the file is whole after every kill, and no reported attempt is lost by one',
      isKept: isWhole && lost === 0,
      found: `integrity check ${isWhole ? 'ok' : crashes.map(({ integrity }) => integrity).find((each) => each !== 'ok')} ${number(crashes.length + 1)} times, ${number(lost)} lost`,
    },
  ];
}

function processPromises(findings: RunFindings): readonly ChaosPromise[] {
  const { watch, logs, rejections, vendorRejections, crashes } = findings;
  const open = sum(watch.remembered.map((each) => each.open));
  const known = sum(watch.remembered.map((each) => each.known));
  const unhandled = sum(logs.map((each) => each.unhandled));
  const errors = sum(logs.map((each) => each.errors));
  return [
    {
      name: 'the daemon comes back after every kill',
      isKept: watch.remembered.length === crashes.length,
      found: `${number(watch.remembered.length)} of ${number(crashes.length)}`,
    },
    {
      name: 'circuits that have been open for 4 s survive a kill',
      isKept: open === known,
      found: `${number(known)} of ${number(open)}`,
    },
    {
      name: 'no promise is left unhandled: daemon, vendors, this process',
      isKept: unhandled + rejections + vendorRejections === 0,
      found: `${unhandled}, ${vendorRejections}, ${rejections}`,
    },
    {
      name: "no error in the daemon's log",
      isKept: errors === 0,
      found: `${number(errors)} lines${sample(logs.flatMap((each) => each.samples))}`,
    },
  ];
}

const sample = (all: readonly string[]): string => (all.length === 0 ? '' : `, such as: ${all.slice(0, 3).join('; ')}`);
