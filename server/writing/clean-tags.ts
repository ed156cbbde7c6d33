import type { Filter } from './clean-controls.ts';

/** Longest tag that is waited for, in UTF-16 units. */
const maxTagLength = 120;

const names = ['break', 'speak', 'prosody', 'emphasis', 'say-as', 'voice', 'phoneme', 'amazon', 'mstts', 'p', 's'];

/** Tags of SSML that mean nothing else: `<break>` without anything and `<voice>` may be talked about. */
const speechTag =
  /^<(?:break(?:\s[^<>]*|\s*\/)|\/?speak(?:\s[^<>]*)?|\/?(?:prosody|emphasis|say-as|phoneme)(?:\s[^<>]*)?|voice\s[^<>]*|\/voice|\/?(?:amazon|mstts):[^<>]*)>$/iu;

const paragraphTag = /^<\/?[ps]>$/iu;

/** Takes out the tags of speech synthesis: `<break time="1s"/>`, `<prosody rate="slow">`. The words between them stay. */
export function createTagFilter(emit: (character: string) => void): Filter {
  let held = '';
  let insideSpeak = false;
  let previous = '';
  /** A pause stood between two words. */
  let paused = false;

  function pass(character: string): void {
    const glued = paused && /\S/u.test(previous) && /[\p{L}\p{N}]/u.test(character);
    if (glued && !/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(character)) emit(' ');
    paused = false;
    previous = character;
    emit(character);
  }

  function canBeTag(tag: string): boolean {
    const body = tag.replace(/^<\/?/u, '').toLowerCase();
    return names.some(
      (name) => name.startsWith(body) || (body.startsWith(name) && /^[\s/:>]/u.test(body.slice(name.length))),
    );
  }

  function feed(character: string): void {
    if (held === '') {
      if (character === '<') held = '<';
      else pass(character);
      return;
    }
    if (character === '<' || character === '\n' || !canBeTag(held + character) || held.length >= maxTagLength) {
      const released = held;
      held = '';
      for (const each of released) pass(each);
      feed(character);
      return;
    }
    held += character;
    if (character !== '>') return;
    const tag = held;
    held = '';
    if (!speechTag.test(tag) && !(insideSpeak && paragraphTag.test(tag))) for (const each of tag) pass(each);
    else {
      if (/^<\/?speak/iu.test(tag)) insideSpeak = tag.charAt(1) !== '/';
      paused ||= /^<(?:break|\/?[ps]>)/iu.test(tag);
    }
  }

  return {
    feed,
    end() {
      for (const each of held) pass(each);
      held = '';
    },
  };
}
