import { isRecord } from '../server/protocol/outline.ts';
import { choiceTexts, sectionTexts } from './manifest-texts.ts';
import { readSettings, type Schema, type Setting } from './setting-schema.ts';

const scopeWords: Readonly<Record<string, string>> = {
  window: 'user, remote or workspace settings',
  resource: 'user, remote, workspace or folder settings',
  machine: 'user or remote settings only',
  application: 'user settings only',
};

/** The whole of docs/settings.md. */
export function settingsDocument(): string {
  const settings = readSettings();
  const sections = [...new Set(settings.map((each) => each.section))];
  const parts = sections.map((section) => {
    const members = settings.filter((each) => each.section === section);
    return `## ${sectionTexts[section]?.english ?? section}\n\n${members.map(describe).join('\n')}`;
  });
  return `${head}\n${parts.join('\n')}`;
}

const head = `# Settings

This page is generated from [server/protocol/config.ts](../server/protocol/config.ts) by \`npm run generate\`. Every
setting is optional. The extension reads them from VS Code; the command line reads the same names from a file given
with \`--settings FILE\`, in the form of a settings.json.

Settings marked "trusted" are ignored when they come from a folder that you have not marked as trusted.
`;

function describe(setting: Setting): string {
  const { schema } = setting;
  const facts = [
    `- Type: ${typeOf(schema)}`,
    `- Default: ${code(JSON.stringify(schema.default))}`,
    `- Where: ${scopeWords[setting.scope] ?? setting.scope}${setting.restricted ? ' (trusted)' : ''}`,
  ];
  const values = (schema.enum ?? []).map((value) => {
    return `- ${code(value)}: ${choiceTexts[setting.name]?.[value]?.english ?? ''}`;
  });
  const fields = isRecord(schema.additionalProperties) ? fieldsOf(schema.additionalProperties, '') : [];
  const table =
    fields.length === 0
      ? []
      : ['', 'Each entry may hold:', '', '| Field | Type | Meaning |', '| --- | --- | --- |', ...fields];
  const list = values.length === 0 ? [] : ['', 'Values:', '', ...values];
  return [`### ${code(setting.key)}`, '', schema.description ?? '', '', ...facts, ...list, ...table, ''].join('\n');
}

function fieldsOf(schema: Schema, prefix: string): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, each]) => [
    `| ${code(prefix + name)} | ${typeOf(each).replaceAll('|', '\\|')} | ${each.description ?? ''} |`,
    ...fieldsOf(each, `${prefix}${name}.`),
  ]);
}

function typeOf(schema: Schema): string {
  if (schema.enum !== undefined) return `one of ${schema.enum.map(code).join(', ')}`;
  if (schema.type === 'array') return 'list of model ids';
  if (schema.type === 'object') return 'object';
  if (schema.type === 'boolean') return '`true` or `false`';
  if (schema.type === 'string') return 'text';
  const bounds =
    schema.minimum === undefined || schema.maximum === undefined ? '' : `, ${schema.minimum} to ${schema.maximum}`;
  return `${schema.type === 'integer' ? 'whole number' : 'number'}${bounds}`;
}

function code(text: string): string {
  return `\`${text}\``;
}
