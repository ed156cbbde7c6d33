import * as z from 'zod';
import { Config, isRecord, isSharedSetting, settingPrefix } from '../server/protocol/index.ts';

/** A JSON schema as zod writes it, with our own meta on settings. */
export interface Schema {
  readonly [key: string]: unknown;
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly order?: number;
  readonly scope?: string;
  readonly leaf?: boolean;
  readonly restricted?: boolean;
}

/** One setting as a person sees it. */
export interface Setting {
  /** Name in settings.json, prefix included. */
  readonly key: string;
  /** Name without the prefix. */
  readonly name: string;
  /** The group it stands in, or `routing`. */
  readonly section: string;
  readonly order: number;
  readonly scope: string;
  readonly restricted: boolean;
  readonly schema: Schema;
}

/** The section of settings that stand in no group. */
const topSection = 'routing';

/**
 * Every setting of the contract in the order of the Settings UI. References are inlined, since VS Code does not follow
 * them in a manifest.
 */
export function readSettings(): Setting[] {
  const root = asSchema(z.toJSONSchema(Config, { io: 'input' }));
  const definitions = isRecord(root.$defs) ? root.$defs : {};
  const settings: Setting[] = [];
  const add = (name: string, section: string, schema: Schema): void => {
    if (schema.description === undefined) throw new Error(`the setting ${name} has no description`);
    if (schema.order === undefined) throw new Error(`the setting ${name} has no order`);
    settings.push({
      key: `${settingPrefix}.${name}`,
      name,
      section,
      order: schema.order,
      scope: isSharedSetting(name) ? 'machine' : (schema.scope ?? 'window'),
      restricted: schema.restricted === true,
      schema,
    });
  };
  for (const [name, raw] of Object.entries(root.properties ?? {})) {
    const schema = asSchema(inline(raw, definitions));
    if (schema.properties === undefined || schema.leaf === true) add(name, topSection, schema);
    else for (const [inner, each] of Object.entries(schema.properties)) add(`${name}.${inner}`, name, each);
  }
  return settings.sort((left, right) => left.order - right.order);
}

function asSchema(value: unknown): Schema {
  if (!isRecord(value)) throw new Error('a schema is not an object');
  return value;
}

function inline(value: unknown, definitions: Readonly<Record<string, unknown>>): unknown {
  if (Array.isArray(value)) return value.map((each) => inline(each, definitions));
  if (!isRecord(value)) return value;
  const { $ref: reference, ...rest } = value;
  const own = Object.fromEntries(Object.entries(rest).map(([key, each]) => [key, inline(each, definitions)]));
  if (typeof reference !== 'string') return own;
  const target = definitions[reference.replace('#/$defs/', '')];
  if (target === undefined) throw new Error(`the reference ${reference} leads nowhere`);
  const inlined = inline(target, definitions);
  return isRecord(inlined) ? { ...inlined, ...own } : own;
}
