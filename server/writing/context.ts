/** One line of the context block: a label and its value. */
export type ContextEntry = readonly [label: ContextLabel, value: string];

/** The labels a context block may have. They are read by machines too, so they never change with the language. */
const contextLabels = [
  'Task',
  'Subject',
  'Language',
  'Format',
  'Paragraphs',
  'Target',
  'Length now',
  'Keywords',
  'Tone',
  'Audience',
] as const;
export type ContextLabel = (typeof contextLabels)[number];

const contextStart = '--- Context ---';
const contextEnd = '--- End of context ---';

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what has to be found
const breaksAndControls = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\s]+/gu;

/** Makes one line of any text: line breaks and control characters of every kind become one space. */
export function foldLine(text: string): string {
  return text.replace(breaksAndControls, ' ').trim();
}

const marker = /^[\t ]*---.*$/u;
const labelled = new RegExp(`^(?:${contextLabels.join('|')})[\\t ]*:`, 'iu');

/**
 * Prepares text of many lines, such as a script, for a prompt: a line that could be taken for a marker or an entry of the
 * context block is pushed in by two spaces. Nothing else changes.
 */
export function quoteText(text: string): string {
  return text
    .split(/\r\n|[\n\r\u0085\u2028\u2029]/u)
    .map((line) => (marker.test(line) || labelled.test(line) ? `  ${line}` : line))
    .join('\n');
}

/** The machine-readable block: every value on its own line, so that no value can add an entry or end the block. */
export function contextBlock(entries: readonly ContextEntry[]): string {
  const lines = entries.map(([label, value]) => `${label}: ${foldLine(value)}`);
  return [contextStart, ...lines, contextEnd].join('\n');
}

/** Reads the last context block of a prompt. Unknown labels are left out; without a block the answer is empty. */
export function readContext(prompt: string): Partial<Record<ContextLabel, string>> {
  const lines = prompt.split('\n');
  const start = lines.lastIndexOf(contextStart);
  const found: Partial<Record<ContextLabel, string>> = {};
  if (start < 0) return found;
  for (const line of lines.slice(start + 1)) {
    if (line === contextEnd) break;
    const label = contextLabels.find((each) => line.startsWith(`${each}: `));
    if (label !== undefined) found[label] = line.slice(label.length + 2);
  }
  return found;
}
