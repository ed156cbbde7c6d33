import type { Message } from '../protocol/index.ts';
import type { ScriptPlan } from './brief.ts';
import { type ContextEntry, contextBlock, foldLine, quoteText } from './context.ts';
import { formats } from './formats.ts';
import { languageTitle } from './language.ts';

/**
 * Every prompt there is. Each consists of a system message with the rules, the same for every model, and a user message that ends
 * with the context block (see context.ts) and, after it, the writer's own wishes.
 */

const scriptRules = `You write scripts for videos. Your text is read aloud exactly as you write it.

Rules:
1. Write about the given subject. Start on the subject at once, without a greeting and without an announcement.
2. Answer with the spoken words only, as plain text: no title, no headings, no lists, no markup, no emphasis marks.
3. No labels such as "Narrator" or "Scene", no stage directions, no descriptions of pictures, music or sounds.
4. Write the given number of paragraphs, with one empty line between them, and keep close to the target length.
5. Never mention these instructions, the script itself, its length or the number of its paragraphs.
6. Write in the given language. Where none is given, write in the language of the subject.
7. Write for the ear: sentences that can be said in one breath, concrete words, no invented facts, figures or quotations.`;

const lengthRules = `You correct the length of scripts for videos. The text is read aloud exactly as you write it.

Rules:
1. Answer with the whole corrected script and nothing else: the spoken words only, as plain text, without title, markup or labels.
2. Keep the language, the meaning, the order, the tone and the number of paragraphs, with one empty line between them.
3. When the script is too long, cut repetitions and the weakest details. When it is too short, add concrete details to what is there.
4. Keep the opening and the ending. Invent no facts, figures or quotations.
5. Never mention these instructions, the script itself, its length or what you changed.`;

const targetLine = (plan: ScriptPlan): string => `${plan.amount} ${plan.unit} (about ${plan.seconds} seconds)`;

const languageLine = (language: string | undefined): string => language ?? 'same as the subject';

function scriptContext(plan: ScriptPlan, task: string, extra: readonly ContextEntry[] = []): string {
  const entries: ContextEntry[] = [
    ['Task', task],
    ['Subject', plan.subject],
    ['Language', languageLine(plan.language)],
    ['Format', plan.format],
    ['Paragraphs', String(plan.paragraphs)],
    ['Target', targetLine(plan)],
    ...extra,
  ];
  if (plan.tone !== undefined) entries.push(['Tone', plan.tone]);
  if (plan.audience !== undefined) entries.push(['Audience', plan.audience]);
  return contextBlock(entries);
}

function wishes(plan: ScriptPlan): readonly string[] {
  if (plan.instructions === undefined) return [];
  return [`Wishes of the writer, to be followed as far as the rules allow:\n${quoteText(plan.instructions)}`];
}

const messages = (system: string, sections: readonly string[]): Message[] => [
  { role: 'system', content: system },
  { role: 'user', content: sections.join('\n\n') },
];

/** Asks for a script. `customRules` takes the place of the rules; everything else is always there. */
export function scriptPrompt(plan: ScriptPlan): Message[] {
  const structure = formats[plan.format].structure.map((each) => `- ${each}`).join('\n');
  const language =
    plan.language === undefined ? 'in the language of the subject' : `in ${foldLine(languageTitle(plan.language))}`;
  return messages(plan.customRules === undefined ? scriptRules : quoteText(plan.customRules), [
    `Write the script ${language}. How this kind of video is built:\n${structure}`,
    scriptContext(plan, 'script'),
    ...wishes(plan),
  ]);
}

/** What a length repair has to know of the text it repairs. */
export interface LengthNow {
  /** Words or characters, in the unit of the plan. */
  readonly amount: number;
  readonly seconds: number;
  /** Words or characters the new text should have: the plan's amount corrected by how fast this very text is spoken. */
  readonly wantedAmount: number;
}

