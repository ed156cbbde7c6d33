import { briefTextLimits, paragraphsLimits, scriptFormats, secondsLimits } from '../../server/protocol/brief-values.ts';
import type { MethodInput } from '../../server/protocol/index.ts';

/** The writer's order, as the daemon takes it. */
export type BriefInput = MethodInput<'script/generate'>['brief'];
/** What is known of an order before the topic is. */
export type BriefDefaults = Partial<BriefInput>;

/**
 * The parts of an order among values of unknown shape, such as those of a front matter. What is no part of an order, or not possible,
 * is left out; of seconds and paragraphs only one.
 */
export function briefDefaults(values: Readonly<Record<string, unknown>>): BriefDefaults {
  const defaults: BriefDefaults = {};
  for (const name of ['topic', 'language', 'tone', 'audience', 'instructions', 'customRules'] as const) {
    const text = textOf(values[name]);
    if (text !== undefined && text.length <= briefTextLimits[name]) defaults[name] = text;
  }
  const format = textOf(values.format)?.toLowerCase();
  const known = scriptFormats.find((id) => id === format);
  if (known !== undefined) defaults.format = known;
  const seconds = secondsFrom(values.seconds);
  const paragraphs = wholeNumber(values.paragraphs, paragraphsLimits);
  if (seconds !== undefined) defaults.seconds = seconds;
  else if (paragraphs !== undefined) defaults.paragraphs = paragraphs;
  return defaults;
}

function textOf(value: unknown): string | undefined {
  const text = typeof value === 'string' ? value.trim() : '';
  return text === '' ? undefined : text;
}

function secondsFrom(value: unknown): number | undefined {
  return typeof value === 'string' ? parseSeconds(value) : wholeNumber(value, secondsLimits);
}

function wholeNumber(value: unknown, { least, most }: { least: number; most: number }): number | undefined {
  const number = typeof value === 'string' ? Number(value.trim() || Number.NaN) : value;
  const isPossible = typeof number === 'number' && Number.isInteger(number) && number >= least && number <= most;
  return isPossible ? number : undefined;
}

/** Seconds as people write them: `90`, `90 s`, `1:30`, `2 min`, `1.5 minutes`, `2 分钟`. Undefined when it is no possible length. */
export function parseSeconds(text: string): number | undefined {
  const written = text.trim().toLowerCase();
  const [, minutes, rest] = /^(\d{1,2}):([0-5]\d)$/.exec(written) ?? [];
  if (minutes !== undefined) return wholeNumber(Number(minutes) * 60 + Number(rest), secondsLimits);
  const [, amount, unit = ''] =
    /^(\d+(?:[.,]\d+)?)\s*(s|sec|secs|seconds?|秒|m|mins?|minutes?|分|分钟)?$/.exec(written) ?? [];
  if (amount === undefined) return undefined;
  const factor = /^[m分]/.test(unit) ? 60 : 1;
  return wholeNumber(Math.round(Number(amount.replace(',', '.')) * factor), secondsLimits);
}
