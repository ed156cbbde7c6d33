/**
 * Estimates how many tokens a text has, without a tokenizer: about 1 token per 1.5 Chinese, Japanese or Korean characters and 1
 * per 4 other UTF-16 units. Source: the vendors' own rules of thumb (OpenAI: 4 English characters a token; DashScope and Qianfan:
 * 1 token for 1.5 to 1.8 Chinese characters), the cautious end of each, so that a context check errs on the safe side.
 * Returns an integer, 0 for an empty text.
 */
export function estimateTokens(text: string): number {
  return Math.ceil(tokenShare(text));
}

/** The same without rounding, for texts that come in pieces. */
export function tokenShare(text: string): number {
  let wide = 0;
  for (let index = 0; index < text.length; index += 1) {
    if (isWide(text.charCodeAt(index))) wide += 1;
  }
  return wide / wideUnitsPerToken + (text.length - wide) / narrowUnitsPerToken;
}

const wideUnitsPerToken = 1.5;
const narrowUnitsPerToken = 4;

/** Kana, CJK ideographs and punctuation, Hangul, full-width forms, and the surrogates of rare ideographs and emoji. */
function isWide(unit: number): boolean {
  if (unit < 0x2e80) return false;
  return unit <= 0xdfff || (unit >= 0xf900 && unit <= 0xfaff) || (unit >= 0xfe30 && unit <= 0xffef);
}
