import { createScanner, findNodeAtLocation, type Node } from 'jsonc-parser';
import { isRecord } from '../protocol/index.ts';

/** A name and its value, where they stand in the text. */
export interface Property {
  readonly name: string;
  readonly keyNode: Node;
  readonly valueNode: Node;
}

/**
 * Where brackets first stand more than `maximum` deep in each other; undefined when they never do. The parser calls itself
 * for each of them and would run out of stack; the scanner does not.
 */
export function tooDeepOffset(text: string, maximum: number): number | undefined {
  const scanner = createScanner(text, true);
  let depth = 0;
  while (scanner.getPosition() < text.length) {
    scanner.scan();
    const offset = scanner.getTokenOffset();
    const first = text[offset];
    if (first === '{' || first === '[') depth += 1;
    else if (first === '}' || first === ']') depth -= 1;
    if (depth > maximum) return offset;
  }
  return undefined;
}

/** The members of an object node; nothing for any other node. */
export function propertiesOf(node: Node): readonly Property[] {
  if (node.type !== 'object') return [];
  return (node.children ?? []).flatMap((property) => {
    const [keyNode, valueNode] = property.children ?? [];
    return keyNode && valueNode ? [{ name: String(keyNode.value), keyNode, valueNode }] : [];
  });
}

/** How many members an object node has, those of the objects in it included. */
export const countMembers = (node: Node): number =>
  propertiesOf(node).reduce((sum, { valueNode }) => sum + 1 + countMembers(valueNode), 0);

/** Where the deepest part of `path` stands that is in the text at all. */
export function deepestOffset(property: Property, path: readonly string[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const steps = path.slice(0, length).map((step) => (/^\d+$/.test(step) ? Number(step) : step));
    const node = findNodeAtLocation(property.valueNode, steps);
    if (node !== undefined) return node.parent?.type === 'property' ? node.parent.offset : node.offset;
  }
  return property.keyNode.offset;
}

/** The plain value of a node. */
export function valueIn(node: Node): unknown {
  if (node.type === 'array') return (node.children ?? []).map(valueIn);
  if (node.type !== 'object') return node.value;
  return Object.fromEntries(propertiesOf(node).map(({ name, valueNode }) => [name, valueIn(valueNode)]));
}

export const asRecord = (value: unknown): Record<string, unknown> => (isRecord(value) ? value : {});

/** Takes out what stands at `path`; nothing happens when it is not there. */
export function removeAt(input: Record<string, unknown>, path: readonly string[]): void {
  const last = path.at(-1);
  let holder: unknown = input;
  for (const step of path.slice(0, -1))
    holder = isRecord(holder) && Object.hasOwn(holder, step) ? holder[step] : undefined;
  if (last !== undefined && isRecord(holder)) delete holder[last];
}
