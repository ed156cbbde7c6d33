import { hasKeyPrefix, looksLikeKey } from './field-problems.ts';

/** Header names that carry credentials, and field names that people give to keys. */
const credentialName =
  /^(?:proxy-)?authorization$|api[-_]?key(?!env$)|access[-_]?token|^token$|secret|password|cookie|^key$/i;

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
  return name === 'baseUrl' && /\/\/[^/?#]*:[^/?#]*@|[?&](?:api[-_]?key|key|token|access_token)=/i.test(text);
}
