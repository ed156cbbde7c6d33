import { applyEdits, type Edit, type Node, parseTree } from 'jsonc-parser';
import {
  builtInModelIds,
  defaultModelWeights,
  failure,
  isRecord,
  type ModelId,
  ModelSettings,
  neutralModelWeight,
  type Result,
  settingPrefix,
  success,
} from '../protocol/index.ts';
import { foundIn } from './field-problems.ts';
import { insertion, isBare, type Layout, layoutOf, removal, replacement } from './settings-edits.ts';
import { parseSettings } from './settings-file.ts';
import type { SettingsCause, SettingsProblem } from './settings-problem.ts';
import { type Property, propertiesOf, valueIn } from './settings-tree.ts';

/** The new text of a settings file; an error says where the old one cannot be read, and then nothing may be written. */
export type Written = Result<string, SettingsProblem>;

/** The names under which the settings stand that are changed by more than a value. */
const modelsSetting = `${settingPrefix}.models`;
const weightsSetting = `${settingPrefix}.modelWeights`;

/**
 * The text of a settings.json with one setting changed, by its full name (`videogenius.strategy`); `undefined` takes it out.
 * Everything else stays as it is: comments, order, indentation, line breaks, trailing commas, a byte order mark.
 * `fileName` is only for the messages.
 */
export function writeSetting(text: string, name: string, value: unknown, fileName = 'settings.json'): Written {
  return new SettingsText(text, fileName).change([name], value);
}

/** Changes one weight; one that is the default is taken out. */
export function writeModelWeight(text: string, modelId: ModelId, weight: number, fileName = 'settings.json'): Written {
  const usual = Object.entries(defaultModelWeights).find(([id]) => id === modelId)?.[1] ?? neutralModelWeight;
  return new SettingsText(text, fileName).change([weightsSetting, modelId], weight === usual ? undefined : weight);
}

/** What is to change about some models, such as `{ deepseek: { enabled: false } }`. */
export type ModelChanges = Readonly<Record<ModelId, Partial<ModelSettings>>>;

/** Changes fields of models and leaves their other fields alone. What becomes the default is taken out. */
export function writeModels(text: string, changes: ModelChanges, fileName = 'settings.json'): Written {
  const usual = new Map(Object.entries(ModelSettings.parse({})));
  let written: Written = success(text);
  for (const [modelId, fields] of Object.entries(changes)) {
    for (const [field, value] of Object.entries(fields)) {
      if (!written.ok) return written;
      const wanted = sameValue(value, usual.get(field)) ? undefined : value;
      written = new SettingsText(written.value, fileName).change([modelsSetting, modelId, field], wanted);
    }
  }
  return written;
}

/** The settings of models with some fields changed; a built-in model that is as it comes needs no entry. */
export function changedModels(models: Readonly<Record<ModelId, ModelSettings>>, changes: ModelChanges) {
  const changed: Record<ModelId, ModelSettings> = { ...models };
  const untouched = JSON.stringify(ModelSettings.parse({}));
  for (const [modelId, fields] of Object.entries(changes)) {
    const settings = ModelSettings.parse({ ...changed[modelId], ...fields });
    const builtIn = builtInModelIds.some((id) => id === modelId);
    if (builtIn && JSON.stringify(settings) === untouched) delete changed[modelId];
    else changed[modelId] = settings;
  }
  return changed;
}

const byteOrderMark = '\uFEFF';

class SettingsText {
  private readonly mark: string;
  private readonly body: string;
  private readonly file: string;

  constructor(text: string, file: string) {
    this.mark = text.startsWith(byteOrderMark) ? byteOrderMark : '';
    this.body = text.slice(this.mark.length);
    this.file = file;
  }

  /** `path` begins with the name of a setting and goes on inside its value. */
  change(path: readonly string[], value: unknown): Written {
    const broken = parseSettings(this.body, this.file).errors.find(({ cause }) => isStructural(cause));
    if (broken !== undefined) return failure(broken);
    const root = parseTree(this.body, [], { allowTrailingComma: true });
    if (root === undefined) return success(value === undefined ? this.mark + this.body : this.fresh(path, value));
    const [name = '', ...inner] = path;
    const layout = layoutOf(this.body, root);
    // The last one counts, here and in VS Code.
    const place = placesOf(root, name).at(-1);
    if (place === undefined) {
      return this.edited(value === undefined ? [] : insertion(this.body, root, name, nested(inner, value), layout));
    }
    return value === undefined ? this.without(path, place) : this.within(place, inner, value, layout);
  }

