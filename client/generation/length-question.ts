import * as vscode from 'vscode';
import { paragraphsLimits, secondsLimits } from '../../server/protocol/brief-values.ts';
import { type BriefDefaults, parseSeconds } from './brief-values.ts';
import { type Answer, askChoice, askText, type Choice, type StepPlace } from './multi-step.ts';

/** How long a script is to be; neither means what is usual for its format. */
export type Length = Pick<BriefDefaults, 'seconds' | 'paragraphs'>;

const presets = [15, 30, 45, 60, 90, 180, 300, 480];

/** Seconds as a person says them. */
export function secondsWords(seconds: number): string {
  if (seconds < 120) return vscode.l10n.t('{0} seconds', seconds);
  const minutes = Math.floor(seconds / 60);
  const rest = seconds % 60;
  return rest === 0 ? vscode.l10n.t('{0} minutes', minutes) : `${minutes}:${String(rest).padStart(2, '0')}`;
}

type Chosen = Length | 'paragraphs' | 'seconds';

/** Asks for a length: one of the usual ones, another one, or paragraphs. */
export async function askLength(given: Length, place: StepPlace): Promise<Answer<Length>> {
  for (;;) {
    const answer = await askChoice<Chosen>(question(given, place));
    if (answer.kind !== 'answer') return answer;
    const { value } = answer;
    if (typeof value === 'object') return { kind: 'answer', value };
    const typed = value === 'seconds' ? await askSeconds(given, place) : await askParagraphs(given, place);
    if (typed.kind !== 'back') return typed;
  }
}

function question(given: Length, place: StepPlace) {
  const { l10n } = vscode;
  const lengths: Length[] = [{}, ...presets.map((seconds) => ({ seconds }))];
  const choices: Choice<Chosen>[] = [
    ...lengths.map((length): Choice<Chosen> => ({ label: lengthWords(length), value: length })),
    { label: l10n.t('Other Length…'), description: l10n.t('in seconds or minutes'), value: 'seconds' },
    { label: l10n.t('By Paragraphs…'), value: 'paragraphs' },
  ];
  const isGiven = ({ value }: Choice<Chosen>): boolean =>
    typeof value === 'object' && value.seconds === given.seconds && value.paragraphs === given.paragraphs;
  const own: Choice<Chosen> = { label: lengthWords(given), value: given };
  const known = choices.find(isGiven);
  return {
    ...place,
    placeholder: l10n.t('How long? Type your own, such as 75 or 1:15'),
    choices: known === undefined ? [own, ...choices] : choices,
    current: known ?? own,
    typed(text: string): Choice<Chosen> | undefined {
      const seconds = parseSeconds(text);
      return seconds === undefined
        ? undefined
        : { label: text, description: secondsWords(seconds), value: { seconds }, alwaysShow: true };
    },
  };
}

function lengthWords({ seconds, paragraphs }: Length): string {
  if (seconds !== undefined) return secondsWords(seconds);
  if (paragraphs !== undefined) return paragraphsWords(paragraphs);
  return vscode.l10n.t('As usual for the format');
}

const paragraphsWords = (paragraphs: number): string =>
  paragraphs === 1 ? vscode.l10n.t('1 paragraph') : vscode.l10n.t('{0} paragraphs', paragraphs);

async function askSeconds({ seconds }: Length, place: StepPlace): Promise<Answer<Length>> {
  const { l10n } = vscode;
  const { least, most } = secondsLimits;
  const answer = await askText({
    ...place,
    prompt: l10n.t('How long does the script take when it is spoken?'),
    placeholder: l10n.t('75, 1:15 or 2 min'),
    value: seconds === undefined ? '' : String(seconds),
    problemOf: (text) =>
      parseSeconds(text) === undefined
        ? l10n.t('A length from {0} to {1} seconds, such as 75, 1:15 or 2 min.', least, most)
        : undefined,
  });
  const value = answer.kind === 'answer' ? parseSeconds(answer.value) : undefined;
  return answer.kind === 'answer' ? { kind: 'answer', value: value === undefined ? {} : { seconds: value } } : answer;
}

async function askParagraphs({ paragraphs }: Length, place: StepPlace): Promise<Answer<Length>> {
  const { l10n } = vscode;
  const { least, most } = paragraphsLimits;
  const isPossible = (text: string): boolean =>
    /^\d{1,2}$/.test(text.trim()) && Number(text) >= least && Number(text) <= most;
  const answer = await askText({
    ...place,
    prompt: l10n.t('How many paragraphs?'),
    placeholder: '3',
    value: paragraphs === undefined ? '' : String(paragraphs),
    problemOf: (text) => (isPossible(text) ? undefined : l10n.t('A whole number from {0} to {1}.', least, most)),
  });
  return answer.kind === 'answer' ? { kind: 'answer', value: { paragraphs: Number(answer.value) } } : answer;
}
