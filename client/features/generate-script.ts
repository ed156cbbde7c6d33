import * as vscode from 'vscode';
import { isRecord } from '../../server/protocol/outline.ts';
import type { App, CommandRun } from '../app.ts';
import { askForBrief } from '../generation/brief-input.ts';
import { type BriefDefaults, briefDefaults } from '../generation/brief-values.ts';
import { readFrontMatter } from '../generation/front-matter.ts';
import { freshDocument, type Place, placeForScript, writableEditor } from '../generation/place.ts';
import { keepTopic, rememberBrief, rememberedBrief, unfinishedTopic } from '../generation/remembered-brief.ts';
import { writeScript } from '../generation/script-run.ts';
import { selectedTopic } from '../topic.ts';

/** What a keybinding, the walkthrough or another command can ask for. */
interface ScriptOrder {
  readonly brief: BriefDefaults;
  /** Whether the person is asked for what is missing; false writes at once, if there is a topic. */
  readonly ask: boolean | undefined;
  /** Whether the script goes into a document of its own. */
  readonly newDocument: boolean;
}

/**
 * Writes a script about the selection, below it, or asks for what is wanted and writes at the caret. Answers that are not asked for
 * come from the front matter of the document, then from the last time; an order that names its topic and is not to be asked about
 * stands as it is. Giving up does nothing.
 */
export const generateScript: CommandRun = async (app, value) => {
  const order = readOrder(value);
  const editor = order.newDocument ? undefined : await writableEditor();
  const source = vscode.window.activeTextEditor;
  const selected = order.brief.topic === undefined ? selectedTopic(source) : undefined;
  const isExact = order.ask === false && order.brief.topic !== undefined;
  const given = isExact ? order.brief : joined(rememberedOf(app), briefOf(source), order.brief);
  const topic = selected ?? given.topic;
  const isKnown = topic !== undefined && (order.ask === undefined ? selected !== undefined : !order.ask);
  const defaults = { ...given, ...(topic === undefined ? {} : { topic }) };
  const brief = isKnown ? { ...defaults, topic } : await askForBrief(defaults);
  if (brief === undefined) return;
  if (!isKnown) {
    keepTopic(app.context, brief.topic);
    await rememberBrief(app.context, brief);
  }
  const note = order.newDocument && app.choices.isDemo() ? simulatedNote() : '';
  const isWritten = await writeScript(app, brief, await placeFor(editor, note));
  // The demo writes a script of its own; the walkthrough waits for one that the person wanted.
  if (isWritten && !order.newDocument)
    void vscode.commands.executeCommand('setContext', 'videogenius.scriptWritten', true);
};

function readOrder(value: unknown): ScriptOrder {
  const { brief, ask, newDocument: isNew } = isRecord(value) ? value : {};
  return {
    brief: briefDefaults(isRecord(brief) ? brief : {}),
    ask: typeof ask === 'boolean' ? ask : undefined,
    newDocument: isNew === true,
  };
}

/** The answers of the last time, and the topic for which there was no script in the end. */
function rememberedOf({ context }: App): BriefDefaults {
  const topic = unfinishedTopic(context);
  return { ...rememberedBrief(context), ...(topic === undefined ? {} : { topic }) };
}

function briefOf(editor: vscode.TextEditor | undefined): BriefDefaults {
  const frontMatter = editor === undefined ? undefined : readFrontMatter(editor.document.getText());
  return frontMatter === undefined ? {} : briefDefaults(Object.fromEntries(frontMatter.values));
}

/** Several sources of answers, the last one first. Of two lengths the one of the later source counts. */
function joined(...sources: readonly BriefDefaults[]): BriefDefaults {
  const brief: BriefDefaults = {};
  for (const source of sources) {
    if (source.seconds !== undefined || source.paragraphs !== undefined) {
      delete brief.seconds;
      delete brief.paragraphs;
    }
    Object.assign(brief, source);
  }
  return brief;
}

/** In the editor of the person, where it still is, otherwise in a new document. */
async function placeFor(editor: vscode.TextEditor | undefined, note: string): Promise<Place> {
  const isThere = editor !== undefined && vscode.window.visibleTextEditors.includes(editor);
  return isThere ? placeForScript(editor) : freshDocument(note);
}

/** First lines of a document of its own: whoever finds it later knows what it is. */
const simulatedNote = (): string => `> ${vscode.l10n.t('Simulated text: the demo wrote it, no model was asked.')}\n\n`;
