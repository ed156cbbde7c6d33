import type { FieldProblem } from './field-problems.ts';

/** What is the matter with a place in a settings file, as data, so that every language can say it. */
export type SettingsCause =
  /** `code` is the name jsonc-parser gives to a syntax error. */
  | { readonly kind: 'syntax'; readonly code: string }
  | { readonly kind: 'notAnObject' }
  | { readonly kind: 'tooDeep'; readonly maximum: number }
  /** More models or weights in one setting than anybody has. */
  | { readonly kind: 'tooMany'; readonly maximum: number }
  | { readonly kind: 'field'; readonly problem: FieldProblem }
  | { readonly kind: 'unknownSetting'; readonly suggestion: string | undefined }
  | { readonly kind: 'unknownField'; readonly suggestion: string | undefined }
  /** A group written as a nested object; `write` is the name VS Code wants. */
  | { readonly kind: 'nested'; readonly write: string }
  | { readonly kind: 'duplicate' }
  /** Something that looks like an API key. The value itself is never repeated. */
  | { readonly kind: 'keyInSettings' }
  | { readonly kind: 'noProvider'; readonly providers: readonly string[]; readonly suggestion: string | undefined }
  | { readonly kind: 'unknownModel'; readonly model: string; readonly suggestion: string | undefined };

/** One warning or error about a settings file. `line` and `column` count from 1. */
export interface SettingsProblem {
  readonly file: string;
  /** The full name of the setting, or of the field inside it. */
  readonly key: string;
  readonly line: number;
  readonly column: number;
  readonly cause: SettingsCause;
}
