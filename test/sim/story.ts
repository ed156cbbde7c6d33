import type { Message, Usage } from '../../server/protocol/index.ts';
import { SimRandom } from './sim-random.ts';

/**
 * What simulated models write. A request names a story, and every model tells the same one word for word, so that a reader can tell
 * whether a text that several models wrote in turn is whole, honestly cut short, or spoiled.
 */
export interface Story {
  readonly text: string;
  readonly messages: readonly Message[];
  /** As the vendor would count it. */
  readonly usage: Usage;
}

/**
 * What a reader got in the end. `blemished`: every word is there, but white space differs, such as a lost empty line. `spoiled`:
 * words are missing, doubled or strange, or the end is a pretence.
 */
export type Quality = 'whole' | 'blemished' | 'partial' | 'nothing' | 'spoiled';

const subjects = [
  'The keeper',
  'A small boat',
  'The old lamp',
  'Her grandfather',
  'The harbour master',
  'A grey heron',
  'The morning tide',
  'Every sailor',
  'The night train',
  'A quiet engineer',
  'The paper map',
  'One neighbour',
];
const actions = [
  'crosses the bay before dawn',
  'remembers the winter of the great storm',
  'counts the steps to the lantern room',
  "doesn't trust the weather report",
  'carries a letter nobody has opened',
  'learns the names of the rocks by heart',
  'waits until the fog has lifted',
  'turns towards the open sea',
  'asks why the light went out',
  'finds a second way home',
  'keeps the engine warm all night',
  'writes one line into the log book',
];
const tails = [
  'and nobody on the pier says a word',
  'while the gulls circle above the roof',
  'because the coast has changed again',
  'long after the shops have closed',
  'as if it were the first time',
  'and the radio stays silent',
  "although it's colder than it looks",
  'so that the others can sleep',
];
const chineseSubjects = [
  '守塔人',
  '一艘小船',
  '那盏旧灯',
  '她的祖父',
  '港口的主任',
  '清晨的潮水',
  '夜行的列车',
  '老邻居',
];
const chineseActions = [
  '在黎明前穿过海湾',
  '记得那年冬天的风暴',
  '一步一步数着楼梯',
  '不相信今天的预报',
  '带着一封没有拆开的信',
  '一直等到雾气散去',
  '慢慢转向开阔的海面',
  '又找到一条回家的路',
];
const chineseTails = [
  '码头上没有人说话',
  '海鸥在屋顶盘旋',
  '海岸又一次改变了模样',
  '收音机始终安静',
  '就像第一次那样',
  '好让别人安心入睡',
];

const storyCount = 64;
const keywordsCount = 16;
/** As long as the rules that VideoGenius sends along. */
const rules =
  'You write scripts for short videos. Write only the words that are spoken, without headings, lists or stage directions. ' +
  'Begin with a sentence that makes people stay. Use short sentences and plain words. Do not greet, and do not repeat yourself. ' +
  'End with one thought that stays. Keep to the language of the subject and to the length that is asked for.';

/** The story of the n-th script request; the same one comes back every 64 requests. */
export const scriptStory = (number: number): Story => at(scripts, number);

/** The list of keywords of the n-th keywords request. */
export const keywordsStory = (number: number): Story => at(keywordLists, number);

/** The story that a request asks for. */
export function storyOf(messages: readonly Message[]): Story {
  const story = byPrompt.get(messages[1]?.content ?? '');
  if (story === undefined) throw new Error('a simulated model was asked for a story that is not in its book');
  return story;
}

/** Judges what a reader ended with. `ended`: the answer claims to be complete. */
export function judge(story: Story, text: string, ended: boolean): Quality {
  if (text === '' && !ended) return 'nothing';
  if (ended ? text === story.text : story.text.startsWith(text)) return ended ? 'whole' : 'partial';
  const [words, wanted] = [wordsOf(text), wordsOf(story.text)];
  if (ended) return words === wanted ? 'blemished' : 'spoiled';
  return wanted.startsWith(words) ? 'partial' : 'spoiled';
}

const wordsOf = (text: string): string => text.replace(/\s+/g, '');

/** Cuts a text into pieces as streams do: of uneven lengths, anywhere in a word. The same text is always cut alike. */
export function cut(text: string, pieces: number): readonly string[] {
  const random = new SimRandom(text.length);
  const places = Array.from({ length: Math.min(pieces, text.length) - 1 }, (_, index) =>
    Math.max(index + 1, Math.floor(((index + 0.6 + 0.8 * random.next()) / pieces) * text.length)),
  );
  return [...places, text.length].map((end, index) => text.slice(places[index - 1] ?? 0, end));
}

function at(stories: readonly Story[], number: number): Story {
  const story = stories[number % stories.length];
  if (story === undefined) throw new RangeError('there is no such story');
  return story;
}

function sentencesOf(number: number, random: SimRandom): readonly string[] {
  const isChinese = number % 8 === 7;
  const [who, what, how] = isChinese
    ? [chineseSubjects, chineseActions, chineseTails]
    : ([subjects, actions, tails] as const);
  const length = 10 + Math.floor(random.next() * 6);
  const turn = Math.floor(random.next() * 100);
  // Coprime steps through the lists: no sentence comes twice in a story.
  return Array.from({ length }, (_, index) => {
    const parts = [
      who[(turn + index) % who.length],
      what[(turn + index * 5) % what.length],
      how[(turn * 3 + index) % how.length],
    ];
    return isChinese ? `${parts[0]}${parts[1]}，${parts[2]}，第${index + 1}次。` : `${parts.join(' ')}${marks(index)}`;
  });
}

/** Ends of sentences with a number of their own, so that two sentences never look alike. */
function marks(index: number): string {
  const hours = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'];
  const hour = hours[index % hours.length];
  if (index % 5 === 3) return `; who could blame them at ${hour} o'clock?`;
  return index < hours.length ? ` at ${hour} o'clock.` : ` once more, at ${hour}.`;
}

function script(number: number): Story {
  const random = new SimRandom(7_000 + number);
  const isChinese = number % 8 === 7;
  const text = sentencesOf(number, random)
    .map((sentence, index) => (index === 0 ? '' : index % 4 === 0 ? '\n\n' : isChinese ? '' : ' ') + sentence)
    .join('');
  return story(
    `Subject: the lighthouse, part ${number + 1}. Tell it in ${isChinese ? 'Chinese' : 'English'}.`,
    text,
    isChinese,
  );
}

function keywordList(number: number): Story {
  const words = ['lighthouse', 'grey sea', 'storm clouds', 'old lamp', 'night harbour', 'fishing boat', 'heron', 'fog'];
  const chosen = Array.from(
    { length: 5 },
    (_, index) => `${words[(number + index) % words.length]} ${number + index + 1}`,
  );
  return story(`Keywords for the lighthouse, part ${number + 1}.`, JSON.stringify(chosen), false);
}

function story(subject: string, text: string, isWide: boolean): Story {
  const inputTokens = Math.ceil((rules.length + subject.length) / 4) + 8;
  return {
    text,
    messages: [
      { role: 'system', content: rules },
      { role: 'user', content: subject },
    ],
    usage: { inputTokens, outputTokens: Math.ceil(text.length / (isWide ? 1.5 : 4)) },
  };
}

const scripts: readonly Story[] = Array.from({ length: storyCount }, (_, number) => script(number));
const keywordLists: readonly Story[] = Array.from({ length: keywordsCount }, (_, number) => keywordList(number));
const byPrompt: ReadonlyMap<string, Story> = new Map(
  [...scripts, ...keywordLists].map((each) => [each.messages[1]?.content ?? '', each]),
);
