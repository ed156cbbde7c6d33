import * as z from 'zod';

/**
 * A text for people that can still be put into their language. As in VS Code's own l10n, the English template is the key:
 * `{0}` stands for the first value, `{1}` for the second. A value may be a sentence itself and is then rendered alike.
 */
export interface Sentence {
  readonly key: string;
  readonly values: readonly SentenceValue[];
}

export type SentenceValue = string | number | Sentence;

export const Sentence: z.ZodType<Sentence, Sentence> = z.object({
  key: z.string(),
  get values() {
    return z.array(z.union([z.string(), z.number(), Sentence]));
  },
});
