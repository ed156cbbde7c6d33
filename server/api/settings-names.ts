import * as z from 'zod';
import { Config, type SettingMeta, settingPrefix } from '../protocol/index.ts';

/** Where a setting stands in the configuration, and what it accepts. */
export interface SettingName {
  /** Without the prefix: `['failover', 'maxAttempts']`. */
  readonly path: readonly string[];
  readonly schema: z.ZodType;
}

function innermost(schema: z.core.$ZodType): z.core.$ZodType {
  const wrapped = schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional;
  return wrapped ? innermost(schema.unwrap()) : schema;
}

/** The name of the meta field that makes an object one setting of its own. */
const leaf: keyof SettingMeta = 'leaf';
const isLeaf = (schema: z.ZodType): boolean => schema.meta()?.[leaf] === true;

function collect(shape: z.core.$ZodShape, path: readonly string[]): SettingName[] {
  return Object.entries(shape).flatMap(([name, schema]) => {
    if (!(schema instanceof z.ZodType)) return [];
    const inner = innermost(schema);
    const group = inner instanceof z.ZodObject && !isLeaf(schema);
    return group ? collect(inner.shape, [...path, name]) : [{ path: [...path, name], schema }];
  });
}

/** Every setting by its full name, such as `videogenius.failover.maxAttempts`, read from the contract. */
export const settingNames: ReadonlyMap<string, SettingName> = new Map(
  collect(Config.shape, []).map((setting) => [[settingPrefix, ...setting.path].join('.'), setting]),
);

/** The groups, such as `videogenius.failover`, and the prefix itself. */
export const settingGroups: ReadonlySet<string> = new Set(
  [...settingNames.values()].flatMap(({ path }) =>
    path.map((_, length) => [settingPrefix, ...path.slice(0, length)].join('.')),
  ),
);
