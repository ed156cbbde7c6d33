import { createControlFilter, type Filter } from './clean-controls.ts';
import { type FrameShape, readFrame } from './clean-json-frame.ts';

/** Longest part of an object without spoken text that is waited for, in UTF-16 units. */
const maxFrameLength = 900;

/** Longest announcement that an object may stand behind. */
const maxAnnouncementLength = 200;

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '', t: '\t', b: '', f: ' ' };

/**
 * Unwraps an answer that is a JSON object with the script in it while it comes: {"script": "..."}, {"paragraphs": ["..."]} or
 * {"scenes": [{"narration": "..."}]}, also behind one announcing line.
 */
export function createJsonFilter(emit: (character: string) => void): Filter {
  let state: 'start' | 'text' | 'end' | 'plain' = 'start';
  let shape: FrameShape = 'text';
  let held = '';
  /** What came before an object, as long as it can be an announcement of one. */
  let before = '';
  /** First half of a character that was escaped in two halves. */
  let half = '';
  const text = createControlFilter(emit);

  function pass(all: string): void {
    for (const each of all) {
      if (before.length <= maxAnnouncementLength) before += each;
      emit(each);
    }
  }

  function giveUp(): void {
    state = 'plain';
    const released = held;
    held = '';
    pass(released);
  }

  function feedStart(character: string): void {
    held += character;
    const body = held.trimStart().replace(/^```[a-z]{0,10}[^\S\n]*\n\s*/iu, '');
    if (body === '' || /^`{1,3}(?:[a-z]{0,10}[^\S\n]*)?$/iu.test(body)) {
      if (held.length > maxFrameLength) giveUp();
      return;
    }
    const frame = readFrame(body, 'start');
    if (frame.kind === 'text') {
      state = 'text';
      shape = frame.shape;
      held = '';
    } else if (frame.kind !== 'more' || held.length > maxFrameLength) giveUp();
  }

  function feedPlain(character: string): void {
    const mayStart = /[`{]/.test(character) && /^[^\n]+[:：][*_]*[^\S\n]*\n\s*$/u.test(before);
    if (mayStart && before.length <= maxAnnouncementLength) {
      state = 'start';
      held = character;
      before = ' '.repeat(maxAnnouncementLength + 1);
    } else pass(character);
  }

  function write(decoded: string): void {
    const whole = half + decoded;
    half = /^[\ud800-\udbff]$/.test(whole) ? whole : '';
    if (half === '') for (const each of whole) text.feed(each);
  }

  function feedText(character: string): void {
    if (held === '' && character === '"') {
      state = 'end';
    } else if (held === '' && character !== '\\') write(character);
    else {
      held += character;
      const code = held.charAt(1);
      if (code === '' || (code === 'u' && held.length < 6 && /^\\u[0-9a-f]{0,4}$/iu.test(held))) return;
      const sequence = held;
      held = '';
      if (/^\\u[0-9a-f]{4}$/iu.test(sequence)) write(String.fromCharCode(Number.parseInt(sequence.slice(2), 16)));
      else if (sequence.length === 2) write(escapes[code] ?? code);
      else for (const each of sequence) write(each);
    }
  }

  function feedEnd(character: string): void {
    held += character;
    const frame = readFrame(held, shape);
    if (frame.kind === 'text' || frame.kind === 'end') {
      held = '';
      half = '';
      text.end();
      state = frame.kind === 'text' ? 'text' : 'plain';
      for (const each of '\n\n') emit(each);
    } else if (frame.kind === 'bad' || held.length > maxFrameLength) {
      const released = held;
      held = '';
      state = 'text';
      write('"');
      for (const each of released) feed(each);
    }
  }

  function feed(character: string): void {
    if (state === 'plain') feedPlain(character);
    else if (state === 'start') feedStart(character);
    else if (state === 'text') feedText(character);
    else feedEnd(character);
  }

  return {
    feed,
    end() {
      if (state === 'start') giveUp();
      text.end();
    },
  };
}
