/** Digits of any script as ASCII digits; separators stay. */
const plainDigits = (text: string): string =>
  text.replace(/\p{Nd}/gu, (digit) => {
    // Decimal digits stand in runs of ten in Unicode, each run starting at a multiple of ten or sixteen from its zero.
    let zero = digit.codePointAt(0) ?? 0;
    while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1)) && (digit.codePointAt(0) ?? 0) - zero < 9) zero -= 1;
    return String(((digit.codePointAt(0) ?? 0) - zero) % 10);
  });

/** Words of a number below a thousand: "nine hundred five" is three. */
function wordsBelowThousand(value: number): number {
  const rest = value % 100;
  const tens = rest === 0 ? 0 : rest < 20 || rest % 10 === 0 ? 1 : 2;
  return (value >= 100 ? 2 : 0) + tens;
}

/** Words of a whole number: groups of three digits, each with its name. */
function wordsOfInteger(digits: string): number {
  if (/^0*$/u.test(digits)) return 1;
  let words = 0;
  for (let end = digits.length, group = 0; end > 0; end -= 3, group += 1) {
    const value = Number(digits.slice(Math.max(0, end - 3), end));
    if (value > 0) words += wordsBelowThousand(value) + (group > 0 ? 1 : 0);
  }
  return words;
}

/** Words a number in digits is spoken with in English, a fair guess for other languages: "2026" is three as a year. */
export function spokenWordsOfNumber(text: string): number {
  const plain = plainDigits(text);
  const [whole = '', ...fractions] = plain.replace(/(?<=\d)[,'’\u00a0\u202f](?=\d{3}(?!\d))/gu, '').split(/[.,:]/u);
  const digits = whole.replace(/\D/gu, '');
  const isYear = fractions.length === 0 && /^(?:1[1-9]|20)\d\d$/u.test(plain);
  const longCode = digits.length > 15;
  const head = longCode
    ? digits.length
    : isYear && !plain.endsWith('00')
      ? wordsBelowThousand(Number(digits.slice(0, 2))) +
        Math.max(2, wordsOfInteger(digits.slice(2)) + (digits[2] === '0' ? 1 : 0))
      : wordsOfInteger(digits);
  return head + fractions.reduce((sum, fraction) => sum + 1 + fraction.length, 0);
}

/** Characters a number in digits is spoken with in Chinese: about one for each digit, 点 for the point. */
export function spokenCharactersOfNumber(text: string): number {
  return text.replace(/[^\p{Nd}.]/gu, '').length;
}
