import type { Brief, ScriptFormat } from '../protocol/index.ts';
import { planScript, type ScriptPlan, type WritingSettings } from './brief.ts';
import { foldLine } from './context.ts';
import { formats } from './formats.ts';
import { detectLanguage, languageTag, languageTitle, writingSystemOf } from './language.ts';
import { type PlannedScene, planOutline } from './outline-plan.ts';
import { outlineScenesEn } from './outline-texts-en.ts';
import { outlineScenesZh } from './outline-texts-zh.ts';
import { outlineWords } from './outline-words.ts';
import { amountForSeconds } from './timing.ts';

/** The languages in which outlines exist. */
export type OutlineLanguage = 'en' | 'zh';

/** A skeleton for a script, made without any model. */
export interface Outline {
  /** Markdown as a script document has it; nothing of it is spoken. It ends with a line feed. */
  readonly text: string;
  /** The language the outline is written in. */
  readonly language: OutlineLanguage;
  /** What the seconds of its scenes add up to: the asked length, or that of the format. */
  readonly seconds: number;
}

/** The most characters of a topic that are shown, in its own line and inside of sentences. */
const mostOfTopic = { line: 300, sentence: 60 } as const;

/**
 * The last thing that can be had when no model can be asked: scenes as the format builds them, each with its seconds, what to say,
 * what to show and a question for the writer. The same order always gives the same text; nothing is asked or looked up anywhere.
 */
export function offlineOutline(brief: Brief, settings: WritingSettings): Outline {
  const plan = planScript(brief, settings);
  const language = outlineLanguageOf(plan);
  const unit = plan.asked === 'paragraphs' ? 'paragraphs' : 'seconds';
  const secondsPerUnit = unit === 'paragraphs' ? formats[plan.format].secondsPerParagraph : 1;
  const total = unit === 'paragraphs' ? plan.paragraphs : plan.seconds;
  const scenes = planOutline(plan.format, total, unit, secondsPerUnit);
  const sections = [headOf(plan, language, scenes.length)];
  let start = 0;
  for (const [place, scene] of scenes.entries()) {
    const seconds = scene.amount * secondsPerUnit;
    sections.push(sceneText(plan, settings, language, { scene, place, start, seconds, unit }));
    start += seconds;
  }
  return { text: `${sections.join('\n\n')}\n`, language, seconds: plan.seconds };
}

/** Chinese for orders in Chinese, English for all others. */
function outlineLanguageOf({ language, subject }: ScriptPlan): OutlineLanguage {
  if (language === undefined) return writingSystemOf(subject) === 'chinese' ? 'zh' : 'en';
  return new Intl.Locale(languageTag(language) ?? 'und').language === 'zh' ? 'zh' : 'en';
}

/** Says what this is, for what, and what the order asks for that an outline cannot give. */
function headOf(plan: ScriptPlan, language: OutlineLanguage, sceneCount: number): string {
  const words = outlineWords[language];
  const wanted = plan.language ?? detectLanguage(plan.subject);
  const isOther = new Intl.Locale(languageTag(wanted) ?? 'und').language !== language;
  const isUnknown = plan.language === undefined && wanted === 'und';
  const lines = [
    `${outlineWords.en.label} · ${outlineWords.zh.label}`,
    words.topic(literal(plan.subject, mostOfTopic.line)),
    words.plan(words.formats[plan.format], sceneCount, plan.seconds),
    ...(plan.tone === undefined ? [] : [words.tone(literal(plan.tone, mostOfTopic.line))]),
    ...(plan.audience === undefined ? [] : [words.audience(literal(plan.audience, mostOfTopic.line))]),
    ...(isOther && !isUnknown ? [words.otherLanguage(literal(languageTitle(wanted), mostOfTopic.sentence))] : []),
    words.howTo,
  ];
  // Two spaces keep the lines apart where Markdown is shown.
  return lines.map((line) => `> ${line}`).join('  \n');
}

interface Section {
  readonly scene: PlannedScene;
  /** From 0 on. */
  readonly place: number;
  /** Seconds from the beginning of the video. */
  readonly start: number;
  readonly seconds: number;
  readonly unit: 'seconds' | 'paragraphs';
}

function sceneText(
  plan: ScriptPlan,
  settings: WritingSettings,
  language: OutlineLanguage,
  { scene, place, start, seconds, unit }: Section,
): string {
  const words = outlineWords[language];
  const all = sceneTexts(plan.format, language);
  const texts = scene.shapes.flatMap((index) => all[index] ?? []);
  const amount = amountForSeconds(seconds, plan.unit, settings, formats[plan.format].secondsPerParagraph);
  const title = texts.map((each) => each.title).join(' + ');
  const facts = [
    `${clock(start)}–${clock(start + seconds)}`,
    words.seconds(seconds),
    ...(unit === 'paragraphs' ? [words.paragraphs(scene.amount)] : []),
    words.amount(amount, plan.unit),
  ];
  const topic = literal(plan.subject, mostOfTopic.sentence);
  const heading = `## ${place + 1}. ${scene.number === null ? title : words.numbered(title, scene.number)} (${facts.join(' · ')})`;
  const guidance = texts.flatMap(({ say, visual }) => [
    `> ${words.say}${say.replaceAll('{topic}', () => topic)}  `,
    `> Visual: ${visual.replaceAll('{topic}', () => topic)}`,
  ]);
  return [heading, guidance.join('\n'), texts.map(({ ask }) => `[${ask}]`).join('\n')].join('\n\n');
}

interface SceneText {
  readonly title: string;
  readonly say: string;
  readonly visual: string;
  readonly ask: string;
}

/** The scenes of a format, in the order of its shapes. */
export function sceneTexts(format: ScriptFormat, language: OutlineLanguage): readonly SceneText[] {
  const table = language === 'zh' ? outlineScenesZh : outlineScenesEn;
  return table[format]
    .trim()
    .split('\n')
    .map((line) => {
      const [title = '', say = '', visual = '', ask = ''] = line.split('|').map((cell) => cell.trim());
      return { title, say, visual, ask };
    });
}

/** A place in a video: `1:05`, also beyond an hour. */
const clock = (seconds: number): string => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;

/** Direction marks that would turn around what stands behind them. */
const directionMarks = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/**
 * A person's text on one line, at most so many characters of it, and so that Markdown takes it for nothing but text. The opening of a
 * comment is taken apart, too: what looks for comments does not know of backslashes.
 */
function literal(text: string, most: number): string {
  const characters = [...foldLine(text.replace(directionMarks, '')).replace(/\p{Surrogate}/gu, '\ufffd')];
  const cut =
    characters.length <= most
      ? characters.join('')
      : `${characters
          .slice(0, most - 1)
          .join('')
          .trimEnd()}…`;
  return cut
    .replace(/[\\`*_[\]<>|~]/gu, '\\$&')
    .replace(/&(?=#?\w+;)/gu, '\\&')
    .replace(/!(?=\\|-)/gu, '\\!')
    .replace(/^(?:[#+-]|\d+[.)])/u, '\\$&');
}
