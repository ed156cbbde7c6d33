import type { Sentence, SentenceValue } from './sentence-schema.ts';

/**
 * Exactly the values that a template has places for, up to three. A template that is not written out in the call does not
 * compile: translations are found by searching the sources for it.
 */
type ValuesFor<Template extends string> = string extends Template
  ? never
  : Template extends `${string}{2}${string}`
    ? [SentenceValue, SentenceValue, SentenceValue]
    : Template extends `${string}{1}${string}`
      ? [SentenceValue, SentenceValue]
      : Template extends `${string}{0}${string}`
        ? [SentenceValue]
        : [];

/** A text for people. `sentence('{0} takes over.', name)`. */
export function sentence<const Template extends string>(template: Template, ...values: ValuesFor<Template>): Sentence {
  return { key: template, values };
}

/** A name that catalogs may know in another language, such as that of a language or of a vendor. It has no places for values. */
export function translatable(name: string): Sentence {
  return { key: name, values: [] };
}

/** Where nothing is to be said. */
export const noSentence: Sentence = { key: '', values: [] };

/**
 * The text of a sentence. The catalog gives the template of another language for an English one; a sentence, whole or
 * inside another one, that it does not know stays English. Values are never taken for templates.
 */
export function renderSentence({ key, values }: Sentence, catalog: Readonly<Record<string, string>> = {}): string {
  const template = Object.hasOwn(catalog, key) ? (catalog[key] ?? key) : key;
  return template.replace(/\{(\d+)\}/g, (place, index: string) => {
    const value = values[Number(index)];
    if (value === undefined) return place;
    return typeof value === 'object' ? renderSentence(value, catalog) : String(value);
  });
}

/** Whether a value of unknown shape is a sentence. */
export function isSentence(value: unknown): value is Sentence {
  return (
    typeof value === 'object' &&
    value !== null &&
    'key' in value &&
    typeof value.key === 'string' &&
    'values' in value &&
    Array.isArray(value.values) &&
    value.values.every((each) => typeof each === 'string' || typeof each === 'number' || isSentence(each))
  );
}
