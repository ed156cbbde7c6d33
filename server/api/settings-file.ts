import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import {
  builtInModelIds,
  Config,
  defaultConfig,
  defaultModelWeights,
  isRecord,
  type ModelId,
  providerIds,
  settingPrefix,
} from '../protocol/index.ts';
import { fieldProblems, foundIn } from './field-problems.ts';
import { nearestName } from './nearest.ts';
import { settingGroups, settingNames } from './settings-names.ts';
import type { SettingsCause, SettingsProblem } from './settings-problem.ts';
import { isKeyInSettings } from './settings-secrets.ts';
import {
  asRecord,
  countMembers,
  deepestOffset,
  type Property,
  propertiesOf,
  removeAt,
  tooDeepOffset,
  valueIn,
} from './settings-tree.ts';
import { TextLines } from './text-lines.ts';
import { type Locale, textsFor } from './texts/index.ts';

export interface ParsedSettings {
  /** Complete: what is missing or wrong in the file has its default. */
  readonly config: Config;
  /** The file can be used all the same. */
  readonly warnings: readonly SettingsProblem[];
  /** The file must not be used as it stands. */
  readonly errors: readonly SettingsProblem[];
}

/** After a syntax error more of them follow from it; the first ones say enough. */
const maxSyntaxErrors = 3;

/** No setting of anyone's is nested nearly as deep. */
const deepestNesting = 100;

/** Each wrong entry is looked at by itself, and everybody's requests would wait while thousands of them are. */
const mostEntries = 1000;

/** zod reports all it can see at once; what it finds only after that is out is two levels deep at most. */
const maxRounds = 10;

/**
 * Reads a VS Code settings.json: comments and trailing commas are fine, everything without the prefix `videogenius.` is
 * somebody else's. Never throws. `fileName` is only for the messages.
 */
export function parseSettings(text: string, fileName: string): ParsedSettings {
  return new SettingsReader(text.replace(/^\uFEFF/, ''), fileName).read();
}

/** One line for a person: file, line, column and what is the matter. */
export function describeSettingsProblem(problem: SettingsProblem, locale: Locale): string {
  const texts = textsFor(locale);
  const message = texts.setting(problem.key, problem.cause);
  return texts.place(problem.file, problem.line, problem.column, message);
}

class SettingsReader {
  private readonly text: string;
  private readonly lines: TextLines;
  private readonly file: string;
  private readonly warnings: SettingsProblem[] = [];
  private readonly errors: SettingsProblem[] = [];
  /** Settings that stand in the file, by full name. */
  private readonly located = new Map<string, Property>();
  /** Values by group and name, as the contract wants them. */
  private readonly input: { [name: string]: unknown; modelWeights?: unknown } = {};

  constructor(text: string, file: string) {
    this.text = text;
    this.lines = new TextLines(text);
    this.file = file;
  }

  read(): ParsedSettings {
    const root = this.parse();
    if (root === undefined) return { config: defaultConfig, warnings: this.warnings, errors: this.errors };
    for (const property of propertiesOf(root)) this.readTop(property);
    const config = this.validated();
    this.checkModels(config);
    const inOrder = (left: SettingsProblem, right: SettingsProblem) =>
      left.line - right.line || left.column - right.column;
    return { config, warnings: this.warnings.sort(inOrder), errors: this.errors.sort(inOrder) };
  }

  private parse(): Node | undefined {
    if (this.text.trim() === '') return undefined;
    const tooDeep = tooDeepOffset(this.text, deepestNesting);
    if (tooDeep !== undefined) {
      this.note(this.errors, '', tooDeep, { kind: 'tooDeep', maximum: deepestNesting });
      return undefined;
    }
    const syntaxErrors: ParseError[] = [];
    const root = parseTree(this.text, syntaxErrors, { allowTrailingComma: true, disallowComments: false });
    for (const { error, offset } of syntaxErrors.slice(0, maxSyntaxErrors)) {
      this.note(this.errors, '', offset, { kind: 'syntax', code: printParseErrorCode(error) });
    }
    if (syntaxErrors.length > 0 || root === undefined) return undefined;
    if (root.type === 'object') return root;
    this.note(this.errors, '', root.offset, { kind: 'notAnObject' });
    return undefined;
  }

  private readTop(property: Property): void {
    const [prefix = ''] = property.name.split('.');
    if (prefix === settingPrefix) {
      this.readNode(property.name, property);
      return;
    }
    const misspelt = prefix !== '' && nearestName(prefix, [settingPrefix]) !== undefined;
    if (!misspelt) return;
    const suggestion = `${settingPrefix}${property.name.slice(prefix.length)}`;
    this.note(this.warnings, property.name, property.keyNode.offset, { kind: 'unknownSetting', suggestion });
  }

  /** A setting is taken, a group is entered, everything else is unknown. */
  private readNode(name: string, property: Property): void {
    const setting = settingNames.get(name);
    if (setting !== undefined) this.take(name, setting.path, property);
    else if (!settingGroups.has(name)) this.noteUnknown(name, property);
    else if (property.valueNode.type === 'object') this.enterGroup(name, property);
    else this.refuseGroup(name, property);
  }

  private noteUnknown(name: string, property: Property): void {
    if (this.findKeys(name.split('.'), property)) return;
    const suggestion = nearestName(name, settingNames.keys());
    this.note(this.warnings, name, property.keyNode.offset, { kind: 'unknownSetting', suggestion });
  }

