/*
 * What an order for a script may hold. In a file without zod, because the editor's bundle needs it: it offers these values and leaves
 * out what the daemon would refuse.
 */

/** Every format, in the order in which they are offered. */
export const scriptFormats = [
  'short',
  'long',
  'explainer',
  'listicle',
  'tutorial',
  'review',
  'story',
  'news',
  'ad',
  'koubo',
] as const;

/** The longest that each text of an order may be, in UTF-16 units. */
export const briefTextLimits = {
  topic: 2000,
  language: 64,
  tone: 200,
  audience: 200,
  instructions: 2000,
  customRules: 8000,
} as const;

/** The longest script that keywords are looked for in, in UTF-16 units. */
export const maxScriptLength = 200_000;

export const secondsLimits = { least: 5, most: 3600 } as const;
export const paragraphsLimits = { least: 1, most: 30 } as const;
