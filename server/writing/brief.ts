import { type Brief, type Config, paragraphsLimits, type ScriptFormat } from '../protocol/index.ts';
import { foldLine } from './context.ts';
import { defaultFormat, formats } from './formats.ts';
import { countsByCharacter, writingSystemOf, writingSystemOfLanguage } from './language.ts';
import { amountForSeconds, type CountUnit } from './timing.ts';

export type WritingSettings = Config['writing'];

/** A brief with every default filled in: what prompts, checks and repairs work from. */
export interface ScriptPlan {
  /** The topic on one line. */
  readonly subject: string;
  /** A tag or a name; undefined when the script follows the language of the subject. */
  readonly language: string | undefined;
  readonly format: ScriptFormat;
  readonly paragraphs: number;
  readonly seconds: number;
  /** What the writer asked for: the only length that is enforced. `format`: nothing was asked, the format's length is a guide. */
  readonly asked: 'paragraphs' | 'seconds' | 'format';
  readonly unit: CountUnit;
  /** Words or characters that fill the seconds. */
  readonly amount: number;
  readonly expectedOutputTokens: number;
  readonly maxOutputTokens: number;
  readonly tone: string | undefined;
  readonly audience: string | undefined;
  readonly instructions: string | undefined;
  readonly customRules: string | undefined;
}

/** Tokens of one word or character. English needs 1.35 a word, most other languages more; Chinese about 0.8 a character. */
const tokensPerUnit: Readonly<Record<CountUnit, number>> = { words: 1.6, characters: 0.9 };

/** Room for local models that think before they write; vendors whose models think add their own in front of the wire. */
const thinkingRoomTokens = 2048;

/** The upper bound for an answer that is expected to have so many tokens. */
export const boundTokens = (expectedOutputTokens: number): number => expectedOutputTokens * 2 + thinkingRoomTokens;

const filled = (text: string | undefined): string | undefined =>
  text === undefined || text.trim() === '' ? undefined : text.trim();

const given = (language: string): string | undefined => (language.toLowerCase() === 'auto' ? undefined : language);

/** Fills in what a brief leaves open, from the settings and the format. */
export function planScript(brief: Brief, settings: WritingSettings): ScriptPlan {
  const subject = foldLine(brief.topic);
  const language = given(foldLine(filled(brief.language) ?? settings.language) || 'auto');
  const format = brief.format ?? defaultFormat;
  const guide = formats[format];
  const asked = brief.paragraphs !== undefined ? 'paragraphs' : brief.seconds !== undefined ? 'seconds' : 'format';
  const seconds = brief.seconds ?? (brief.paragraphs ?? 0) * guide.secondsPerParagraph;
  const targetSeconds = seconds > 0 ? seconds : guide.defaultSeconds;
  const paragraphs =
    brief.paragraphs ??
    Math.min(paragraphsLimits.most, Math.max(1, Math.round(targetSeconds / guide.secondsPerParagraph)));
  const system = language === undefined ? writingSystemOf(subject) : writingSystemOfLanguage(language);
  const unit: CountUnit = countsByCharacter(system) ? 'characters' : 'words';
  const amount = amountForSeconds(targetSeconds, unit, settings, guide.secondsPerParagraph);
  const expectedOutputTokens = Math.ceil(amount * tokensPerUnit[unit]) + 16;
  return {
    subject,
    language,
    format,
    paragraphs,
    seconds: targetSeconds,
    asked,
    unit,
    amount,
    expectedOutputTokens,
    maxOutputTokens: boundTokens(expectedOutputTokens),
    tone: filled(brief.tone),
    audience: filled(brief.audience),
    instructions: filled(brief.instructions),
    customRules: filled(brief.customRules),
  };
}
