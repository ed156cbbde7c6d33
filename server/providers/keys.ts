import { createHash } from 'node:crypto';
import { type Sentence, sentence } from '../protocol/index.ts';

/** What is wrong with the form of a key, as the end of a sentence about it; undefined when it can be sent in a header. Never quotes the key. */
export const keyProblem = (key: string): Sentence | undefined => {
  if (key.trim() === '') return sentence('is empty');
  if (/[\r\n]/.test(key)) return sentence('contains a line break');
  if (/\s/.test(key)) return sentence('contains a space');
  if (/[^\x21-\x7e]/.test(key))
    return sentence('contains characters that no key has, such as letters with accents or quotation marks');
  if (/^["'<].*["'>]$/.test(key)) return sentence('is wrapped in quotation marks or brackets');
  return undefined;
};

/** A short, one-way mark of a key: tells two accounts apart without telling the key. */
export const keyMark = (key: string): string => createHash('sha256').update(key).digest('hex').slice(0, 8);

/** A one-way name for a set of connection settings, for caches. */
export const fingerprint = (...parts: readonly string[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}:${part}`);
  return hash.digest('base64');
};
