import type { EditorFailure } from '../../server/protocol/index.ts';
import type { L10n } from '../words/l10n.ts';

/**
 * What went wrong with a chat model of VS Code, in the terms of the contract. Its own message stays out of it: nobody knows what
 * a vendor writes into it.
 */
export function editorFailure(error: unknown, l10n: L10n): EditorFailure {
  const code = failureCode(error);
  return { code, message: failureMessages(l10n)[code] };
}

function failureMessages(l10n: L10n): Readonly<Record<EditorFailure['code'], string>> {
  return {
    noPermission: l10n.t('VS Code does not let VideoGenius use this chat model.'),
    blocked: l10n.t('VS Code has blocked this chat model, for instance because its allowance is used up.'),
    notFound: l10n.t('VS Code no longer has this chat model.'),
    rateLimited: l10n.t('The chat model of VS Code got too many requests.'),
    other: l10n.t('The chat model of VS Code failed.'),
  };
}

/** VS Code names the kinds of errors in `code`; a rate limit has no name there and is known by its words. */
function failureCode(error: unknown): EditorFailure['code'] {
  if (isRateLimit(error)) return 'rateLimited';
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'NoPermissions') return 'noPermission';
  if (code === 'Blocked') return 'blocked';
  return code === 'NotFound' ? 'notFound' : 'other';
}

function isRateLimit(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const isMeant = /\brate.?limit|\btoo many requests\b|\b429\b/i.test(`${error.name} ${error.message}`);
  return isMeant || (error.cause !== error && isRateLimit(error.cause));
}
