import { type LabelKind, labels } from './clean-vocabulary.ts';

/** What a reader of line starts found: nothing, not enough yet, a line to drop, or a start to strip. */
export type Finding =
  | { readonly kind: 'none' }
  | { readonly kind: 'undecided' }
  | { readonly kind: 'drop' }
  | { readonly kind: 'strip'; readonly rest: string };

/**
 * How sure it is that an answer is a list of shots and voices and not plain text: `sections` when a part only scripts have was
 * named, `shots` when a narrator or a label in bold was.
 */
export type Evidence = 'none' | 'sections' | 'shots';

/** What is known of an answer when one of its labels is read. */
export interface LabelContext {
  readonly first: boolean;
  readonly evidence: Evidence;
  /** Bold labels that no script has were seen, as in "**Battery:** all day": labels are what the text talks about. */
  readonly topics: boolean;
  /** A time range of the first minute was taken off: further ones are those of scenes too. */
  readonly timed: boolean;
}

export type LabelFinding =
  | { readonly kind: 'none' }
  | { readonly kind: 'undecided' }
  | { readonly kind: 'drop'; readonly evidence: Evidence }
  | { readonly kind: 'strip'; readonly rest: string; readonly evidence: Evidence; readonly timed?: boolean }
  /** A title if more text follows. */
  | { readonly kind: 'title' }
  /** A line about the script, if nothing follows. */
  | { readonly kind: 'note' }
  /** A label if the answer turns out to be a shot list: `rest` is what is spoken then, undefined when nothing is. */
  | { readonly kind: 'doubtful'; readonly rest: string | undefined }
  /** A bold label that no script has. */
  | { readonly kind: 'topic' };

const none: LabelFinding = { kind: 'none' };
const undecided: LabelFinding = { kind: 'undecided' };

/** Longest title behind its label, and longest bold label that no script has. */
const maxTitleLength = 120;
const maxTopicLength = 30;

const timing = /^(\d{1,2}:\d{2})\s*[-–—~]\s*\d{1,2}:\d{2}\s*[:：]?\s*(?=[^\s:：])/u;
const timingSoFar =
  /^(?:\d{1,2}(?::(?:\d{0,2}(?:\s*(?:[-–—~]\s*(?:\d{1,2}(?::(?:\d{0,2}(?:\s*[:：]?\s*)?)?)?)?)?)?)?)?)$/u;

