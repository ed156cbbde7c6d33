import { sentencesZhCn, vendorNamesZhCn, withoutGaps } from '../../server/api/texts/zh-cn-sentences.ts';
import type { Sentence } from '../../server/protocol/index.ts';
import { renderSentence } from '../../server/protocol/sentence.ts';
import { isChinese } from './l10n.ts';

/** Says the daemon's sentences. */
export interface Speaker {
  /** One sentence; the empty text where nothing is to be said. */
  say(sentence: Sentence): string;
  /** Several texts one after the other; empty ones are left out. */
  join(...texts: readonly string[]): string;
}

const chineseCatalog = { ...vendorNamesZhCn, ...sentencesZhCn };

/** A speaker of the language of the editor: Chinese where that is Chinese, otherwise English. */
export function createSpeaker(language: string): Speaker {
  const chinese = isChinese(language);
  const catalog = chinese ? chineseCatalog : {};
  return {
    say(sentence) {
      const text = renderSentence(sentence, catalog);
      return chinese ? withoutGaps(text) : text;
    },
    join: (...texts) => texts.filter((text) => text !== '').join(chinese ? '' : ' '),
  };
}