  /** Sets a value in what is there already. */
  private within(place: Property, inner: readonly string[], value: unknown, layout: Layout): Written {
    const [step, ...rest] = inner;
    if (step === undefined) {
      const same = sameValue(valueIn(place.valueNode), value);
      return this.edited(same ? [] : replacement(this.body, place.valueNode, value, layout));
    }
    if (place.valueNode.type !== 'object') return failure(this.notAnObject(place));
    const next = propertiesOf(place.valueNode).findLast((member) => member.name === step);
    return next === undefined
      ? this.edited(insertion(this.body, place.valueNode, step, nested(rest, value), layout))
      : this.within(next, rest, value, layout);
  }

  /** Takes out the value that counts, then what would count in its place, and every object that is left empty by it. */
  private without(path: readonly string[], place: Property): Written {
    let member = place;
    for (const step of path.slice(1)) {
      if (member.valueNode.type !== 'object') return failure(this.notAnObject(member));
      const next = propertiesOf(member.valueNode).findLast(({ name }) => name === step);
      if (next === undefined) return this.edited([]);
      member = next;
    }
    const node = member.keyNode.parent;
    if (node === undefined) return this.edited([]);
    const rest = new SettingsText(this.mark + applyEdits(this.body, removal(this.body, node)), this.file);
    const around = path.slice(0, -1);
    return rest.change(around.length > 0 && rest.isBareAt(around) ? around : path, undefined);
  }

  private isBareAt(path: readonly string[]): boolean {
    const root = parseTree(this.body, [], { allowTrailingComma: true });
    const [name = '', ...inner] = path;
    let place = root === undefined ? undefined : placesOf(root, name).at(-1);
    for (const step of inner) {
      place = place && propertiesOf(place.valueNode).findLast((member) => member.name === step);
    }
    return place?.valueNode.type === 'object' && isBare(this.body, place.valueNode);
  }

  private fresh(path: readonly string[], value: unknown): string {
    const { eol, unit } = layoutOf(this.body, undefined);
    const text = JSON.stringify(nested(path, value), undefined, unit).replaceAll('\n', eol);
    return `${this.mark}${text}${eol}`;
  }

  private edited(edits: Edit[]): Written {
    return success(this.mark + applyEdits(this.body, edits));
  }

  private notAnObject({ name, keyNode, valueNode }: Property): SettingsProblem {
    const allowed = { kind: 'map' } as const;
    const cause: SettingsCause = {
      kind: 'field',
      problem: { kind: 'wrong', path: [name], found: foundIn(valueIn(valueNode), allowed), allowed },
    };
    const before = this.body.slice(0, keyNode.offset).split(/\r\n|\r|\n/);
    const column = (before.at(-1)?.length ?? 0) + 1;
    return { file: this.file, key: name, line: before.length, column, cause };
  }
}

/** Errors after which nobody can say what the text means. */
const isStructural = ({ kind }: SettingsCause): boolean =>
  kind === 'syntax' || kind === 'notAnObject' || kind === 'tooDeep';

/** Where a setting stands: under its whole name, or inside objects that share out its name. In the order of the text. */
function placesOf(object: Node, name: string): readonly Property[] {
  return propertiesOf(object).flatMap((property) => {
    if (property.name === name) return [property];
    return name.startsWith(`${property.name}.`)
      ? placesOf(property.valueNode, name.slice(property.name.length + 1))
      : [];
  });
}

const nested = (path: readonly string[], value: unknown): unknown =>
  path.reduceRight((inside, name) => ({ [name]: inside }), value);

function sameValue(left: unknown, right: unknown): boolean {
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((each, index) => sameValue(each, right[index]));
  }
  if (!isRecord(left) || !isRecord(right)) return left === right;
  const names = Object.keys(left);
  return names.length === Object.keys(right).length && names.every((name) => sameValue(left[name], right[name]));
}
