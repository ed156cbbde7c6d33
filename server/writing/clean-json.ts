import { createControlFilter, type Filter } from './clean-controls.ts';

/** Longest beginning and longest end of an object that are waited for, in UTF-16 units. */
const maxFrameLength = 300;

/** Names under which models put the script into an object. */
const textNames =
  /^(?:script|text|content|narration|voice_?over|spoken_?text|spoken_?words|video_?script|answer|output|result|response|脚本|文案|旁白|口播稿?|台本|原稿|대본|guion|guión|skript|roteiro|copione|сценарий)$/iu;

/** An object from its start to the opening quotation mark of a text; further members before it are short. */
const frameStart =
  /^\{\s*(?:"[^"\\]{1,40}"\s*:\s*(?:"[^"\\]{0,120}"|-?[\d.]+|true|false|null)\s*,\s*)*"([^"\\]{1,40})"\s*:\s*"$/u;

/** What stands behind the text: short members and the end of the object. */
const frameEnd = /^\s*(?:,\s*"[^"\\]{1,40}"\s*:\s*(?:"[^"\\]{0,120}"|-?[\d.]+|true|false|null)\s*)*\}$/u;

/** The beginning of that, as far as it can be told. A quotation mark with anything else behind it belongs to the text. */
const frameEndSoFar = /^\s*(?:$|\}|,\s*(?:$|"[^"\\]{0,40}(?:$|"\s*(?:$|:))))/u;

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '', t: '\t', b: '', f: ' ' };

/** Unwraps an answer that is a JSON object with one text in it, such as {"script": "..."}, while it comes. */
export function createJsonFilter(emit: (character: string) => void): Filter {
  let state: 'start' | 'text' | 'end' | 'plain' = 'start';
  let held = '';
  /** First half of a character that was escaped in two halves. */
  let half = '';
  const text = createControlFilter(emit);

  function pass(all: string): void {
    for (const each of all) emit(each);
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
    const name = character === '"' ? frameStart.exec(body)?.[1] : undefined;
    if (name !== undefined && textNames.test(name)) {
      state = 'text';
      held = '';
    } else if (!/^\{\s*(?:"|$)/u.test(body) || held.length > maxFrameLength) giveUp();
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
    if (character === '}' && frameEnd.test(held)) {
      held = '';
      text.end();
      state = 'plain';
      pass('\n\n');
    } else if (!frameEndSoFar.test(held) || held.length > maxFrameLength) {
      const released = held;
      held = '';
      state = 'text';
      write('"');
      for (const each of released) feed(each);
    }
  }

  function feed(character: string): void {
    if (state === 'plain') emit(character);
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
