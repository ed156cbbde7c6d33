import { isRecord } from '../server/protocol/outline.ts';

/**
 * Settings for logs and reports: simple values as they are, of a model only which fields are set. An address can hold a password, a
 * header a key, and a free text can hold anything.
 */
export function settingSummary(settings: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(settings)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, value]) => `${name}: ${name === 'videogenius.models' ? modelsSummary(value) : valueSummary(value)}`);
}

/** Texts that are one of a few words or a short name; anything longer or stranger is not shown. */
const plainWord = /^[\w.+ -]{1,40}$/;

function valueSummary(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return String(value);
  if (typeof value === 'string') return plainWord.test(value) ? value : '(set)';
  if (Array.isArray(value)) return `[${value.map(valueSummary).join(', ')}]`;
  if (!isRecord(value)) return '(set)';
  return `{ ${Object.entries(value)
    .map(([name, each]) => `${name}: ${isRecord(each) ? '(set)' : valueSummary(each)}`)
    .join(', ')} }`;
}

/** Fields of a model whose value is a word of the vendor's or ours, and no secret. */
const openFields = new Set(['enabled', 'provider', 'model', 'region', 'apiVersion', 'maxConcurrent']);

function modelsSummary(models: unknown): string {
  if (!isRecord(models)) return '(set)';
  const entries = Object.entries(models).map(([modelId, entry]) => {
    if (!isRecord(entry)) return `${modelId}: (set)`;
    const fields = Object.entries(entry).map(([field, value]) =>
      openFields.has(field) ? `${field} ${valueSummary(value)}` : `${field} (set)`,
    );
    return `${modelId}: ${fields.join(', ')}`;
  });
  return `{ ${entries.join('; ')} }`;
}
