import { parseArgs } from 'node:util';

/** How large a run is, and what happens in it. */
export interface ChaosOptions {
  readonly seed: number;
  readonly requests: number;
  readonly concurrent: number;
  /** The daemon is killed whenever so many requests have ended; 0: never. */
  readonly killEvery: number;
  /** Percent of the vendors' requests that meet a fault, outages not counted. */
  readonly faultPercent: number;
  /** Whether the report is written to docs/chaos.md. */
  readonly write: boolean;
}

const chaosHelp = `npm run bench -- chaos [options]

A real daemon, nine vendors made with aimock, faults at random from a seed, and kill -9 of the daemon
in between. Prints what became of every request, and ends with 1 when a promise was broken.

  --requests N     scripts that are asked for (5000)
  --concurrent N   how many at the same time (100)
  --kill-every N   the daemon is killed whenever N requests have ended; 0 never (500)
  --faults N       percent of the requests to a vendor that meet a fault (8);
                   outages come on top, unless it is 0
  --seed N         the same seed plans the same faults (1)
  --write          writes the report to docs/chaos.md
  --help           this text
`;

const defaults = { seed: '1', requests: '5000', concurrent: '100', 'kill-every': '500', faults: '8' };

/** Reads the command line: the options, or a text that says what is wrong or what there is. */
export function readChaosOptions(
  given: readonly string[],
): ChaosOptions | { readonly text: string; readonly ok: boolean } {
  try {
    const { values } = parseArgs({
      args: [...given],
      options: {
        seed: { type: 'string', default: defaults.seed },
        requests: { type: 'string', default: defaults.requests },
        concurrent: { type: 'string', default: defaults.concurrent },
        'kill-every': { type: 'string', default: defaults['kill-every'] },
        faults: { type: 'string', default: defaults.faults },
        write: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) return { text: chaosHelp, ok: true };
    return {
      seed: wholeNumber('seed', values.seed, 0, 0xffff_ffff),
      requests: wholeNumber('requests', values.requests, 1, 1_000_000),
      concurrent: wholeNumber('concurrent', values.concurrent, 1, 2000),
      killEvery: wholeNumber('kill-every', values['kill-every'], 0, 1_000_000),
      faultPercent: wholeNumber('faults', values.faults, 0, 100),
      write: values.write,
    };
  } catch (error) {
    return { text: `${error instanceof Error ? error.message : String(error)}\n\n${chaosHelp}`, ok: false };
  }
}

function wholeNumber(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most) {
    throw new Error(`--${name} wants a whole number from ${least} to ${most}, not "${text}".`);
  }
  return value;
}