const closed =
  /^(?:\s*#?(\d{1,3}|[一二三四五六七八九十]{1,3}))?\s*(\([^()]{0,40}\)|（[^（）]{0,40}）|\[[^[\]]{0,40}\])?\s*[*_]{0,3}\s*[:：]\s*[*_]{0,3}\s*/u;
const closedSoFar =
  /^(?:\s*#?(?:\d{0,3}|[一二三四五六七八九十]{1,3}))?\s*(?:[([（][^()[\]（）]{0,40}[)\]）]?)?\s*[*_]{0,3}\s*$/u;
const alone = /^(?:\s*#?(?:\d{1,3}|[一二三四五六七八九十]{1,3}))?\s*[*_]{0,3}$/u;

/** Brackets that only labels of scripts have: "Host (on camera):", "Scene (0:05-0:12):". */
const technical = /v\.?\s?o\b|o\.?\s?[sc]\b|\boff\b|camera|screen|voice|\d:\d{2}|\d\s*s\b|旁白|画外|镜头|\d\s*秒/iu;

function readTiming(line: string, ended: boolean, context: LabelContext): LabelFinding {
  const times = timing.exec(line);
  if (times === null) return timingSoFar.test(line) && !ended ? undecided : none;
  const [all, start = ''] = times;
  // "10:30-11:00: rush hour" is a time of the day.
  const ofVideo = /^0?0:/u.test(start) || context.timed || context.evidence === 'shots';
  return ofVideo ? { kind: 'strip', rest: line.slice(all.length), evidence: context.evidence, timed: true } : none;
}

/** What a closed label with something behind it means. */
function judge(kind: LabelKind, rest: string, bold: boolean, marked: boolean, context: LabelContext): LabelFinding {
  const isShotList = context.evidence === 'shots';
  const shots = (found: { kind: 'drop' } | { kind: 'strip'; rest: string }): LabelFinding => ({
    ...found,
    evidence: context.topics ? context.evidence : 'shots',
  });
  if (kind === 'narrator') return { kind: 'strip', rest, evidence: 'shots' };
  if (kind === 'section') return { kind: 'strip', rest, evidence: isShotList ? 'shots' : 'sections' };
  if (kind === 'silent') return { kind: 'drop', evidence: 'shots' };
  if (kind === 'visual') {
    return isShotList || (bold && !context.topics) ? shots({ kind: 'drop' }) : { kind: 'doubtful', rest: undefined };
  }
  const isMarked = marked || (bold && !context.topics);
  if (kind === 'part') return bold && isMarked ? shots({ kind: 'strip', rest }) : none;
  return isMarked || context.evidence !== 'none' ? shots({ kind: 'strip', rest }) : { kind: 'doubtful', rest };
}

function readTitleLabel(rest: string, bold: boolean, ended: boolean, context: LabelContext): LabelFinding {
  if ((bold && !context.topics) || context.evidence === 'shots') return { kind: 'drop', evidence: context.evidence };
  if (!context.first || rest.length > maxTitleLength) return none;
  if (!ended) return undecided;
  return /[.。．।]$/u.test(rest) ? none : { kind: 'title' };
}

/**
 * Reads a label such as `Narrator:`, `**Scene 2 (0:05-0:12):**` or `旁白：` at the start of a line. Only known labels count: in
 * "Error: nothing works" the first word is spoken. What could be a word of its own is a label only in a shot list.
 */
export function readLabel(line: string, ended: boolean, context: LabelContext): LabelFinding {
  const times = readTiming(line, ended, context);
  if (times.kind !== 'none') return times;

  const marks = /^[*_]{0,3}/u.exec(line)?.[0] ?? '';
  const body = line.slice(marks.length);
  const lower = body.toLowerCase();
  const bold = marks.length >= 2;
  let possible = false;
  for (const [label, kind] of labels) {
    if (!lower.startsWith(label)) {
      possible ||= label.startsWith(lower);
      continue;
    }
    const tail = body.slice(label.length);
    const end = closed.exec(tail);
    if (end === null) {
      possible ||= closedSoFar.test(tail);
      if (ended && alone.test(tail) && kind !== 'note') {
        const shows = kind === 'narrator' || kind === 'silent';
        return { kind: 'drop', evidence: shows ? 'shots' : context.evidence };
      }
      continue;
    }
    const rest = tail.slice(end[0].length);
    if (rest === '') {
      const shows = kind === 'narrator' || (bold && kind !== 'note' && !context.topics);
      return ended ? { kind: 'drop', evidence: shows ? 'shots' : context.evidence } : undecided;
    }
    if (kind === 'note') return ended ? { kind: 'note' } : undecided;
    if (kind === 'title') return readTitleLabel(rest, bold, ended, context);
    const marked = end[1] !== undefined || technical.test(end[2] ?? '');
    const found = judge(kind, rest, bold, marked, context);
    return found.kind === 'doubtful' && !ended ? undecided : found;
  }
  if (possible && !ended) return undecided;
  return bold ? readTopic(body, marks, ended) : none;
}

/** A bold label that no script has, such as `**Battery:** all day`. */
function readTopic(body: string, marks: string, ended: boolean): LabelFinding {
  const close = body.indexOf(marks);
  if (close < 0) return ended || body.length > maxTopicLength ? none : undecided;
  if (/[:：]\s*$/u.test(body.slice(0, close))) return { kind: 'topic' };
  const after = body.slice(close + marks.length).trimStart();
  if (after === '') return ended ? none : undecided;
  return /^[:：]/u.test(after) ? { kind: 'topic' } : none;
}
