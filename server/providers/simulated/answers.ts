import type { Random } from '../../ports/index.ts';
import type { Wanted } from './request.ts';
import { chineseSentences, commonTerms, englishSentences, type Sentences, themes } from './texts.ts';

/** The whole text a simulated model gives to a request. */
export function answerText(wanted: Wanted, random: Random): string {
  switch (wanted.kind) {
    case 'keywords':
      return JSON.stringify(keywords(wanted, random));
    case 'script':
      return script(wanted, random);
    case 'other':
      return wanted.chinese
        ? `这是模拟回答，没有询问任何真实模型。你提到的是：${wanted.subject}。`
        : `This is a simulated answer; no real model was asked. You wrote about: ${wanted.subject}.`;
  }
}

function keywords(wanted: Extract<Wanted, { kind: 'keywords' }>, random: Random): readonly string[] {
  const theme = themes.filter(({ words }) => words.test(wanted.subject)).flatMap(({ terms }) => terms);
  const own = wanted.chinese || wanted.subjectIsGuessed ? [] : subjectTerms(wanted.subject);
  const others = [...theme, ...shuffled(commonTerms, random)].map((term) => term[wanted.chinese ? 1 : 0]);
  const found = [...new Set([...own, ...others])];
  return found.slice(0, wanted.amount);
}

/** Words that name nothing a camera could see. */
const unfilmable = new Set(
  `about after again against always and any are because been being best better between but can could does doing down
  come comes every ever find finds for found from get gets give gives go goes good had has have here how
  important into its just keep keeps know learn like make makes many more
  most much need never not off one only other our out over really reason reasons should some still such take takes than that the
  their them then there these they thing things think this those through tips truth under understand use using very want
  was way ways well were what when where which while who whose why will with without work works would you your`.split(
    /\s+/,
  ),
);

/** A term from the words of an English subject, if it has any that can be filmed. */
function subjectTerms(subject: string): readonly string[] {
  const [first, second] = (subject.toLowerCase().match(/[a-z]{3,}/g) ?? []).filter((word) => !unfilmable.has(word));
  if (first === undefined) return [];
  return [second === undefined ? `${first} close up` : `${first} ${second}`];
}

/** A script of exactly so many paragraphs and about so many words or characters. */
function script(wanted: Extract<Wanted, { kind: 'script' }>, random: Random): string {
  const sentences = wanted.chinese ? chineseSentences : englishSentences;
  const size = wanted.chinese ? characterCount : wordCount;
  const supply = sentenceSupply(sentences, random);
  const pick = (list: readonly string[]): string => list[Math.floor(random.next() * list.length)] ?? '';
  const closing = pick(sentences.closings);
  const paragraphs: string[] = [];
  let left = wanted.amount;
  for (let number = 1; number <= wanted.paragraphs; number += 1) {
    const isLast = number === wanted.paragraphs;
    const share = left / (wanted.paragraphs - number + 1);
    const own = number === 1 ? [pick(sentences.hooks)] : [];
    const opening = pick(sentences.openings).replace('{topic}', wanted.subject);
    const ending = isLast && wanted.amount >= size(closing) * 2 ? [closing] : [];
    const used = (): number => [...own, ...ending].reduce((sum, sentence) => sum + size(sentence), 0);
    if (number === 1 && wanted.subject !== '' && used() + size(opening) <= share * 1.1) own.push(opening);
    for (;;) {
      const missing = share - used();
      const next = supply.next(missing, size);
      // Taken when the paragraph comes closer to its share with it than without it.
      if (own.length > 0 && size(next) / 2 > missing) break;
      own.push(next);
      supply.take(next);
    }
    const text = [...own, ...ending].join(wanted.chinese ? '' : ' ');
    left -= size(text);
    paragraphs.push(text);
  }
  return paragraphs.join('\n\n');
}

/** Sentences in an order of chance, none twice before all were used; near the end of a paragraph, the one that fits best. */
function sentenceSupply(sentences: Sentences, random: Random) {
  const refill = (): string[] => {
    const aspects = shuffled(sentences.aspects, random);
    const combined = aspects.flatMap((aspect, index) =>
      sentences.aspectBeats.map((beat, other) => ({
        order: (other + index) % sentences.aspectBeats.length,
        beat,
        aspect,
      })),
    );
    const spread = shuffled(combined, random)
      .sort((a, b) => a.order - b.order)
      .map(({ beat, aspect }) => beat.replace('{aspect}', aspect));
    return [...shuffled(sentences.beats, random), ...spread];
  };
  let left = refill();
  return {
    next(missing: number, size: (text: string) => number): string {
      if (left.length === 0) left = refill();
      const ahead = left.slice(0, 12);
      const [first = ''] = ahead;
      if (missing > size(first) * 2) return first;
      return ahead.reduce((best, sentence) =>
        Math.abs(missing - size(sentence)) < Math.abs(missing - size(best)) ? sentence : best,
      );
    },
    take(sentence: string): void {
      const index = left.indexOf(sentence);
      if (index >= 0) left.splice(index, 1);
    },
  };
}

function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  return items
    .map((item) => ({ item, order: random.next() }))
    .sort((a, b) => a.order - b.order)
    .map(({ item }) => item);
}

const wordCount = (text: string): number => text.match(/[\p{L}\p{N}'’-]+/gu)?.length ?? 0;
const characterCount = (text: string): number => text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
