import { type Manner, type VendorId, vendorIds } from './chaos-plan.ts';

/**
 * Scripts whose every sentence can be told apart: each names its story and its number, and each vendor has words of its own. The first
 * and the last sentence are unlike the others, so that a text shows where it begins and ends.
 */
export interface Story {
  readonly number: number;
  readonly sentences: number;
}

/** Every seventh story is Chinese: characters of three bytes, sentences without spaces between them. */
const isChinese = (story: Story): boolean => story.number % 7 === 0;

/** What a writer asks for. */
export function topicOf(story: Story): string {
  return isChinese(story)
    ? `港口故事${story.number}，共${story.sentences}句`
    : `Harbour story ${story.number} of ${story.sentences} sentences`;
}

/** Finds the order in a prompt; undefined when it is about something else. */
export function storyIn(prompt: string): Story | undefined {
  const match = /Harbour story (\d+) of (\d+) sentences|港口故事(\d+)，共(\d+)句/.exec(prompt);
  if (match === null) return undefined;
  return { number: Number(match[1] ?? match[3]), sentences: Number(match[2] ?? match[4]) };
}

const tellers: Readonly<Record<VendorId, readonly [english: string, chinese: string]>> = {
  deepseek: ['the diver', '潜水员'],
  claude: ['the clerk', '书记员'],
  openai: ['the pilot', '领航员'],
  moonshot: ['the stargazer', '观星人'],
  ollama: ['the shepherd', '牧羊人'],
  azure: ['the painter', '画家'],
  gemini: ['the twin', '双胞胎'],
  qwen: ['the weaver', '织布人'],
  ernie: ['the baker', '面包师'],
};

/** Points inside a sentence, decimals and quotation marks are where a text must not be taken for ended. */
const events: readonly (readonly [english: string, chinese: string])[] = [
  ['a grey gull follows the ferry for 3.5 miles', '灰鸥跟着渡船飞了3.5公里'],
  ['Mr. Gray mends the longest net on the pier', '老船长在码头上修补最长的渔网'],
  ['the lamp on the old tower turns green', '老灯塔上的灯变成了绿色'],
  ['nobody hears the bell, and the fog stays until noon', '没有人听见钟声，雾一直到中午才散'],
  ['two boats come home with 12,000 silver fish', '两条小船带着一万二千条银鱼回来了'],
  ['the tide writes its name on the stones and takes it back', '潮水把名字写在石头上，又把它带走'],
  ['a child counts the waves and asks why they never stop', '一个孩子数着海浪，问它们为什么从不停下'],
];

/** One sentence, from 1, as a vendor tells it. */
function sentenceOf(story: Story, vendor: VendorId, number: number): string {
  const [teller, chineseTeller] = tellers[vendor];
  const event = events[(number * 5 + story.number + vendorIds.indexOf(vendor)) % events.length];
  const [english, chinese] = event ?? ['', ''];
  if (isChinese(story)) {
    if (number === 1) return `故事${story.number}在港口开始，由${chineseTeller}来讲述。`;
    if (number === story.sentences) return `故事${story.number}到这里回家了，${chineseTeller}讲完了${number}句。`;
    return `在故事${story.number}的第${number}段里，${chinese}，${chineseTeller}这样说。`;
  }
  if (number === 1) return `Story ${story.number} opens at the harbour, where ${teller} begins to tell it.`;
  if (number === story.sentences) return `So story ${story.number} comes home, and ${teller} has told ${number} parts.`;
  return `In part ${number} of story ${story.number} ${english}, as ${teller} has seen it.`;
}

/** What stands between a sentence and the next: a paragraph has four sentences. */
function gapAfter(story: Story, number: number): string {
  if (number % 4 === 0) return '\n\n';
  return isChinese(story) ? '' : ' ';
}

/** The sentences from one on, with what stands between them. */
function textFrom(story: Story, vendor: VendorId, first: number): string {
  let text = '';
  for (let number = first; number <= story.sentences; number += 1) {
    text += sentenceOf(story, vendor, number) + (number < story.sentences ? gapAfter(story, number) : '');
  }
  return text;
}

/** What the text of a story turned out to be. */
export interface Reading {
  /**
   * `whole`: every sentence once and in order, nothing else. `part`: the beginning of a whole one, perhaps broken off inside a sentence.
   * `spoiled`: a sentence is missing, stands twice or is damaged, or something else stands there.
   */
  readonly kind: 'whole' | 'part' | 'spoiled';
  /** Whole sentences that were read. */
  readonly sentences: number;
  /** Where the reading ended, in UTF-16 units. */
  readonly end: number;
  /** Who told each sentence that was read. */
  readonly tellers: readonly VendorId[];
}

/** Reads a story sentence by sentence, whoever tells each of them. */
export function readStory(story: Story, text: string): Reading {
  const told: VendorId[] = [];
  let end = 0;
  let gap = '';
  for (let number = 1; number <= story.sentences; number += 1) {
    const vendor = vendorIds.find((each) => text.startsWith(gap + sentenceOf(story, each, number), end));
    if (vendor === undefined) {
      const rest = text.slice(end);
      const isBeginning = vendorIds.some((each) => (gap + sentenceOf(story, each, number)).startsWith(rest));
      // White space at the end of a text that broke off is neither here nor there.
      const kind = isBeginning || rest.trim() === '' ? 'part' : 'spoiled';
      return { kind, sentences: number - 1, end, tellers: told };
    }
    end += gap.length + sentenceOf(story, vendor, number).length;
    told.push(vendor);
    gap = gapAfter(story, number);
  }
  return { kind: end === text.length ? 'whole' : 'spoiled', sentences: told.length, end, tellers: told };
}

/** What a vendor is asked to go on from. */
export interface Beginning {
  readonly text: string;
  /** The words it was told to repeat; undefined in a vendor's own prefix mode, where it just goes on. */
  readonly anchor: string | undefined;
}

/** A vendor's answer: the whole story, or the rest of one in one of the manners in which models go on. */
export function tell(story: Story, vendor: VendorId, beginning: Beginning | undefined, manner: Manner): string {
  if (beginning === undefined) return textFrom(story, vendor, 1);
  const { text, anchor } = beginning;
  const { sentences, end, tellers } = readStory(story, text);
  const rest = restOf(story, vendor, sentences + 1, text.slice(end));
  if (anchor === undefined) return rest;
  const last = tellers.at(-1);
  switch (manner) {
    case 'exact':
      return anchor + rest;
    case 'wholeSentence':
      return last === undefined ? anchor + rest : sentenceOf(story, last, sentences) + text.slice(end) + rest;
    case 'chatty':
      return `${isChinese(story) ? '好的，以下是其余部分：' : 'Of course! Here is the rest:'}\n\n${anchor}${rest}`;
    case 'bare':
      return rest.trimStart();
    case 'anew':
      return textFrom(story, vendor, 1);
  }
}

/** What comes after a text whose last words, `open`, stand after its last whole sentence. */
function restOf(story: Story, vendor: VendorId, next: number, open: string): string {
  if (next > story.sentences) return '';
  const gap = next === 1 ? '' : gapAfter(story, next - 1);
  // Inside a sentence one goes on with the words of whoever began it.
  const opener = [vendor, ...vendorIds].find((each) => (gap + sentenceOf(story, each, next)).startsWith(open));
  const sentence =
    opener === undefined ? sentenceOf(story, vendor, next) : (gap + sentenceOf(story, opener, next)).slice(open.length);
  if (next === story.sentences) return sentence;
  return sentence + gapAfter(story, next) + textFrom(story, vendor, next + 1);
}
