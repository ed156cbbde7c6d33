import * as z from 'zod';

/** More tokens than any model takes or writes in one call; whoever reports more has miscounted. */
export const mostTokens = 10_000_000;

const count = z.number().nonnegative().max(mostTokens).transform(Math.round).nullish();

/** A count that cost is made from: with a value that cannot be, the whole usage is none, and tokens are estimated. */
export const tokenCount = count;

/** A count that only explains another one: a value that cannot be is left out. */
export const detailTokens = count.catch(undefined);
