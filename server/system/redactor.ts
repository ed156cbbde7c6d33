/** Takes secrets out of texts. */
export interface Redactor {
  /** Remembers a value that must never be shown. Values below 8 characters are too common in plain text and ignored. */
  register(secret: string): void;
  redact(text: string): string;
}

const shortestSecret = 8;
const mark = '[key removed]';

/** What follows an authorization scheme is a key, whoever it belongs to. */
const authorization = /\b(Bearer|Basic)\s+[A-Za-z0-9+/=._~-]{8,}/gi;

/** A redactor that knows every key that was handed out in this process, also in its URL-encoded form. */
export function createRedactor(): Redactor {
  const secrets = new Set<string>();
  let longestFirst: readonly string[] = [];
  return {
    register(secret) {
      const before = secrets.size;
      for (const form of [secret, encodeURIComponent(secret)]) if (form.length >= shortestSecret) secrets.add(form);
      // A key that is the beginning of another must not leave the other's end behind.
      if (secrets.size > before) longestFirst = [...secrets].sort((a, b) => b.length - a.length);
    },
    redact(text) {
      let clean = text;
      for (const secret of longestFirst) clean = clean.replaceAll(secret, mark);
      return clean.replace(authorization, `$1 ${mark}`);
    },
  };
}
