import { type ManifestText } from './manifest-texts.ts';
/** The parts of package.json that follow from the contract, and the texts they name. */
export interface GeneratedManifest {
  readonly configuration: readonly ConfigurationSection[];
  readonly restrictedConfigurations: readonly string[];
  readonly texts: Readonly<Record<string, ManifestText>>;
}
export interface ConfigurationSection {
  readonly id: string;
  readonly title: string;
  readonly order: number;
  readonly properties: Readonly<Record<string, unknown>>;
}
/** Builds the manifest's settings. Throws when a text is missing in a language, or stands there without a setting. */
export declare function generateManifest(chinese?: Readonly<Record<string, string>>): GeneratedManifest;
