import type { Log, LogFields } from '../ports/index.ts';
import type { Redactor } from './redactor.ts';

/** From the most to the least talkative; `silent` writes nothing. */
const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

export interface LogOptions {
  readonly redactor?: Redactor;
  /** Takes one line with its line break; standard error if left out. */
  readonly write?: (line: string) => void;
  /** Epoch milliseconds for the time at the start of a line. */
  readonly nowMs?: () => number;
}

/** Longest value of a field in characters: a log is not the place for an answer. */
const longestValue = 500;

const controlCharacters = /\p{Cc}+/gu;

/**
 * Plain lines, one per message: `2026-10-05T12:00:00.000Z warn  text  name=value`. Registered keys are replaced, control
 * characters and line breaks become spaces, so that no text from outside can forge a line.
 */
export function stderrLog(level: LogLevel, options: LogOptions = {}): Log {
  const write = options.write ?? ((line: string) => void process.stderr.write(line));
  const nowMs = options.nowMs ?? Date.now;
  const threshold = logLevels.indexOf(level);
  const at =
    (own: LogLevel) =>
    (message: string, fields: LogFields = {}): void => {
      if (logLevels.indexOf(own) < threshold) return;
      const values = Object.entries(fields).flatMap(([name, value]) =>
        value === undefined ? [] : [`${name}=${fieldText(value)}`],
      );
      const text = [message, ...values].join('  ').replace(controlCharacters, ' ');
      const clean = options.redactor?.redact(text) ?? text;
      write(`${new Date(nowMs()).toISOString()} ${own.padEnd(5)} ${clean}\n`);
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

function fieldText(value: string | number | boolean | null): string {
  const text = String(value);
  const short = text.length > longestValue ? `${text.slice(0, longestValue)}…` : text;
  return /[\s"=]/.test(short) ? JSON.stringify(short) : short;
}
