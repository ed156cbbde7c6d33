import type { Random } from '../../ports/index.ts';
import type { Message } from '../../protocol/index.ts';
import { answerText } from './answers.ts';
import { continuedAnswer, readContinued } from './continuation.ts';
import { readRequest } from './request.ts';

/** One delta of a stream. */
export interface Piece {
  readonly text: string;
  readonly tokens: number;
}

export interface Answer {
  readonly pieces: readonly Piece[];
  readonly inputTokens: number;
  readonly outputTokens: number;
}

const charactersPerToken = 4;
/** Tokens of one character as the fleet counts them: four Latin letters or one Han character make a token. */
const weightOf = (character: string): number => (character >= '\u2e80' ? 1 : 1 / charactersPerToken);

/** Tokens of a text. */
export function tokenCount(text: string): number {
  let tokens = 0;
  for (const character of text) tokens += weightOf(character);
  return Math.ceil(tokens);
}

/** Cuts a text into pieces of about so many tokens, anywhere but inside a character, as vendors do. */
export function piecesOf(text: string, tokensPerPiece: number): readonly Piece[] {
  const pieces: Piece[] = [];
  let piece = '';
  let weight = 0;
  for (const character of text) {
    piece += character;
    weight += weightOf(character);
    if (weight >= tokensPerPiece) {
      pieces.push({ text: piece, tokens: weight });
      piece = '';
      weight = 0;
    }
  }
  if (piece !== '') pieces.push({ text: piece, tokens: weight });
  return pieces;
}

/** The beginning of an answer that fits into a limit of tokens, at least one piece. */
export function bounded(answer: Answer, maxTokens: number): { readonly answer: Answer; readonly isWhole: boolean } {
  if (answer.outputTokens <= maxTokens) return { answer, isWhole: true };
  let tokens = 0;
  const pieces = answer.pieces.filter((piece, index) => {
    tokens += piece.tokens;
    return index === 0 || tokens <= maxTokens;
  });
  const kept = pieces.reduce((sum, piece) => sum + piece.tokens, 0);
  return { answer: { ...answer, pieces, outputTokens: Math.ceil(kept) }, isWhole: false };
}

/** So many different answers a prompt can get, and so many prompts are remembered. */
const variants = 8;
const rememberedPrompts = 64;

/**
 * Writes answers, and remembers the last prompts: a load test asks the same thing a million times, and the time it
 * measures must not be spent on making up sentences.
 */
export function createAnswerer(random: Random, tokensPerPiece: number): (messages: readonly Message[]) => Answer {
  const remembered = new Map<string, (Answer | undefined)[]>();
  return (messages) => {
    const prompt = messages.map(({ role, content }) => `${role}\n${content}`).join('\n');
    let answers = remembered.get(prompt);
    if (answers === undefined) {
      answers = new Array<Answer | undefined>(variants).fill(undefined);
      remembered.set(prompt, answers);
      const [oldest] = remembered.keys();
      if (remembered.size > rememberedPrompts && oldest !== undefined) remembered.delete(oldest);
    }
    const variant = Math.floor(random.next() * variants);
    let answer = answers[variant];
    if (answer === undefined) {
      const continued = readContinued(messages);
      const whole = answerText(readRequest(continued?.messages ?? messages), random);
      const text = continued === undefined ? whole : continuedAnswer(continued, whole);
      const pieces = piecesOf(text, tokensPerPiece);
      answer = { pieces, inputTokens: tokenCount(prompt), outputTokens: tokenCount(text) };
      answers[variant] = answer;
    }
    return answer;
  };
}
