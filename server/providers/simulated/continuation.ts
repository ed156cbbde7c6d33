import type { Message } from '../../protocol/index.ts';

/** A request to go on from a text that broke off. */
export interface Continued {
  /** What was asked for at first. */
  readonly messages: readonly Message[];
  /** The text there is. */
  readonly kept: string;
  /** The end of it that is to be repeated. */
  readonly fragment: string;
}

/**
 * Reads a request as one to go on: behind what the assistant wrote a person quotes the end of it between « and ». Undefined when it
 * is any other request.
 */
export function readContinued(messages: readonly Message[]): Continued | undefined {
  const [written, asked] = messages.slice(-2);
  if (written?.role !== 'assistant' || asked?.role !== 'user') return undefined;
  const fragment = /«([\s\S]+)»/u.exec(asked.content)?.[1] ?? '';
  if (fragment === '' || !written.content.trimEnd().endsWith(fragment)) return undefined;
  return { messages: messages.slice(0, -2), kept: written.content, fragment };
}

/**
 * The answer to such a request: the fragment, and then what is missing of a whole answer, so that both together have its paragraphs,
 * about its length and its ending. No sentence that is there comes again.
 */
export function continuedAnswer({ kept, fragment }: Continued, whole: string): string {
  const there = kept.trimEnd().split(/\n\s*\n/u);
  // Scripts have no line ends inside a paragraph.
  const isParagraphOpen = !/\n\s*$/u.test(kept);
  const open = isParagraphOpen ? (there.at(-1) ?? '') : '';
  const first = there.length - (isParagraphOpen ? 1 : 0);
  const isFresh = (sentence: string): boolean => !kept.includes(sentence.trim());
  const all = whole.split('\n\n').map(sentencesOf);
  const from = isParagraphOpen ? placeBehind(all[first] ?? [], open.length) : 0;
  /** Sentences whose place is taken, for those that are there already. */
  const spare = [...all.slice(0, first).flat(), ...(all[first] ?? []).slice(0, from)].filter(isFresh);
  const paragraphs = all.slice(first).map((sentences, index) => {
    const left = index === 0 ? sentences.slice(from) : sentences;
    // White space behind a sentence shows that its paragraph goes on.
    const isDue = index === 0 && isParagraphOpen && left.length === 0 && kept.endsWith(' ');
    const chosen = isDue ? [spare.pop() ?? ''] : left.map((each) => (isFresh(each) ? each : (spare.pop() ?? '')));
    const space = /\s$/u.test(sentences[0] ?? '') ? ' ' : '';
    return chosen
      .map((sentence) => sentence.trim())
      .filter((sentence) => sentence !== '')
      .join(space);
  });
  const rest = paragraphs.join('\n\n').trimEnd();
  if (rest === '') return fragment;
  if (!isParagraphOpen) return `${fragment}\n\n${rest}`;
  return /[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]/u.test(fragment.slice(-1)) || rest.startsWith('\n')
    ? fragment + rest
    : `${fragment} ${rest}`;
}

const sentencesOf = (paragraph: string): string[] => paragraph.split(/(?<=[.?!。？！]["”]?\s*)(?=[^\s.?!。？！"”])/u);

/** Number of the first sentence that stands behind so many characters. */
function placeBehind(sentences: readonly string[], length: number): number {
  let passed = 0;
  const place = sentences.findIndex((sentence) => {
    passed += sentence.length;
    return passed - sentence.length / 2 > length;
  });
  return place < 0 ? sentences.length : place;
}
