import * as fc from 'fast-check';
import { createSeam, type SeamOptions, type SeamStep } from '../../server/core/index.ts';

const english = [
  'The sea is older than every map.',
  'Look closer, and you will see it breathe!',
  'Why do we never stop watching?',
  'Dr. Mills paid $3.5 for a jar of it.',
  '“It works,” she said, “and nobody knows why.”',
  'Most of it – about 95 % – is dark.',
  'Every wave began somewhere far away…',
  "You don't need a boat to feel it.",
  'Some call it home; others call it fear.',
  'Listen: the tide is turning again.',
  'It feels like flying 🎉 with cafe\u0301 music!',
];
const chinese = [
  '大海比任何地图都古老。',
  '靠近一点，你会看见它在呼吸！',
  '我们为什么总是看不够？',
  '她说：“这很有用，可没人知道原因。”',
  '大约百分之九十五的地方——都是黑暗的。',
  '每一朵浪花都来自远方。',
  '价格是3.5元，一点也不贵。',
  '《海的女儿》写的正是这里。',
  '𠮷野家就在海边🌊等你。',
];
const german = [
  'Das Meer ist älter als jede Karte.',
  'Am 3. Mai kam der Sturm zurück.',
  'Er sagte: „Komm mit.“',
  'Warum sehen wir nie genug davon?',
  'Jede Welle beginnt irgendwo weit draußen!',
  'Viele nennen es Heimat, z. B. die Fischer.',
];
const japanese = [
  '海はどの地図よりも古い。',
  '近づくと、息づいているのが見える！',
  '「なぜだろう」と彼女は言った。',
  '波は遠くから来る。',
];
const russian = [
  'Море старше любой карты.',
  'Почему мы смотрим на него часами?',
  '«Идём», — сказала она тихо.',
  'Каждая волна начинается далеко!',
];

const languages = [
  [english, ' '],
  [chinese, ''],
  [german, ' '],
  [japanese, ''],
  [russian, ' '],
] as const;

const markup = [
  '## Scene: the shore',
  '> Visual: a boat in the fog',
  '- salt, wind and light',
  '## 第二幕：海边',
  '**Narrator:**',
];

/** Scripts in several languages, with Markdown between some paragraphs; no sentence stands in one twice. */
export const scriptText: fc.Arbitrary<string> = fc
  .constantFrom(...languages)
  .chain(([sentences, space]) =>
    fc.tuple(
      fc.shuffledSubarray([...sentences], { minLength: 2 }),
      fc.array(fc.constantFrom('next', 'next', 'paragraph', 'line'), { minLength: 10, maxLength: 10 }),
      fc.shuffledSubarray(markup, { maxLength: 2 }),
      fc.constant(space),
    ),
  )
  .map(([sentences, breaks, lines, space]) => {
    let text = lines[0] === undefined ? '' : `${lines[0]}\n\n`;
    for (const [index, sentence] of sentences.entries()) {
      const gap = breaks[index] === 'paragraph' ? '\n\n' : breaks[index] === 'line' ? '\n' : space;
      text += sentence + (index === 2 && lines[1] !== undefined ? `\n\n${lines[1]}\n` : gap);
    }
    return text.trimEnd();
  });

/** Gives a continuation to a seam in pieces of these lengths, over and over. */
export function read(options: SeamOptions, continuation: string, lengths: readonly number[] = [continuation.length]) {
  const seam = createSeam(options);
  const steps: SeamStep[] = [];
  let place = 0;
  for (let number = 0; place < continuation.length; number += 1) {
    const length = Math.max(1, lengths[number % lengths.length] ?? 1);
    steps.push(seam.push(continuation.slice(place, place + length)));
    place += length;
  }
  steps.push(seam.end());
  const rejected = steps.find((step) => step.kind === 'rejected');
  const text = steps.map((step) => (step.kind === 'text' ? step.text : '')).join('');
  return { steps, text, reason: rejected?.kind === 'rejected' ? rejected.reason : undefined };
}
