import { lawsOf, type Results } from './laws.ts';
import { allPolicies, overviewHead, overviewRow, policyTable, sharesOf, type Table } from './report.ts';
import { scenarioOf } from './scenarios.ts';

/** docs/simulation.md. Holds no date and no speed of this machine: the same code gives the same text. */
export function simulationDocument(all: ReadonlyMap<string, Results>, seed: number): string {
  return `# Simulation: what the engine does when things go wrong

This page and its pictures are written by \`npm run sim -- --all${seed === 1 ? '' : ` --seed ${seed}`}\`. The whole engine, with its real price table, runs in virtual
time over simulated models whose names are made up; nobody is asked. The same seed gives the same course of events to the last bit (column *trace*).
The figures rank ways of routing; they do not predict what a vendor will do.

${image('simulation.svg', 'Response times when everything goes wrong at once, router against fixed models')}

${image('simulation-hedging.svg', 'Waiting for the first text with and without hedging')}

${image('simulation-outage.svg', 'Every request during an outage of the fastest model')}

## How it is measured

- **Whole text in time**: the reader ended with exactly the text that was asked for, within the deadline of 120 s. All simulated models tell the same story
  word for word, so that every missing, doubled or strange word is found, whoever wrote which part of it. *Partial*: cut short, and said so. *None*: an error
  before any text. *Blemished*: every word is there but white space differs, such as a lost empty line; counts as whole. *Spoiled*: anything else; there must be none.
- **Mean response**: seconds to the whole text over all requests. A request that failed counts as the whole deadline.
- **Fixed model**: somebody who always asks the same model, directly and without the engine. After any failure (an error, a broken stream, 30 s of silence)
  they start again with the same model after one second, or after what Retry-After says, until the text is whole or 120 s are over; the time
  counts until the text is whole. *Best fixed*: the model with the lowest mean response, known only afterwards.
- **Extra calls**: *hedge*, a second model because the first is slow to begin; *failover*, another model after a failure; *retry*, the same model again;
  *resume*, going on from a text that broke off. **Seams** are places where a text was continued.
- **Switch**: virtual time from a detected failure to the next call.
- Percentiles are nearest-rank, of requests that succeeded. A share is never rounded up to 100 %.

## All scenarios (strategy intelligent)

${markdown({ head: overviewHead, rows: [...all].map(([name, results]) => overviewRow(name, results)) })}

## What must hold

${markdown({ head: ['scenario', 'law', 'found', ''], rows: [...all].flatMap(([name, results]) => lawRows(name, results)) })}

${[...all].map(([name, results]) => chapter(name, results, seed)).join('\n\n')}
`;
}

const image = (file: string, words: string): string => `![${words}](images/${file})`;

function chapter(name: string, results: Results, seed: number): string {
  const scenario = scenarioOf(name);
  const phases = Object.entries(results.get('intelligent')?.callsByPhase ?? {});
  return [
    `## ${name}`,
    `${scenario.title}. \`npm run sim -- ${name}${seed === 1 ? '' : ` --seed ${seed}`}\``,
    markdown(policyTable(results, allPolicies(scenario))),
    ...(phases.length === 0
      ? []
      : [
          `Calls of the strategy intelligent: ${phases.map(([phase, calls]) => `${phase}: ${sharesOf(calls, 4)}`).join('; ')}.`,
        ]),
  ].join('\n\n');
}

function lawRows(name: string, results: Results): string[][] {
  return lawsOf(name).map((law) => {
    const { holds, found } = law.judge(results);
    return [name, law.text, found, holds ? 'holds' : '**does not hold**'];
  });
}

function markdown({ head, rows }: Table): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
