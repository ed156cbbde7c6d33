import * as vscode from 'vscode';
import { isRecord } from '../../server/protocol/outline.ts';
import type { CommandRun } from '../app.ts';
import { askForBrief } from '../generation/brief-input.ts';
import { type BriefDefaults, briefDefaults } from '../generation/brief-values.ts';
import { readFrontMatter } from '../generation/front-matter.ts';
import { newDocument, type Place, placeForScript, writableEditor } from '../generation/place.ts';
import { rememberBrief, rememberedBrief } from '../generation/remembered-brief.ts';
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
  const given = isExact ? order.brief : joined(rememberedBrief(app.context), briefOf(source), order.brief);
  const topic = selected ?? given.topic;
  const isKnown = topic !== undefined && (order.ask === undefined ? selected !== undefined : !order.ask);
  const defaults = { ...given, ...(topic === undefined ? {} : { topic }) };
  const brief = isKnown ? { ...defaults, topic } : await askForBrief(defaults);
  if (brief === undefined) return;
  if (!isKnown) await rememberBrief(app.context, brief);
  const note = order.newDocument && app.choices.isDemo() ? simulatedNote() : '';
  await writeScript(app, brief, await placeFor(editor, note));
};

function readOrder(value: unknown): ScriptOrder {
  const { brief, ask, newDocument: isNew } = isRecord(value) ? value : {};
  return {
    brief: briefDefaults(isRecord(brief) ? brief : {}),
    ask: typeof ask === 'boolean' ? ask : undefined,
    newDocument: isNew === true,
  };
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
  return isThere ? placeForScript(editor) : newDocument(note);
}

/** First lines of a document of its own: whoever finds it later knows what it is. */
const simulatedNote = (): string => `> ${vscode.l10n.t('Simulated text: the demo wrote it, no model was asked.')}\n\n`;
