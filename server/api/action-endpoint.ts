import type { IncomingMessage } from 'node:http';
import { type ActionOutcome, PanelAction } from '../protocol/index.ts';
import type { PageActions } from './page-actions.ts';
import { type Locale, textsFor } from './texts/index.ts';

/** What one request for an action gets: an outcome as JSON, and the HTTP status that goes with it. */
export interface ActionReply {
  readonly status: 200 | 400 | 413 | 415 | 500;
  readonly outcome: ActionOutcome;
}

/** The largest action, in bytes. The longest fallback chain takes a tenth of it. */
export const maxActionBytes = 65_536;

/**
 * Reads one action from the body of a request that may make it, and performs it. Never rejects; undefined when the page went
 * away before it had said all.
 */
export async function answerAction(
  request: IncomingMessage,
  actions: PageActions,
  locale: Locale,
): Promise<ActionReply | undefined> {
  const texts = textsFor(locale);
  const refused = (status: ActionReply['status'], message: string): ActionReply => ({
    status,
    outcome: { ok: false, message },
  });
  // A form of another page could send text and parameters, but not this type, without being asked first.
  if (!/^application\/json\s*(?:;|$)/i.test(request.headers['content-type'] ?? '')) {
    return refused(415, texts.page.notAnAction);
  }
  const body = await readBody(request);
  if (body === undefined) return undefined;
  if (body === 'tooLarge') return refused(413, texts.page.tooLarge);
  const action = PanelAction.safeParse(jsonIn(body));
  if (!action.success) return refused(400, texts.page.notAnAction);
  try {
    return { status: 200, outcome: await actions.perform(action.data, locale) };
  } catch {
    return refused(500, texts.errors.internal.message);
  }
}

async function readBody(request: IncomingMessage): Promise<Uint8Array | 'tooLarge' | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > maxActionBytes) return 'tooLarge';
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  return new Promise((resolve) => {
    request.on('data', (chunk: Uint8Array) => {
      bytes += chunk.byteLength;
      if (bytes <= maxActionBytes) chunks.push(chunk);
      else resolve('tooLarge');
    });
    request.once('end', () => resolve(Buffer.concat(chunks)));
    request.once('close', () => resolve(undefined));
    request.once('error', () => resolve(undefined));
  });
}

/** Undefined for what is no JSON, or no text at all. */
function jsonIn(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}
