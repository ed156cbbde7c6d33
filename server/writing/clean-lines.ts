import type { Filter } from './clean-controls.ts';
import { type HeadContext, type HeadDecision, readHead, type WaitingFor } from './clean-head.ts';
import { createInlineFilter } from './clean-inline.ts';
import type { Evidence } from './clean-label.ts';
import { createLayout } from './clean-layout.ts';

/** Most lines that wait at the same time; each is at most as long as the start of a line may be. */
const maxWaitingLines = 4;

type WaitDecision = Extract<HeadDecision, { kind: 'wait' }>;

interface WaitingLine {
  readonly text: string;
  readonly rest: string | undefined;
  readonly strong: boolean;
  /** Empty lines behind it. */
  blanks: number;
}

const rank: Readonly<Record<Evidence, number>> = { none: 0, sections: 1, shots: 2 };

/**
 * Reads lines: holds the start of each until it is known what kind of line it is, and a few whole lines whose kind shows in what
 * follows.
 */
export function createLineFilter(subject: string | undefined, emit: (text: string) => void): Filter {
  const layout = createLayout(emit);
  const inline = createInlineFilter(layout);
  let mode: 'head' | 'drop' | 'inline' = 'head';
  let head = '';
  let context: HeadContext = {
    first: true,
    titleAllowed: true,
    listNumber: 0,
    ordinalWaits: false,
    evidence: 'none',
    topics: false,
    timed: false,
    subject,
  };
  let waitingFor: WaitingFor | undefined;
  let waiting: WaitingLine[] = [];

  function write(text: string): void {
    context = { ...context, first: false };
    for (const character of text) inline.feed(character);
  }

  function stopWaiting(): readonly WaitingLine[] {
    const lines = waiting;
    waiting = [];
    waitingFor = undefined;
    context = { ...context, ordinalWaits: false };
    return lines;
  }

  /** Writes a line that has waited, or leaves it out. */
  function settleLine(line: WaitingLine, text: string | undefined): void {
    if (text === undefined) layout.breakParagraph();
    else {
      write(text);
      inline.feed('\n');
      for (let blank = 0; blank < line.blanks; blank += 1) layout.newline();
    }
  }

  function release(): void {
    for (const line of stopWaiting()) settleLine(line, line.text);
  }

  /** A title is settled as soon as anything follows; a line of "=" is what underlines one. */
  function settleTitle(): void {
    context = { ...context, titleAllowed: false };
    const underlined = head.startsWith('=');
    for (const line of stopWaiting()) {
      settleLine(line, line.strong || underlined || line.blanks > 0 ? undefined : line.text);
    }
  }

  /** Settles the waiting lines by what the next line turned out to be. */
  function settle(next: Exclude<HeadDecision, { kind: 'undecided' }>): void {
    const continues = next.kind === 'wait' && next.waitingFor === waitingFor && waiting.length < maxWaitingLines;
    if (waitingFor === 'ordinal') {
      if (next.number === 2) {
        context = { ...context, listNumber: 1 };
        for (const line of stopWaiting()) readAgain(line);
        settle(next);
      } else if (next.kind !== 'drop') release();
    } else if (waitingFor === 'label') {
      const evidence = rank[next.evidence ?? 'none'];
      if (evidence > rank.none) {
        for (const line of stopWaiting()) {
          const isLabel = line.rest !== undefined || evidence === rank.shots;
          settleLine(line, isLabel ? line.rest : line.text);
        }
      } else if (next.kind !== 'drop' && !continues) release();
    } else if (waitingFor === 'farewell' && next.kind !== 'drop' && !continues) release();
  }

  /** Reads the first item of a list without its number. */
  function readAgain(line: WaitingLine): void {
    const decision = readHead(line.rest ?? '', true, { ...context, first: false, titleAllowed: false });
    if (decision.kind === 'undecided') return;
    learn(decision);
    if (decision.kind === 'drop') layout.breakParagraph();
    else if (decision.kind === 'wait') wait(decision);
    else settleLine(line, decision.text);
  }

  function learn(decision: Exclude<HeadDecision, { kind: 'undecided' }>): void {
    const evidence = decision.evidence ?? 'none';
    context = {
      ...context,
      evidence: rank[evidence] > rank[context.evidence] ? evidence : context.evidence,
      topics: context.topics || decision.topics === true,
      timed: context.timed || decision.timed === true,
      listNumber: decision.number ?? context.listNumber,
    };
  }

  function wait(decision: WaitDecision): void {
    waitingFor = decision.waitingFor;
    const { text, rest, strong = false } = decision;
    waiting.push({ text, rest, strong, blanks: 0 });
    context = { ...context, ordinalWaits: waitingFor === 'ordinal' };
  }

  function decide(ended: boolean): void {
    if (head === '') {
      const last = waiting.at(-1);
      if (last === undefined) layout.newline();
      else last.blanks += 1;
      return;
    }
    if (waitingFor === 'title') settleTitle();
    const decision = readHead(head, ended, waiting.length > 0 ? { ...context, first: false } : context);
    if (decision.kind === 'undecided') return;
    head = '';
    settle(decision);
    learn(decision);
    mode = ended ? 'head' : 'inline';
    if (decision.kind === 'drop') {
      layout.breakParagraph();
      if (!ended) mode = 'drop';
    } else if (decision.kind === 'wait') wait(decision);
    else {
      write(decision.text);
      if (ended) inline.feed('\n');
    }
  }

  return {
    feed(character) {
      const lineEnds = character === '\n';
      if (mode === 'drop') {
        if (lineEnds) mode = 'head';
      } else if (mode === 'inline') {
        inline.feed(character);
        if (lineEnds) mode = 'head';
      } else if (lineEnds) decide(true);
      else if (head !== '' || !/[\s\ufeff\u200b]/u.test(character)) {
        head += character;
        decide(false);
      }
    },
    end() {
      if (mode === 'head' && head !== '') decide(true);
      if (waitingFor === 'farewell') stopWaiting();
      release();
      inline.end();
    },
  };
}
