/** One text of the manifest in both languages. */
export interface ManifestText {
  readonly english: string;
  readonly chinese: string;
}
/** Texts of package.json apart from the settings, by their key in package.nls.json. */
export declare const manifestTexts: Readonly<Record<string, ManifestText>>;
/** Headings of the groups of settings; `routing` holds the settings that stand in no group. */
export declare const sectionTexts: Readonly<Record<string, ManifestText>>;
/** What each value of a setting with a fixed choice means, by setting and value. */
export declare const choiceTexts: Readonly<Record<string, Readonly<Record<string, ManifestText>>>>;
