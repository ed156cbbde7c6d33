import * as vscode from 'vscode';
import type { App } from '../app.ts';
import { later } from '../later.ts';
import { say } from '../offers.ts';
import { errorWords } from '../words/request-words.ts';
import type { BriefInput } from './brief-values.ts';
import { DocumentStream } from './document-stream.ts';
import { noteOutline } from './done-notice.ts';
import { surfaceOf } from './editor-surface.ts';
import { newDocument, type Place } from './place.ts';

/** Puts an offline outline for a script into a document, as one undo step. It needs neither a model nor a key, and says what it is. */
export async function insertOutline(app: App, brief: BriefInput, place: Place): Promise<void> {
  const result = await app.link.call('script/outline', { brief });
  if (!result.ok) {
    say('error', errorWords(vscode.l10n)[result.error.code]);
    return;
  }
  const text = result.value.text.trimEnd();
  const { document, offset, spacing } = place;
  const stream = new DocumentStream({
    surface: surfaceOf(document),
    offset,
    spacing,
    later,
    onRemoved: () => undefined,
  });
  const { kind } = await stream.finish(text);
  if (kind === 'lost') await newDocument(text);
  noteOutline(app);
}
