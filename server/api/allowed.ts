import * as z from 'zod';

/** What a field accepts, as data, so that every language can say it. Taken from the contract's own schemas. */
export type Allowed =
  | { readonly kind: 'number'; readonly whole: boolean; readonly minimum?: number; readonly maximum?: number }
  | { readonly kind: 'text'; readonly minimum?: number; readonly maximum?: number }
  | { readonly kind: 'oneOf'; readonly values: readonly string[] }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'list'; readonly maximum?: number }
  | { readonly kind: 'group'; readonly names: readonly string[] }
  /** An object whose keys a person chooses. */
  | { readonly kind: 'map' };

type Schema = z.core.JSONSchema.JSONSchema;
type Path = readonly PropertyKey[];

const converted = new WeakMap<z.ZodType, Schema>();

function jsonSchemaOf(schema: z.ZodType): Schema {
  const known = converted.get(schema);
  if (known !== undefined) return known;
  const fresh: Schema = z.toJSONSchema(schema, { io: 'input' });
  converted.set(schema, fresh);
  return fresh;
}

/** A member that is really there: a field may be called `constructor`. */
function own<Value>(members: Readonly<Record<string, Value>> | undefined, name: string): Value | undefined {
  return members !== undefined && Object.hasOwn(members, name) ? members[name] : undefined;
}

function resolved(node: Schema, root: Schema): Schema {
  const name = node.$ref?.split('/').at(-1);
  const target = name === undefined ? undefined : own(root.$defs, name);
  return typeof target === 'object' ? target : node;
}

function child(node: Schema, key: PropertyKey): Schema | undefined {
  const candidate =
    typeof key === 'number'
      ? node.items
      : (own(node.properties, String(key)) ?? node.additionalProperties ?? undefined);
  return typeof candidate === 'object' && !Array.isArray(candidate) ? candidate : undefined;
}

/** What the field at `path` of a schema accepts; undefined when the schema has no such field. */
export function allowedAt(schema: z.ZodType, path: Path): Allowed | undefined {
  const root = jsonSchemaOf(schema);
  let node: Schema | undefined = root;
  for (const key of path) {
    node = node === undefined ? undefined : child(resolved(node, root), key);
  }
  return node === undefined ? undefined : describe(resolved(node, root));
}

function describe(node: Schema): Allowed | undefined {
  if (node.enum !== undefined) return { kind: 'oneOf', values: node.enum.map(String) };
  switch (node.type) {
    case 'integer':
    case 'number':
      return {
        kind: 'number',
        whole: node.type === 'integer',
        ...(node.minimum === undefined ? {} : { minimum: node.minimum }),
        ...(node.maximum === undefined ? {} : { maximum: node.maximum }),
      };
    case 'string':
      return {
        kind: 'text',
        ...(node.minLength === undefined ? {} : { minimum: node.minLength }),
        ...(node.maxLength === undefined ? {} : { maximum: node.maxLength }),
      };
    case 'boolean':
      return { kind: 'boolean' };
    case 'array':
      return { kind: 'list', ...(node.maxItems === undefined ? {} : { maximum: node.maxItems }) };
    case 'object':
      return node.properties === undefined ? { kind: 'map' } : { kind: 'group', names: Object.keys(node.properties) };
    default:
      return undefined;
  }
}
