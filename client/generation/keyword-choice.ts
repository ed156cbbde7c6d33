import * as vscode from 'vscode';
import { askChoice, type Choice } from './multi-step.ts';

/** What becomes of keywords. */
export type KeywordTarget = 'insert' | 'copy' | 'frontMatter';

/** The keywords a person wants, and where they go. */
export interface ChosenKeywords {
  readonly keywords: readonly string[];
  readonly target: KeywordTarget;
}

/** Lets a person take out keywords, and say what becomes of the others. Undefined when she gives up, or takes out all. */
export async function chooseKeywords(
  found: readonly string[],
  targets: readonly KeywordTarget[],
): Promise<ChosenKeywords | undefined> {
  let picked = found;
  for (;;) {
    const keywords = await pickSome(found, picked);
    if (keywords === undefined || keywords.length === 0) return undefined;
    picked = keywords;
    const answer = await askTarget(targets, keywords.length);
    if (answer.kind === 'cancel') return undefined;
    if (answer.kind === 'answer') return { keywords, target: answer.value };
  }
}

async function pickSome(found: readonly string[], picked: readonly string[]): Promise<readonly string[] | undefined> {
  const { l10n } = vscode;
  const items = found.map((label) => ({ label, picked: picked.includes(label) }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: l10n.t('Generate Keywords'),
    placeHolder: l10n.t('Which keywords do you want?'),
    canPickMany: true,
    ignoreFocusOut: true,
  });
  return chosen?.map(({ label }) => label);
}

function askTarget(targets: readonly KeywordTarget[], amount: number) {
  const { l10n } = vscode;
  const labels: Readonly<Record<KeywordTarget, string>> = {
    insert: l10n.t('Insert Here'),
    copy: l10n.t('Copy'),
    frontMatter: l10n.t('Write into the Front Matter'),
  };
  return askChoice<KeywordTarget>({
    title: l10n.t('Generate Keywords'),
    step: 2,
    totalSteps: 2,
    placeholder:
      amount === 1 ? l10n.t('What becomes of the keyword?') : l10n.t('What becomes of the {0} keywords?', amount),
    choices: targets.map((value): Choice<KeywordTarget> => ({ label: labels[value], value })),
  });
}
