/** What of an object is spoken: one text, a list of texts, or a list of objects with one text each. */
export type FrameShape = 'text' | 'texts' | 'objects';

/** What stands around the texts of an object, as far as it has come. */
export type Frame =
  | { readonly kind: 'more' }
  /** It is none. */
  | { readonly kind: 'bad' }
  /** All of it was read, the opening quotation mark of a text included. */
  | { readonly kind: 'text'; readonly shape: FrameShape }
  /** All of it was read, the end of the object included. */
  | { readonly kind: 'end' };

/** Names under which models put the script into an object. */
const textNames =
  /^(?:script|text|content|narration|voice_?over|spoken_?text|spoken_?words|video_?script|answer|output|result|response|paragraph|脚本|文案|旁白|口播稿?|台本|原稿|대본|guion|guión|skript|roteiro|copione|сценарий)$/iu;

/** Names under which they put it in pieces. */
const listNames =
  /^(?:script|video_?script|paragraphs|scenes|segments|sections|parts|shots|narration|lines|脚本|段落|场景|分镜|シーン|문단|장면|párrafos|escenas|paragraphes|scènes|absätze|szenen|parágrafos|cenas|paragrafi|scene|абзацы|сцены)$/iu;

const more: Frame = { kind: 'more' };
const bad: Frame = { kind: 'bad' };

const memberName = /^"([^"\\]{1,40})"\s*:\s*/u;
const memberNameSoFar = /^(?:"[^"\\]{0,40}(?:"\s*)?)?$/u;
const memberValue = /^(?:"(?:[^"\\]|\\.){0,400}"|-?[\d.]+(?=[\s,}\]])|true|false|null|\[[^[\]{}]{0,400}\])/u;
const memberValueSoFar = /^(?:"(?:[^"\\]|\\.)*\\?|-?[\d.]*|[a-z]{1,4}|\[[^[\]{}]*)$/u;

/**
 * Reads what stands in front of the first text of an object (`start`), or behind a text of that shape: short members, the next
 * text, the end.
 */
export function readFrame(held: string, from: 'start' | FrameShape): Frame {
  let rest = held;

  /** Takes one of the characters behind white space; empty when nothing more has come. */
  function take(allowed: string): string | undefined {
    rest = rest.trimStart();
    const character = rest.charAt(0);
    if (character !== '' && !allowed.includes(character)) return undefined;
    rest = rest.slice(1);
    return character;
  }

  function readMembers(inItem: boolean, textWanted: boolean): Frame {
    for (;;) {
      rest = rest.trimStart();
      const [whole, name = ''] = memberName.exec(rest) ?? [];
      if (whole === undefined) return memberNameSoFar.test(rest) ? more : bad;
      rest = rest.slice(whole.length);
      if (textWanted && textNames.test(name) && rest.startsWith('"')) {
        return { kind: 'text', shape: inItem ? 'objects' : 'text' };
      }
      if (textWanted && !inItem && listNames.test(name) && rest.startsWith('[')) {
        rest = rest.slice(1);
        const opening = take('"{');
        if (opening === '"') return { kind: 'text', shape: 'texts' };
        if (opening === '{') return readMembers(true, true);
        return opening === '' ? more : bad;
      }
      const value = memberValue.exec(rest)?.[0];
      if (value === undefined) return memberValueSoFar.test(rest) ? more : bad;
      rest = rest.slice(value.length);
      const next = take(',}');
      if (next !== ',') return readClosed(next, inItem);
    }
  }

  /** Behind the character that should have closed an item or the object. */
  function readClosed(closing: string | undefined, inItem: boolean): Frame {
    if (closing === undefined) return bad;
    if (closing === '') return more;
    return inItem ? readListTail() : { kind: 'end' };
  }

  /** Behind an item: the next one, or the end of the list. */
  function readListTail(): Frame {
    const next = take(',]');
    if (next === undefined) return bad;
    if (next === '') return more;
    if (next === ']') return readMembersTail(false);
    const opening = take('"{');
    if (opening === undefined) return bad;
    if (opening === '') return more;
    return opening === '"' ? { kind: 'text', shape: 'texts' } : readMembers(true, true);
  }

  /** Behind a value. */
  function readMembersTail(inItem: boolean): Frame {
    const next = take(',}');
    return next === ',' ? readMembers(inItem, false) : readClosed(next, inItem);
  }

  if (from === 'start') {
    const opening = take('{');
    return opening === '{' ? readMembers(false, true) : opening === '' ? more : bad;
  }
  return from === 'texts' ? readListTail() : readMembersTail(from === 'objects');
}
