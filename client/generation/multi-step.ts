import * as vscode from 'vscode';

/** Where a question stands among the others. */
export interface StepPlace {
  readonly title: string;
  /** From 1 on. */
  readonly step: number;
  readonly totalSteps: number;
}

/** The answer to one question; `back` asks the one before it again, `cancel` gives up. */
export type Answer<Value> =
  | { readonly kind: 'answer'; readonly value: Value }
  | { readonly kind: 'back' }
  | { readonly kind: 'cancel' };

/** Asks one thing; the answer holds all values so far. */
export type Question<Values> = (values: Values, place: StepPlace) => Promise<Answer<Values>>;

/**
 * Asks questions one after the other, with a way back. Every answer is kept when a person goes back. Undefined when she gives up.
 */
export async function askInSteps<Values>(
  title: string,
  start: Values,
  questions: readonly Question<Values>[],
): Promise<Values | undefined> {
  let values = start;
  let index = 0;
  for (let question = questions[0]; question !== undefined; question = questions[index]) {
    const answer = await question(values, { title, step: index + 1, totalSteps: questions.length });
    if (answer.kind === 'cancel') return undefined;
    if (answer.kind === 'back') index = Math.max(0, index - 1);
    else {
      values = answer.value;
      index += 1;
    }
  }
  return values;
}

/** A question that is answered with a line of text. */
export interface TextQuestion extends StepPlace {
  readonly prompt: string;
  readonly placeholder: string;
  readonly value: string;
  /** What is wrong with a text; undefined when nothing is. */
  readonly problemOf: (text: string) => string | undefined;
}

/** Asks for a line of text. */
export function askText({ prompt, placeholder, value, problemOf, ...place }: TextQuestion): Promise<Answer<string>> {
  const input = vscode.window.createInputBox();
  input.prompt = prompt;
  input.placeholder = placeholder;
  input.value = value;
  return answerOf<vscode.InputBox, string>(input, place, (give) => [
    input.onDidChangeValue(() => {
      input.validationMessage = undefined;
    }),
    input.onDidAccept(() => {
      const problem = problemOf(input.value);
      input.validationMessage = problem;
      if (problem === undefined) give(input.value.trim());
    }),
  ]);
}

/** A line to choose. */
export interface Choice<Value> extends vscode.QuickPickItem {
  readonly value: Value;
}

/** A question that is answered by choosing a line. */
export interface ChoiceQuestion<Value> extends StepPlace {
  readonly placeholder: string;
  readonly choices: readonly Choice<Value>[];
  /** The line that Enter takes at once; the first if left out. */
  readonly current?: Choice<Value> | undefined;
  /** A line for what a person has typed, where other answers than the lines are possible. */
  readonly typed?: (text: string) => Choice<Value> | undefined;
  /** Whether that line comes before the others that fit what was typed. */
  readonly isTypedFirst?: boolean;
}

/** Asks for one of several lines. */
export function askChoice<Value>(question: ChoiceQuestion<Value>): Promise<Answer<Value>> {
  const { placeholder, choices, current, typed, isTypedFirst = false, ...place } = question;
  const typedChoice = (text: string): Choice<Value> | undefined =>
    text.trim() === '' ? undefined : typed?.(text.trim());
  const pick = vscode.window.createQuickPick<Choice<Value>>();
  pick.placeholder = placeholder;
  pick.matchOnDescription = true;
  pick.items = choices;
  if (current !== undefined) pick.activeItems = [current];
  return answerOf<vscode.QuickPick<Choice<Value>>, Value>(pick, place, (give) => [
    pick.onDidChangeValue((text) => {
      const own = typedChoice(text);
      if (own === undefined) pick.items = choices;
      else pick.items = isTypedFirst ? [own, ...choices] : [...choices, own];
    }),
    pick.onDidAccept(() => {
      // A person may press Enter before the line for what she has typed is there.
      const [chosen = typedChoice(pick.value)] = pick.activeItems;
      if (chosen !== undefined) give(chosen.value);
    }),
  ]);
}

/** Shows a question and waits for its answer. Clicking elsewhere keeps it open; Esc gives up. */
function answerOf<Input extends vscode.QuickInput & { buttons: readonly vscode.QuickInputButton[] }, Value>(
  input: Input & { onDidTriggerButton: vscode.Event<vscode.QuickInputButton> },
  place: StepPlace,
  listen: (give: (value: Value) => void) => vscode.Disposable[],
): Promise<Answer<Value>> {
  const isAmongOthers = place.totalSteps > 1;
  input.title = place.title;
  input.step = isAmongOthers ? place.step : undefined;
  input.totalSteps = isAmongOthers ? place.totalSteps : undefined;
  input.ignoreFocusOut = true;
  input.buttons = place.step > 1 ? [vscode.QuickInputButtons.Back] : [];
  return new Promise((resolve) => {
    const end = (answer: Answer<Value>): void => {
      resolve(answer);
      for (const each of listeners) each.dispose();
      input.dispose();
    };
    const listeners = [
      ...listen((value) => end({ kind: 'answer', value })),
      input.onDidTriggerButton(() => end({ kind: 'back' })),
      input.onDidHide(() => end({ kind: 'cancel' })),
    ];
    input.show();
  });
}
