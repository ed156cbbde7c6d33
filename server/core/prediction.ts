import type { ModelFacts } from './types.ts';

/** Milliseconds this model is expected to take for an answer of this length: first text, then token by token. */
export function predictedMs(
  facts: Pick<ModelFacts, 'firstTokenMs' | 'msPerToken'>,
  request: { readonly expectedOutputTokens: number },
): number {
  return facts.firstTokenMs + request.expectedOutputTokens * facts.msPerToken;
}

/** 1 at zero, one half at the reference, towards 0 beyond: absolute, so that no candidate flattens the others. */
export function halfAt(reference: number, amount: number): number {
  return 1 / (1 + Math.max(0, amount) / reference);
}
