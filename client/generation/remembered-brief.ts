import type * as vscode from 'vscode';
import { isRecord } from '../../server/protocol/outline.ts';
import { type BriefDefaults, briefDefaults } from './brief-values.ts';

/** Under this name the last answers are kept. The topic is not one of them. */
const name = 'videogenius.lastBrief';

/** What the person chose for the script before this one. */
export function rememberedBrief({ globalState }: vscode.ExtensionContext): BriefDefaults {
  const kept: unknown = globalState.get(name);
  const { format, seconds, paragraphs, tone, language } = briefDefaults(isRecord(kept) ? kept : {});
  return briefDefaults({ format, seconds, paragraphs, tone, language });
}

/** Keeps what the person chose for the next script. */
export async function rememberBrief({ globalState }: vscode.ExtensionContext, brief: BriefDefaults): Promise<void> {
  const { format, seconds, paragraphs, tone, language } = brief;
  await globalState.update(name, { format, seconds, paragraphs, tone, language });
}

/** Topics of scripts that are not written yet. They are kept in memory alone. */
const unfinished = new WeakMap<vscode.ExtensionContext, string>();

/** The topic that a person typed and for which there is no script yet, so that a failure does not cost her the typing. */
export const unfinishedTopic = (context: vscode.ExtensionContext): string | undefined => unfinished.get(context);

/** Keeps a topic until there is a script about it. */
export function keepTopic(context: vscode.ExtensionContext, topic: string): void {
  unfinished.set(context, topic);
}

/** A script is there: the next one is about something else. */
export function forgetTopic(context: vscode.ExtensionContext): void {
  unfinished.delete(context);
}
