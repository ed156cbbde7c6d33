/**
 * The part of VS Code's `l10n` that texts are made with. Whoever makes texts without the editor being there gets it as the
 * argument `l10n`, so that each text is written out in a call of its `t` and can be found and translated.
 */
export interface L10n {
  t(message: string, ...values: (string | number)[]): string;
}

/** Whether a language tag of VS Code, such as `zh-cn`, is one of the Chinese ones. */
export const isChinese = (language: string): boolean => language.toLowerCase().startsWith('zh');