  private enterGroup(name: string, { keyNode, valueNode }: Property): void {
    const members = propertiesOf(valueNode);
    const [first] = members;
    if (first !== undefined) {
      this.note(this.warnings, name, keyNode.offset, { kind: 'nested', write: `${name}.${first.name}` });
    }
    for (const member of members) this.readNode(`${name}.${member.name}`, member);
  }

  private refuseGroup(name: string, { keyNode, valueNode }: Property): void {
    const members = [...settingNames.keys()].filter((each) => each.startsWith(`${name}.`));
    const names = [...new Set(members.map((each) => each.slice(name.length + 1).split('.')[0] ?? ''))];
    const allowed = { kind: 'group', names } as const;
    const problem = {
      kind: 'wrong',
      path: name.split('.'),
      found: foundIn(valueIn(valueNode), allowed),
      allowed,
    } as const;
    this.note(this.errors, name, keyNode.offset, { kind: 'field', problem });
  }

  private take(name: string, path: readonly string[], property: Property): void {
    if (this.located.has(name)) this.note(this.warnings, name, property.keyNode.offset, { kind: 'duplicate' });
    this.located.set(name, property);
    const [first = '', second] = path;
    if (countMembers(property.valueNode) > mostEntries) {
      this.note(this.errors, name, property.keyNode.offset, { kind: 'tooMany', maximum: mostEntries });
      return;
    }
    const value = this.findKeys(name.split('.'), property) ? undefined : valueIn(property.valueNode);
    if (second === undefined) this.input[first] = value;
    else this.input[first] = { ...asRecord(this.input[first]), [second]: value };
  }

  /** Reports every key that stands below a property; `true` when there is one, and the value must not be used. */
  private findKeys(path: readonly string[], property: Property): boolean {
    const { valueNode } = property;
    if (valueNode.type === 'string') {
      if (!isKeyInSettings(path, String(valueNode.value))) return false;
      this.note(this.errors, path.join('.'), property.keyNode.offset, { kind: 'keyInSettings' });
      return true;
    }
    return propertiesOf(valueNode)
      .map((member) => this.findKeys([...path, member.name], member))
      .some(Boolean);
  }

  /** Parses against the contract; each round takes out what is wrong, so that the rest still counts. */
  private validated(): Config {
    const weights = this.input.modelWeights;
    // VS Code merges an object setting with its default; so must everyone who reads the same file.
    if (isRecord(weights)) this.input.modelWeights = { ...defaultModelWeights, ...weights };
    for (let round = 0; round < maxRounds; round += 1) {
      const parsed = Config.safeParse(this.input, { reportInput: true });
      if (parsed.success) return parsed.data;
      for (const problem of fieldProblems(Config, parsed.error)) {
        const { offset, parent } = this.locate(problem.path);
        const key = [settingPrefix, ...problem.path].join('.');
        if (problem.kind === 'unknown') {
          this.note(this.warnings, key, offset, { kind: 'unknownField', suggestion: problem.suggestion });
          removeAt(this.input, problem.path);
        } else {
          this.note(this.errors, key, offset, { kind: 'field', problem });
          removeAt(this.input, parent);
        }
      }
    }
    return defaultConfig;
  }

  /** Where a field stands in the text, and which part of the input falls with it: a whole model, a weight, a setting. */
  private locate(path: readonly string[]): { offset: number; parent: readonly string[] } {
    for (let length = path.length; length > 0; length -= 1) {
      const name = [settingPrefix, ...path.slice(0, length)].join('.');
      const located = this.located.get(name);
      if (located === undefined) continue;
      const rest = path.slice(length);
      const parent =
        rest.length > 0 && located.valueNode.type === 'object' ? path.slice(0, length + 1) : path.slice(0, length);
      return { offset: deepestOffset(located, rest), parent };
    }
    return { offset: 0, parent: path.slice(0, 1) };
  }

  /** What the contract cannot see: models without a vendor, and names of models that do not exist. */
  private checkModels(config: Config): void {
    const vendors = new Set<string>(builtInModelIds);
    const known = new Set<ModelId>([...builtInModelIds, ...Object.keys(config.models)]);
    for (const [modelId, settings] of Object.entries(config.models)) {
      if (settings.provider !== undefined || vendors.has(modelId)) continue;
      const suggestion = nearestName(modelId, builtInModelIds);
      this.noteAt(this.errors, ['models', modelId], { kind: 'noProvider', providers: providerIds, suggestion });
    }
    config.fallbackChain.forEach((model, index) => {
      if (known.has(model)) return;
      this.noteAt(this.warnings, ['fallbackChain', String(index)], unknownModel(model, known));
    });
    for (const model of Object.keys(config.modelWeights)) {
      if (!known.has(model)) this.noteAt(this.warnings, ['modelWeights', model], unknownModel(model, known));
    }
  }

  private noteAt(list: SettingsProblem[], path: readonly string[], cause: SettingsCause): void {
    this.note(list, [settingPrefix, ...path].join('.'), this.locate(path).offset, cause);
  }

  private note(list: SettingsProblem[], key: string, offset: number, cause: SettingsCause): void {
    list.push({ file: this.file, key, ...this.lines.placeOf(offset), cause });
  }
}

const unknownModel = (model: ModelId, known: Iterable<ModelId>): SettingsCause => ({
  kind: 'unknownModel',
  model,
  suggestion: nearestName(model, known),
});
