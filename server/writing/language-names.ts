/** Languages that people name in words. Names come from the runtime's own tables, so only tags stand here. */
const tags =
  'en zh ja ko de fr es pt it nl pl sv da nb fi is cs sk sl hr sr bs bg ro hu el tr ru uk be ar fa ur he hi bn ta te mr gu pa ne si th lo km my vi id ms fil ka hy az kk uz mn sw am zu af et lv lt ca eu gl ga cy zh-CN zh-TW zh-Hans zh-Hant pt-BR pt-PT en-US en-GB es-MX'.split(
    ' ',
  );

/** English names of the languages above, each with its name in another language. */
export function languageNamesIn(locale: string): Readonly<Record<string, string>> {
  const english = new Intl.DisplayNames(['en'], { type: 'language' });
  const other = new Intl.DisplayNames([locale], { type: 'language' });
  return Object.fromEntries(tags.map((tag) => [english.of(tag) ?? tag, other.of(tag) ?? tag]));
}

let names: ReadonlyMap<string, string> | undefined;

/** Language names in lower case, in English, in Chinese and in the language itself, each with its tag. */
export function languageNames(): ReadonlyMap<string, string> {
  if (names !== undefined) return names;
  const found = new Map<string, string>();
  for (const tag of tags) {
    for (const reader of ['en', 'zh', tag]) {
      const name = new Intl.DisplayNames([reader], { type: 'language' }).of(tag)?.toLowerCase();
      if (name !== undefined && !found.has(name)) found.set(name, tag);
    }
  }
  found.set('mandarin', 'zh').set('汉语', 'zh').set('简体中文', 'zh-CN').set('繁體中文', 'zh-TW');
  names = found;
  return found;
}
