import type { ScriptFormat } from '../protocol/index.ts';

/** How one kind of video is built. */
export interface FormatGuide {
  readonly title: string;
  /** Length in seconds when the writer asks for none. */
  readonly defaultSeconds: number;
  /** Seconds of speech in one paragraph: turns a length in seconds into paragraphs and back. */
  readonly secondsPerParagraph: number;
  /** What the model is told about the structure, one instruction each, in the order of the video. */
  readonly structure: readonly string[];
}

/** The format of a brief that names none. */
export const defaultFormat: ScriptFormat = 'short';

/**
 * The ten formats. A hook has to land within three seconds and there is one call to action, in the last seconds: that is where
 * viewers of short videos decide to stay and to act.
 */
export const formats: Readonly<Record<ScriptFormat, FormatGuide>> = {
  short: {
    title: 'Short video',
    defaultSeconds: 45,
    secondsPerParagraph: 15,
    structure: [
      'The first sentence is the hook: at most nine words that make the viewer want the answer.',
      'Set the scene in one or two sentences, then give two or three beats, each with something new.',
      'Pay off the hook, and end with exactly one call to action.',
    ],
  },
  long: {
    title: 'Long video',
    defaultSeconds: 480,
    secondsPerParagraph: 30,
    structure: [
      'Open cold with the most striking moment, then promise what the viewer will know at the end.',
      'Move through chapters that build on each other; open each with a small question that keeps the viewer watching.',
      'Close by keeping the promise of the opening, then give exactly one call to action.',
    ],
  },
  explainer: {
    title: 'Explainer',
    defaultSeconds: 90,
    secondsPerParagraph: 20,
    structure: [
      'Open with the question or the misunderstanding that most people have.',
      'Explain one idea at a time, from the known to the new, with one everyday comparison.',
      'End with the answer in a single sentence that is easy to repeat.',
    ],
  },
  listicle: {
    title: 'List',
    defaultSeconds: 90,
    secondsPerParagraph: 15,
    structure: [
      'Open by saying what the list will give the viewer.',
      'Give each item its own passage; say its place in spoken words such as "first" or "next", never as a numbered list.',
      'Keep the strongest item for last, and end with a question to the viewer.',
    ],
  },
  tutorial: {
    title: 'Tutorial',
    defaultSeconds: 180,
    secondsPerParagraph: 25,
    structure: [
      'Open with the finished result and what it takes to get there.',
      'Give the steps in the order in which they are done, one action per sentence, each with the reason for it.',
      'Name the most common mistake, and end with what to try next.',
    ],
  },
  review: {
    title: 'Review',
    defaultSeconds: 120,
    secondsPerParagraph: 25,
    structure: [
      'Open with the verdict or the one question that decides it.',
      'Say who it is for, then what is good and what is not, each with a concrete observation.',
      'End with who should choose it and who should not. Invent no measurements and no prices.',
    ],
  },
  story: {
    title: 'Story',
    defaultSeconds: 90,
    secondsPerParagraph: 20,
    structure: [
      'Open in the middle of the action with one person who wants something.',
      'Let the trouble grow in scenes that can be seen and heard, up to a turning point.',
      'End with what has changed, without explaining the moral.',
    ],
  },
  news: {
    title: 'News brief',
    defaultSeconds: 60,
    secondsPerParagraph: 15,
    structure: [
      'The first sentence says what happened, to whom, where and when, as far as it is known.',
      'Give the background and the consequences in the order of their importance.',
      'Stay neutral, keep claims and facts apart, and end with what happens next. Invent no quotations and no figures.',
    ],
  },
  ad: {
    title: 'Advertisement',
    defaultSeconds: 30,
    secondsPerParagraph: 10,
    structure: [
      'Open with the problem or the wish of the viewer in one short sentence.',
      'Show the one benefit that matters and the reason to believe it.',
      'End with exactly one clear call to action. Promise nothing that the subject does not say.',
    ],
  },
  koubo: {
    title: '口播 (talking to the camera)',
    defaultSeconds: 60,
    secondsPerParagraph: 15,
    structure: [
      'Speak to one viewer as "you", the way people talk: short sentences, everyday words, no bookish phrases.',
      'The first sentence, at most fifteen characters in Chinese, states a surprising claim or a pain of the viewer.',
      'Make two or three points, each with an example from daily life, and end by inviting one reaction such as a comment.',
    ],
  },
};
