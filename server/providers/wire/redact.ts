/** The longest message that leaves a provider, in characters. */
export const maxMessageLength = 2000;

const patterns: readonly (readonly [RegExp, string])[] = [
  // user:password@ in an address
  [/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@"']+@/gi, '$1***@'],
  // key=..., "api_key": "...", access_token=...
  [
    /((?:api[-_ ]?key|key|token|secret|password|passwd|signature|sig)["']?\s*[=:]\s*["']?)(?!\*\*\*)[^\s"'&,;}]{6,}/gi,
    '$1***',
  ],
  [/\b(bearer|basic)\s+[\w.~+/=*-]{16,}/gi, '$1 ***'],
  // Keys by their look, also as vendors quote them half hidden
  [/\b(?:sk|pk|rk|gsk|xai)-[\w*.-]{8,}/g, '***'],
  [/\bAIza[\w-]{20,}/g, '***'],
  [/\bbce-v3\/[\w/-]{8,}/g, '***'],
  [/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, '***'],
];

/**
 * Frees a vendor's text of keys and cuts it. First the given secrets wherever they stand, plain or URL-encoded, then
 * everything that looks like one; the cut comes last, so that no half of a key can stay.
 */
export const redact = (text: string, secrets: readonly string[] = []): string => {
  let clean = text;
  for (const secret of secrets) {
    if (secret.length < 4) continue;
    clean = clean.replaceAll(secret, '***');
    const encoded = encodeURIComponent(secret);
    if (encoded !== secret) clean = clean.replaceAll(encoded, '***');
  }
  for (const [pattern, replacement] of patterns) clean = clean.replace(pattern, replacement);
  clean = clean.replace(/\s+/g, ' ').trim();
  return clean.length <= maxMessageLength ? clean : `${clean.slice(0, maxMessageLength - 1)}…`;
};
