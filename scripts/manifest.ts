import { defaultModelWeights } from '../server/protocol/index.ts';
import { isRecord } from '../server/protocol/outline.ts';
import { choiceLabels, choiceTexts, type ManifestText, manifestTexts, sectionTexts } from './manifest-texts.ts';
import { readSettings, type Schema, type Setting } from './setting-schema.ts';
import { settingsChinese } from './settings-zh-cn.ts';

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

/** Meta of ours that VS Code does not know. */
const ownMeta = new Set(['leaf', 'restricted', 'order', 'scope', 'description']);

/** Builds the manifest's settings. Throws when a text is missing in a language, or stands there without a setting. */
export function generateManifest(chinese: Readonly<Record<string, string>> = settingsChinese): GeneratedManifest {
  const texts: Record<string, ManifestText> = { ...manifestTexts };
  const unused = new Set(Object.keys(chinese));
  const settingText = (name: string, english: string): string => {
    const translated = chinese[name];
    if (translated === undefined)
      throw new Error(`the setting ${name} has no Chinese text in scripts/settings-zh-cn.ts`);
    unused.delete(name);
    texts[`setting.${name}`] = { english, chinese: translated };
    return `%setting.${name}%`;
  };
  const sections = new Map<string, Setting[]>();
  const settings = readSettings();
  for (const setting of settings) sections.set(setting.section, [...(sections.get(setting.section) ?? []), setting]);
  const configuration = [...sections].map(([id, members], position) => {
    const title = sectionTexts[id];
    if (title === undefined) throw new Error(`the section ${id} has no title in scripts/manifest-texts.ts`);
    texts[`section.${id}`] = title;
    const properties = members.map((setting) => [setting.key, manifestSetting(setting, settingText, texts)] as const);
    return { id, title: `%section.${id}%`, order: position + 1, properties: Object.fromEntries(properties) };
  });
  if (unused.size > 0) throw new Error(`Chinese texts of settings that do not exist: ${[...unused].join(', ')}`);
  const restrictedConfigurations = settings.filter((each) => each.restricted).map((each) => each.key);
  return { configuration, restrictedConfigurations, texts };
}

type SettingText = (name: string, english: string) => string;

function manifestSetting(setting: Setting, settingText: SettingText, texts: Record<string, ManifestText>): object {
  const { schema, name } = setting;
  return {
    ...translated(schema, name, settingText),
    ...choices(name, schema, texts),
    ...(name === 'modelWeights' ? weightGrid(schema) : {}),
    order: setting.order,
    scope: setting.scope,
  };
}

/** The schema with `%key%` in place of each description, at every depth; entries of a record are named `*`. */
function translated(schema: Schema, name: string, settingText: SettingText): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  if (schema.description !== undefined) result.description = settingText(name, schema.description);
  for (const [key, value] of Object.entries(schema)) {
    if (ownMeta.has(key)) continue;
    if (key === 'properties' && isRecord(value)) {
      const inner = Object.entries(value).map(([property, each]) => {
        if (!isRecord(each)) throw new Error(`${name}.${property} is not a schema`);
        return [property, translated(each, `${name}.${property}`, settingText)] as const;
      });
      result.properties = Object.fromEntries(inner);
    } else if (key === 'additionalProperties' && isRecord(value)) {
      result.additionalProperties = translated(value, `${name}.*`, settingText);
    } else result[key] = value;
  }
  return result;
}

function choices(name: string, schema: Schema, texts: Record<string, ManifestText>): object {
  if (schema.enum === undefined) return {};
  const enumDescriptions = schema.enum.map((value) => {
    const text = choiceTexts[name]?.[value];
    if (text === undefined) throw new Error(`the value ${value} of ${name} has no text in scripts/manifest-texts.ts`);
    texts[`setting.${name}.${value}`] = text;
    return `%setting.${name}.${value}%`;
  });
  const labels = choiceLabels[name] ?? {};
  const enumItemLabels = schema.enum.map((value) => {
    const label = labels[value];
    if (label === undefined) throw new Error(`the value ${value} of ${name} has no label in scripts/manifest-texts.ts`);
    texts[`setting.${name}.${value}.label`] = label;
    return `%setting.${name}.${value}.label%`;
  });
  return { enumDescriptions, enumItemLabels };
}

/** Named properties make the Settings UI draw an editable grid with one row for each built-in model. */
function weightGrid(schema: Schema): object {
  const entry = isRecord(schema.additionalProperties) ? schema.additionalProperties : {};
  const rows = Object.entries(defaultModelWeights).map(([id, weight]) => [id, { ...entry, default: weight }] as const);
  return { properties: Object.fromEntries(rows) };
}
