import * as vscode from 'vscode';
import { briefTextLimits, scriptFormats } from '../../server/protocol/brief-values.ts';
import type { ScriptFormat } from '../../server/protocol/index.ts';
import type { BriefDefaults, BriefInput } from './brief-values.ts';
import { askLength, secondsWords } from './length-question.ts';
import {
  type Answer,
  askChoice,
  askInSteps,
  askText,
  type Choice,
  type Question,
  type StepPlace,
} from './multi-step.ts';

/** Asks for a script: topic, format, length, tone, language. Enter takes what is given. Undefined when the person gives up. */
export async function askForBrief(given: BriefDefaults): Promise<BriefInput | undefined> {
  const title = vscode.l10n.t('Generate Script');
  const values = await askInSteps<BriefDefaults>(title, given, [
    askTopicStep,
    async (brief, place) => put(brief, await askFormat(brief.format, place), (format) => ({ format })),
    async (brief, place) => {
      const { seconds, paragraphs, ...others } = brief;
      return put(others, await askLength({ seconds, paragraphs }, place), (length) => length);
    },
    async (brief, place) => put(brief, await askTone(brief.tone, place), (tone) => ({ tone })),
    async (brief, place) => put(brief, await askLanguage(brief.language, place), (language) => ({ language })),
  ]);
  return values?.topic === undefined ? undefined : { ...values, topic: values.topic };
}

/** Asks for a topic alone. */
export async function askTopic(title: string, given = ''): Promise<string | undefined> {
  const answer = await topicQuestion(given, { title, step: 1, totalSteps: 1 });
  return answer.kind === 'answer' ? answer.value : undefined;
}

const askTopicStep: Question<BriefDefaults> = async (brief, place) =>
  put(brief, await topicQuestion(brief.topic ?? '', place), (topic) => ({ topic }));

function put<Value>(
  brief: BriefDefaults,
  answer: Answer<Value>,
  change: (value: Value) => BriefDefaults,
): Answer<BriefDefaults> {
  return answer.kind === 'answer' ? { kind: 'answer', value: { ...brief, ...change(answer.value) } } : answer;
}

function topicQuestion(value: string, place: StepPlace): Promise<Answer<string>> {
  const { l10n } = vscode;
  return askText({
    ...place,
    prompt: l10n.t('What is the video about?'),
    placeholder: l10n.t('Why cats purr'),
    value,
    problemOf(text) {
      const { length } = text.trim();
      if (length === 0) return l10n.t('Say in a few words what the video is about.');
      const most = briefTextLimits.topic;
      return length > most ? l10n.t('At most {0} characters.', most) : undefined;
    },
  });
}

/** What each format is, and how long it is when nothing else is said. */
function formatWords(): Readonly<Record<ScriptFormat, readonly [label: string, seconds: number]>> {
  const { l10n } = vscode;
  return {
    short: [l10n.t('Short video'), 45],
    long: [l10n.t('Long video'), 480],
    explainer: [l10n.t('Explainer'), 90],
    listicle: [l10n.t('List'), 90],
    tutorial: [l10n.t('Tutorial'), 180],
    review: [l10n.t('Review'), 120],
    story: [l10n.t('Story'), 90],
    news: [l10n.t('News brief'), 60],
    ad: [l10n.t('Advertisement'), 30],
    koubo: [l10n.t('Talking to the camera (口播)'), 60],
  };
}

function askFormat(given: ScriptFormat | undefined, place: StepPlace): Promise<Answer<ScriptFormat>> {
  const words = formatWords();
  const choices = scriptFormats.map((value): Choice<ScriptFormat> => {
    const [label, seconds] = words[value];
    return { label, description: secondsWords(seconds), value };
  });
  const current = choices.find(({ value }) => value === given);
  return askChoice({ ...place, placeholder: vscode.l10n.t('What kind of video?'), choices, current });
}

function askTone(given: string | undefined, place: StepPlace): Promise<Answer<string | undefined>> {
  const { l10n } = vscode;
  const tones = [
    l10n.t('conversational'),
    l10n.t('friendly'),
    l10n.t('matter-of-fact'),
    l10n.t('dry humour'),
    l10n.t('dramatic'),
    l10n.t('inspiring'),
  ];
  return askOpenly(given, place, {
    placeholder: l10n.t('In which tone? Choose one, or type your own'),
    none: { label: l10n.t('No particular tone'), value: undefined },
    choices: tones.map((tone) => ({ label: tone, value: tone })),
    longest: briefTextLimits.tone,
  });
}

/** Languages that are offered by name; any other can be typed. */
const languageTags = [
  'en',
  'zh-CN',
  'zh-TW',
  'es',
  'fr',
  'de',
  'pt',
  'it',
  'ja',
  'ko',
  'hi',
  'ar',
  'id',
  'ru',
  'tr',
  'vi',
];

function askLanguage(given: string | undefined, place: StepPlace): Promise<Answer<string | undefined>> {
  const { l10n } = vscode;
  const names = new Intl.DisplayNames([vscode.env.language], { type: 'language', fallback: 'code' });
  const setting = vscode.workspace.getConfiguration('videogenius').get('writing.language');
  const usual = typeof setting === 'string' && setting !== 'auto' ? setting : l10n.t('as the topic');
  return askOpenly(given, place, {
    placeholder: l10n.t('In which language? Choose one, or type its name'),
    none: { label: l10n.t('As set'), description: usual, value: undefined },
    choices: [
      { label: l10n.t('Language of the topic'), value: 'auto' },
      ...languageTags.map((tag) => ({ label: names.of(tag) ?? tag, description: tag, value: tag })),
    ],
    longest: briefTextLimits.language,
  });
}

interface OpenChoices {
  readonly placeholder: string;
  readonly none: Choice<undefined>;
  readonly choices: readonly Choice<string>[];
  /** The longest text that may be typed. */
  readonly longest: number;
}

/** Asks for one of several texts, for none of them, or for another one that the person types. */
function askOpenly(
  given: string | undefined,
  place: StepPlace,
  { placeholder, none, choices, longest }: OpenChoices,
): Promise<Answer<string | undefined>> {
  const all: Choice<string | undefined>[] = [none, ...choices];
  const known = all.find(({ value }) => value === given);
  const own: Choice<string | undefined> = { label: given ?? '', value: given };
  return askChoice<string | undefined>({
    ...place,
    placeholder,
    choices: known === undefined ? [own, ...all] : all,
    current: known ?? own,
    typed(text) {
      const isThere = all.some(({ label, value }) => label === text || value === text);
      return isThere || text.length > longest ? undefined : { label: text, value: text, alwaysShow: true };
    },
  });
}
