import * as vscode from 'vscode';
import type { App } from '../app.ts';
import { later } from '../later.ts';
import { say } from '../offers.ts';
import type { BriefInput } from './brief-values.ts';
import { DocumentStream, type StreamEnd } from './document-stream.ts';
import { noteCancelled, noteScript } from './done-notice.ts';
import { surfaceOf } from './editor-surface.ts';
import { offerAfterFailure } from './failure-offer.ts';
import { type Bookmark, bookmark, newDocument, type Place } from './place.ts';
import { forgetTopic } from './remembered-brief.ts';
import { routingFor, runRequest } from './request-run.ts';
import { roughLength, shortened } from './text-length.ts';

/**
 * Writes a script into a document: streamed, as one undo step, exactly the text of the result in the end. What was written before a
 * failure or a cancellation stays. Resolves when the text stands, with whether it is a whole script; messages wait for nobody.
 */
export async function writeScript(app: App, brief: BriefInput, place: Place): Promise<boolean> {
  const { l10n } = vscode;
  const removed = new AbortController();
  const stream = new DocumentStream({
    surface: surfaceOf(place.document),
    offset: place.offset,
    spacing: place.spacing,
    later,
    onRemoved: () => removed.abort(),
  });
  const { result, story } = await runRequest(
    app,
    'script/generate',
    { brief, routing: routingFor(app, place.document) },
    {
      title: l10n.t('Writing "{0}"', shortened(brief.topic)),
      signal: removed.signal,
      text: () => stream.text,
      onPart(part) {
        if (part.type === 'text-delta') stream.append(part.text);
        else if (part.type === 'text-rewind') stream.rewind(part.offset);
      },
    },
  );
  const end = await (result.ok ? stream.finish(result.value.text) : stream.finish());
  const rest = await keep(end, place, stream.end);
  if (result.ok) {
    forgetTopic(app.context);
    noteScript(app, result.value);
    rest.dispose();
  } else if (result.error.code === 'cancelled') {
    const kept = end.text === '' || end.kind === 'removed' ? '' : roughLength(end.text, l10n);
    noteCancelled(app, kept);
    rest.dispose();
  } else {
    const { error } = result;
    const tryAgain = (): Promise<void> => writeAgain(app, brief, rest);
    const isTextKept = end.text !== '' && end.kind !== 'removed';
    offerAfterFailure(app, { error, story, topic: brief.topic, isTextKept, tryAgain, onDone: () => rest.dispose() });
  }
  return result.ok;
}

async function writeAgain(app: App, brief: BriefInput, rest: Bookmark): Promise<void> {
  const place = rest.place();
  rest.dispose();
  await writeScript(app, brief, surfaceOf(place.document).isOpen() ? place : await newDocument());
}

/** Sees to it that no text is lost, and remembers where it ends. */
async function keep({ kind, text }: StreamEnd, { document, spacing }: Place, offset: number): Promise<Bookmark> {
  const { l10n } = vscode;
  if (kind === 'lost') {
    const elsewhere = bookmark(await newDocument(text));
    say('info', l10n.t('The document was closed or could not be changed. The whole script is in this new one.'));
    return elsewhere;
  }
  if (kind === 'edited') {
    say('info', l10n.t('You have changed the script while it was written, so its last correction was not put in.'), {
      label: l10n.t('Show Corrected Script'),
      run: () => newDocument(text),
    });
  }
  return bookmark({ document, offset, spacing });
}
