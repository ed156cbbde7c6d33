import { readFileSync } from 'node:fs';
import type { L10n } from '../../client/words/l10n.ts';
import { l10n } from './fake-vscode.ts';

/** The Chinese texts of the client, by their English template. */
const chineseTexts: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(new URL('../../l10n/bundle.l10n.zh-cn.json', import.meta.url), 'utf8'),
);

/** Texts as a Chinese VS Code makes them. */
export const chineseL10n: L10n = {
  t: (message, ...values) => l10n.t(chineseTexts[message] ?? message, ...values),
};
