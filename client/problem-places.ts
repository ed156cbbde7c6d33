import { findNodeAtLocation, getNodeValue, type Node, parseTree } from 'jsonc-parser';
import type { SettingProblem } from '../server/protocol/index.ts';

/** A piece of a text by its offsets. */
export interface TextSpan {
  readonly offset: number;
  readonly length: number;
  /** How much of the way into the setting was found there: all of it, or only the setting itself. */
  readonly depth: number;
}

/** Settings files may have comments and commas at the end. */
const parsing = { allowTrailingComma: true } as const;

/**
 * Where in the text of a settings file a problem stands: the value it names or, where that is not written there, the innermost one
 * around it. `inside` is the object that holds the settings, such as `settings` in a .code-workspace file.
 */
export function findProblem(
  text: string,
  { setting, path }: Pick<SettingProblem, 'setting' | 'path'>,
  inside: readonly string[] = [],
): TextSpan | undefined {
  const tree = parseTree(text, [], parsing);
  const root = tree === undefined ? undefined : findNodeAtLocation(tree, [...inside]);
  const start = root === undefined ? undefined : findSetting(root, setting.split('.'));
  if (start === undefined) return undefined;
  let node = start;
  let depth = 0;
  for (const name of path) {
    const next = child(node, name);
    if (next === undefined) break;
    node = next;
    depth += 1;
  }
  // The whole line `"name": value` says more than the value alone, and an object may be long.
  const shown = node.type === 'object' || node.type === 'array' ? (node.parent?.children?.[0] ?? node) : node;
  const span = node.parent?.type === 'property' ? shown : node;
  return { offset: span.offset, length: span.length, depth };
}

/** `videogenius.models` is one name in a settings file, but VS Code also understands `"videogenius": {"models": ...}`. */
function findSetting(node: Node, names: readonly string[]): Node | undefined {
  if (names.length === 0) return node;
  for (let count = names.length; count > 0; count -= 1) {
    const found = child(node, names.slice(0, count).join('.'));
    const value = found === undefined ? undefined : findSetting(found, names.slice(count));
    if (value !== undefined) return value;
  }
  return undefined;
}

/** Numbers in a path are places in a list. Of a name that is written twice the last one counts, as it does for VS Code. */
function child(node: Node, name: string): Node | undefined {
  if (node.type === 'array') return /^\d+$/.test(name) ? node.children?.[Number(name)] : undefined;
  if (node.type !== 'object') return undefined;
  const property = node.children?.findLast(({ children }) => {
    const [key] = children ?? [];
    return key !== undefined && getNodeValue(key) === name;
  });
  return property?.children?.[1];
}
