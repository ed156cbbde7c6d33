/** What a cell can hold. A number is written as it is; null is an empty cell. */
export type Cell = string | number | boolean | null;

/**
 * A line of comma-separated values as RFC 4180 has it, with its line break. A text that a spreadsheet would take for a formula gets an
 * apostrophe in front (OWASP, CSV injection): names of models come from settings, which anybody may have written.
 */
export const csvLine = (cells: readonly Cell[]): string => `${cells.map(csvCell).join(',')}\r\n`;

function csvCell(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell !== 'string') return String(cell);
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const nanoDigits = 9;

/** Dollars of integer nano-dollars, to the last digit and without rounding: `0.000123456`. */
export function exactDollars(nanoUsd: number): string {
  const digits = String(Math.abs(nanoUsd)).padStart(nanoDigits + 1, '0');
  return `${nanoUsd < 0 ? '-' : ''}${digits.slice(0, -nanoDigits)}.${digits.slice(-nanoDigits)}`;
}
