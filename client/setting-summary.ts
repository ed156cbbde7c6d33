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

/** What may be a key in the wrong place: as vendors begin theirs, or one long run of letters with digits in it. */
const maybeKey = /^(?:sk|gsk|xai|ghp|hf)[-_]|^AIza|^(?=.*[A-Za-z])(?=.*\d)[A-Za-z0-9_]{20,}$/;

const word = (text: string): string => (plainWord.test(text) && !maybeKey.test(text) ? text : '(set)');

function valueSummary(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return String(value);
  if (typeof value === 'string') return word(value);
  if (Array.isArray(value)) return `[${value.map(valueSummary).join(', ')}]`;
  if (!isRecord(value)) return '(set)';
  return `{ ${Object.entries(value)
    .map(([name, each]) => `${word(name)}: ${isRecord(each) ? '(set)' : valueSummary(each)}`)
    .join(', ')} }`;
}

/** Fields of a model whose value is a word of the vendor's or ours, and no secret. */
const openFields = new Set(['enabled', 'provider', 'model', 'region', 'apiVersion', 'maxConcurrent']);

function modelsSummary(models: unknown): string {
  if (!isRecord(models)) return '(set)';
  const entries = Object.entries(models).map(([modelId, entry]) => {
    if (!isRecord(entry)) return `${word(modelId)}: (set)`;
    const fields = Object.entries(entry).map(([field, value]) =>
      openFields.has(field) ? `${field} ${valueSummary(value)}` : `${word(field)} (set)`,
    );
    return `${word(modelId)}: ${fields.join(', ')}`;
  });
  return `{ ${entries.join('; ')} }`;
}
