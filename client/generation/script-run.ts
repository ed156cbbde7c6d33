import * as vscode from 'vscode';
import { findIncompleteNote, incompleteNotes } from '../../server/protocol/incomplete.ts';
import type { App } from '../app.ts';
import { later } from '../later.ts';
import { say } from '../offers.ts';
import { isChinese } from '../words/l10n.ts';
import type { BriefInput } from './brief-values.ts';
import { DocumentStream, type Standing, type StreamEnd } from './document-stream.ts';
import { noteCancelled, noteScript } from './done-notice.ts';
import { surfaceOf } from './editor-surface.ts';
import { offerAfterFailure } from './failure-offer.ts';
import { insertOutline } from './outline-run.ts';
import { type Bookmark, bookmark, newDocument, type Place } from './place.ts';
import { forgetTopic } from './remembered-brief.ts';
import { routingFor, runRequest } from './request-run.ts';
import { settled, withLineFeeds } from './text-change.ts';
import { shortened } from './text-length.ts';

/**
 * Writes a script into a document: streamed, as one undo step, exactly the text of the result in the end. What was written before a
 * failure or a cancellation stays, with a note that it is incomplete, and can be gone on from: it is `standing` at the place then.
 * Resolves when the text stands, with whether it is a whole script; messages wait for nobody.
 */
export async function writeScript(app: App, brief: BriefInput, place: Place, standing?: Standing): Promise<boolean> {
  const { l10n } = vscode;
  const removed = new AbortController();
  const stream = new DocumentStream({
    surface: surfaceOf(place.document),
    offset: place.offset,
    spacing: place.spacing,
    ...(standing === undefined ? {} : { standing }),
    later,
    onRemoved: () => removed.abort(),
  });
  const continuation = standing === undefined || standing.text === '' ? {} : { continuation: standing.text };
  const { result, story } = await runRequest(
    app,
    'script/generate',
    { brief, routing: routingFor(app, place.document), ...continuation },
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
  const written = settled(stream.text);
  const end = await stream.finish(result.ok ? result.value.text : markedIncomplete(written));
  const rest = await keep(end, place, stream);
  if (result.ok) {
    forgetTopic(app.context);
    noteScript(app, result.value);
    rest.dispose();
    return true;
  }
  const { error } = result;
  const isTextKept = written !== '' && end.kind !== 'removed';
  if (error.code === 'cancelled' && !isTextKept) {
    noteCancelled(app);
    rest.dispose();
    return false;
  }
  offerAfterFailure(app, {
    error,
    story,
    topic: brief.topic,
    isTextKept,
    tryAgain: async () => void (await writeScript(app, brief, await openPlace(rest.end()))),
    script: {
      goOn: () => goOn(app, brief, rest, written),
      insertOutline: async () => insertOutline(app, brief, await openPlace(rest.end())),
    },
    onDone: () => rest.dispose(),
  });
  return false;
}

/** A text that broke off, with the note that says so in the document itself. */
function markedIncomplete(text: string): string {
  const note = incompleteNotes[isChinese(vscode.env.language) ? 'zh-cn' : 'en'];
  return text === '' ? '' : `${text}\n\n${note}`;
}

/** Goes on from the text as it stands in the document now, in the place of its note. */
async function goOn(app: App, brief: BriefInput, rest: Rest, written: string): Promise<void> {
  const isOpen = surfaceOf(rest.start().document).isOpen();
  const whole = isOpen ? undefined : await newDocument(markedIncomplete(written));
  const start = whole === undefined ? rest.start() : { ...whole, offset: 0 };
  const end = whole ?? rest.end();
  const stands = withLineFeeds(start.document.getText().slice(start.offset, end.offset));
  const note = findIncompleteNote(stands);
  const inDocument = note === undefined ? stands.trimEnd() : stands.slice(0, note.noteEnd);
  const text = note === undefined ? inDocument : stands.slice(0, note.textEnd);
  if (text.trim() === '') await writeScript(app, brief, end);
  else await writeScript(app, brief, start, { text, inDocument });
}

/** The place, or a new document where its own is closed. */
const openPlace = async (place: Place): Promise<Place> => (surfaceOf(place.document).isOpen() ? place : newDocument());

/** Where the text of a run stands, while its document changes. */
interface Rest extends vscode.Disposable {
  start(): Place;
  end(): Place;
}

const restOf = (start: Bookmark, end: Bookmark): Rest => ({
  start: () => start.place(),
  end: () => end.place(),
  dispose() {
    start.dispose();
    end.dispose();
  },
});

/** Sees to it that no text is lost, and remembers where it stands. */
async function keep({ kind, text }: StreamEnd, place: Place, stream: DocumentStream): Promise<Rest> {
  const { l10n } = vscode;
  if (kind === 'lost') {
    const elsewhere = await newDocument(text);
    say('info', l10n.t('The document was closed or could not be changed. The whole script is in this new one.'));
    return restOf(bookmark({ ...elsewhere, offset: 0 }), bookmark(elsewhere));
  }
  if (kind === 'edited') {
    say('info', l10n.t('You have changed the script while it was written, so its last correction was not put in.'), {
      label: l10n.t('Show Corrected Script'),
      run: () => newDocument(text),
    });
  }
  return restOf(bookmark({ ...place, offset: stream.start }), bookmark({ ...place, offset: stream.end }));
}
