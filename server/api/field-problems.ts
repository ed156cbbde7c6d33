import type * as z from 'zod';
import { type Allowed, allowedAt } from './allowed.ts';
import { nearestName } from './nearest.ts';

/** What stood in a field. Free text is never repeated, only measured: it may be a prompt, or a key in the wrong place. */
export type Found =
  | { readonly kind: 'value'; readonly text: string }
  | { readonly kind: 'text'; readonly characters: number }
  | { readonly kind: 'list' }
  | { readonly kind: 'object' }
  | { readonly kind: 'nothing' };

/** One thing that is wrong with a value that came from outside, as data, so that every language can say it. */
export type FieldProblem =
  | { readonly kind: 'missing'; readonly path: readonly string[]; readonly allowed: Allowed | undefined }
  | {
      readonly kind: 'wrong';
      readonly path: readonly string[];
      readonly found: Found;
      readonly allowed: Allowed | undefined;
      /** The allowed word that was most likely meant. */
      readonly suggestion?: string;
    }
  | { readonly kind: 'unknown'; readonly path: readonly string[]; readonly suggestion: string | undefined }
  /** A rule that the contract states in its own words. */
  | { readonly kind: 'rule'; readonly path: readonly string[]; readonly rule: string };

/** Values up to this length are repeated when the field accepts no free text. */
const maxShownCharacters = 40;

export function foundIn(value: unknown, allowed: Allowed | undefined): Found {
  if (value === undefined || value === null) return { kind: 'nothing' };
  if (Array.isArray(value)) return { kind: 'list' };
  if (typeof value === 'object') return { kind: 'object' };
  if (typeof value !== 'string') return { kind: 'value', text: String(value) };
  const harmless = allowed !== undefined && allowed.kind !== 'text' && /^[\w .-]*$/.test(value);
  return harmless && value.length <= maxShownCharacters && !looksLikeKey(value)
    ? { kind: 'value', text: `"${value}"` }
    : { kind: 'text', characters: value.length };
}

/** Whether a text begins as API keys and credentials do: `sk-`, `AIza`, `bce-v3/`, `Bearer ` and their like. */
export function hasKeyPrefix(text: string): boolean {
  return /^(?:(?:sk|gsk|xai|ghp|hf)[-_][\w-]{6,}|AIza[\w-]{10,}|bce-v3\/|(?:bearer|basic)\s+\S)/i.test(text.trim());
}

/** Whether a text may be an API key: by its beginning, or as one long mix of letters and digits. Wrong in favour of secrecy. */
export function looksLikeKey(text: string): boolean {
  const trimmed = text.trim();
  return (
    hasKeyPrefix(trimmed) || (/^[A-Za-z0-9+/_=-]{24,}$/.test(trimmed) && /\d/.test(trimmed) && /[A-Za-z]/.test(trimmed))
  );
}

/**
 * Everything that zod found wrong with a value, in the order of the fields. A value that breaks several bounds at once is
 * reported once, with all that is allowed. Parse with `reportInput: true`.
 */
export function fieldProblems(schema: z.ZodType, error: z.ZodError): readonly FieldProblem[] {
  const problems = error.issues.flatMap((issue) => problemsOf(schema, issue));
  const wrong = new Set<string>();
  return problems.filter(({ kind, path }) => {
    const place = JSON.stringify(path);
    if (kind !== 'wrong') return true;
    if (wrong.has(place)) return false;
    wrong.add(place);
    return true;
  });
}

function problemsOf(schema: z.ZodType, issue: z.core.$ZodIssue): readonly FieldProblem[] {
  const path = issue.path.map(String);
  const allowed = allowedAt(schema, issue.path);
  if (issue.code === 'unrecognized_keys') {
    const names = allowed?.kind === 'group' ? allowed.names : [];
    return issue.keys.map((key) => ({ kind: 'unknown', path: [...path, key], suggestion: nearestName(key, names) }));
  }
  if (issue.code === 'invalid_key') {
    const rule = issue.issues[0]?.message ?? issue.message;
    return [{ kind: 'rule', path, rule }];
  }
  if (issue.code === 'custom' || issue.code === 'invalid_format') return [{ kind: 'rule', path, rule: issue.message }];
  if (issue.code === 'invalid_type' && issue.input === undefined) return [{ kind: 'missing', path, allowed }];
  const words = allowed?.kind === 'oneOf' && typeof issue.input === 'string' ? allowed.values : [];
  const suggestion = nearestName(String(issue.input), words);
  const meant = suggestion === undefined ? {} : { suggestion };
  return [{ kind: 'wrong', path, found: foundIn(issue.input, allowed), allowed, ...meant }];
}