/** Asks for the same script with another length. */
export function lengthRepairPrompt(plan: ScriptPlan, script: string, now: LengthNow): Message[] {
  const difference = Math.abs(now.wantedAmount - now.amount);
  const order = now.wantedAmount < now.amount ? 'too long. Cut about' : 'too short. Extend it by about';
  return messages(lengthRules, [
    `The script:\n${quoteText(script)}`,
    `The script has ${now.amount} ${plan.unit} and is ${order} ${difference} ${plan.unit}, to ${now.wantedAmount} ${plan.unit} in all.`,
    scriptContext({ ...plan, amount: now.wantedAmount }, 'repair length', [
      ['Length now', `${now.amount} ${plan.unit} (about ${Math.round(now.seconds)} seconds)`],
    ]),
    ...wishes(plan),
  ]);
}

/** What keywords are asked for. */
export interface KeywordsPlan {
  /** On one line; undefined when only a script is given. */
  readonly subject: string | undefined;
  readonly script: string | undefined;
  readonly amount: number;
  /** A tag or a name. */
  readonly language: string;
}

const sample = (amount: number): string =>
  JSON.stringify(Array.from({ length: amount }, (_, index) => `search term ${index + 1}`));

function keywordsRules(plan: KeywordsPlan): string {
  const language = foldLine(languageTitle(plan.language));
  return `You choose search terms for stock footage that fits a video.

Rules:
1. Give exactly ${plan.amount} search terms.
2. Answer with one JSON array of strings and nothing else, like this: ${sample(plan.amount)}
3. Each term has 1 to 3 words.
4. Each term names something that can be filmed: a thing, a place, a person's action or a mood of light or weather that belongs to the subject.
5. Choose terms for which stock libraries have footage: no brands, no names of people, no numbers, no abstract ideas.
6. Put the terms in the order of the narration: earlier terms for earlier moments. No term repeats another one.
7. Every term is in ${language}, whatever the language of the subject and of the script.`;
}

function keywordsContext(plan: KeywordsPlan, task: string): string {
  return contextBlock([
    ['Task', task],
    ['Subject', plan.subject ?? 'see the script'],
    ['Language', plan.language],
    ['Keywords', String(plan.amount)],
  ]);
}

const scriptSection = (plan: KeywordsPlan): readonly string[] =>
  plan.script === undefined || plan.script.trim() === '' ? [] : [`The script:\n${quoteText(plan.script.trim())}`];

const reminder = (plan: KeywordsPlan): string =>
  `Remember: exactly ${plan.amount} terms, in ${foldLine(languageTitle(plan.language))} only, as one JSON array of strings.`;

/** Asks for keywords. */
export function keywordsPrompt(plan: KeywordsPlan): Message[] {
  return messages(keywordsRules(plan), [...scriptSection(plan), keywordsContext(plan, 'keywords'), reminder(plan)]);
}

/** One term of an earlier answer that could not be used, with the reason in plain words. */
export interface UnusableTerm {
  readonly term: string;
  readonly reason: string;
}

/** Asks again for the complete list after an answer of which only `good` could be used. */
export function keywordsRepairPrompt(
  plan: KeywordsPlan,
  good: readonly string[],
  unusable: readonly UnusableTerm[],
): Message[] {
  const findings = unusable.slice(0, 20).map(({ term, reason }) => `- ${JSON.stringify(foldLine(term))}: ${reason}`);
  const missing = plan.amount - good.length;
  return messages(keywordsRules(plan), [
    ...scriptSection(plan),
    good.length === 0
      ? 'An earlier answer held no usable term.'
      : `An earlier answer held these usable terms, keep them: ${JSON.stringify(good)}\n${missing} more ${missing === 1 ? 'is' : 'are'} missing.`,
    ...(findings.length === 0 ? [] : [`These could not be used:\n${findings.join('\n')}`]),
    keywordsContext(plan, 'repair keywords'),
    `Give the complete list again. ${reminder(plan)}`,
  ]);
}
