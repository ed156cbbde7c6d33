/**
 * Characters that a terminal obeys instead of showing them: C0 without tab and line break, DEL, and C1, which begins escape
 * sequences with one character.
 */
const commands = /(?![\t\n])\p{Control}/gu;

/** Carriage returns overwrite a line; direction controls make a line read differently from what it says (CVE-2021-42574). */
const invisible = /[\r\u202A-\u202E\u2066-\u2069]/g;

/**
 * A text of a model, a vendor, a file or an argument as it may go to a terminal. A control character becomes U+FFFD, so
 * that what is left of an escape sequence shows for what it is. What has no place of its own on the screen is left out:
 * carriage returns, of which "\r\n" then is a plain line break, and bidirectional embeddings, overrides and isolates. Looks
 * at each character alone, so that a text may come in any pieces.
 */
export function safeText(text: string): string {
  return text.replace(invisible, '').replace(commands, '\uFFFD');
}

/** Nothing of it is lost in JSON, which escapes C0 anyway: the rest is escaped here. */
export function safeJson(value: unknown, replacer?: (key: string, value: unknown) => unknown, indent = 2): string {
  return JSON.stringify(value, replacer, indent).replace(
    /[\u007F-\u009F\u202A-\u202E\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
