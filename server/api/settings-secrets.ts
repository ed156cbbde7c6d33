import { hasKeyPrefix, looksLikeKey } from './field-problems.ts';

/** Header names that carry credentials, and field names that people give to keys. */
const credentialName =
  /^(?:proxy-)?authorization$|api[-_]?key(?!env$)|(?:access|auth)[-_]?token|subscription-key|^x-.*-key$|^token$|secret|password|credential|cookie|^key$/i;

/** Headers whose values are long mixes of letters and digits without being secret: marks of an account, a version, a feature. */
const openHeader = /(?:^|-)(?:id|organi[sz]ation|project|tenant|version|beta|agent|referer|title)$/i;

/** A value that says itself that it is a credential: `Token abc`, `session=abc`, a signed token in three parts. */
const credentialValue =
  /^(?:token|api[-_ ]?key|key)\s+\S{6,}|(?:key|token|secret|password|session|auth)\s*[=:]\s*\S{4,}|^eyJ[\w-]{8,}\.[\w-]+\./i;

/** What an environment variable is usually called. Long ones look like keys and are none. */
const variableName = /^[A-Z_][A-Z0-9_]*$/;

/**
 * Whether a text in the settings, at a path such as `['videogenius', 'models', 'mine', 'headers', 'Authorization']`, seems
 * to be a key. The text itself is only looked at and never leaves this function.
 */
export function isKeyInSettings(path: readonly string[], text: string): boolean {
  if (text.trim() === '') return false;
  if (hasKeyPrefix(text)) return true;
  const name = path.at(-1) ?? '';
  if (name === 'apiKeyEnv') return !variableName.test(text) && looksLikeKey(text);
  if (credentialName.test(name)) return true;
  if (path.at(-2) === 'headers') return credentialValue.test(text) || (!openHeader.test(name) && looksLikeKey(text));
  return name === 'baseUrl' && isKeyInAddress(text);
}

/** A user name with or without a password, a query that names a key, or a part of the path that can only be one. */
function isKeyInAddress(address: string): boolean {
  const [beforeQuery = '', query = ''] = address.split(/[?#](.*)/s);
  const [, authority = '', path = ''] = /^\s*(?:[a-z][a-z0-9+.-]*:)?(?:\/\/)?([^/]*)(.*)$/is.exec(beforeQuery) ?? [];
  return (
    authority.includes('@') ||
    /(?:^|[&#?])[^=&]*(?:key|token|secret|password|signature|\bsig|auth|credential)=/i.test(query) ||
    path.split('/').some((part, index, parts) => hasKeyPrefix(parts.slice(index).join('/')) || isRandom(part))
  );
}

/** Long, with digits and letters of both sizes: no name of a model or a deployment, and no mark of an account, is like that. */
const isRandom = (part: string): boolean =>
  /^[\w.~-]{32,}$/.test(part) && /\d/.test(part) && /[a-z]/.test(part) && /[A-Z]/.test(part);
