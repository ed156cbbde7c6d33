/** What one room of the house may import: other rooms, packages, parts of Node. `types` means types only. */
interface Room {
  readonly name: string;
  readonly holds: RegExp;
  readonly mayUse: readonly string[];
  readonly mayUseTypes?: readonly string[];
  readonly packages?: RegExp;
  readonly packagesForTypes?: RegExp;
}

const nothing = /^$/;
const node = /^node:/;

/** The first room whose pattern fits a path is its room. */
export const rooms: readonly Room[] = [
  { name: 'protocol', holds: /^server\/protocol\//, mayUse: [], packages: /^zod$/ },
  { name: 'core', holds: /^server\/core\//, mayUse: ['protocol'] },
  { name: 'ports', holds: /^server\/ports\//, mayUse: [], mayUseTypes: ['core', 'protocol'], packages: /^zod$/ },
  { name: 'engine', holds: /^server\/engine\//, mayUse: ['core', 'protocol', 'ports'], packages: /^zod$/ },
  {
    name: 'studio',
    holds: /^server\/writing\/(?:studio|session|[\w-]+-work)\.ts$/,
    mayUse: ['core', 'writing', 'protocol'],
    mayUseTypes: ['engine', 'ports'],
  },
  { name: 'writing', holds: /^server\/writing\//, mayUse: ['protocol'], packages: /^jsonrepair$|^zod$/ },
  {
    name: 'providers',
    holds: /^server\/providers\//,
    mayUse: ['protocol', 'ports'],
    mayUseTypes: ['core'],
    packages: /^(openai|@anthropic-ai\/sdk|eventsource-parser|zod)(\/|$)|^node:crypto$/,
  },
  { name: 'stores', holds: /^server\/stores\//, mayUse: ['protocol', 'ports'], packages: node },
  { name: 'system', holds: /^server\/system\//, mayUse: ['protocol', 'ports'], packages: /^node:|^undici$/ },
  {
    name: 'api',
    holds: /^server\/api\//,
    mayUse: ['engine', 'studio', 'writing', 'protocol', 'ports'],
    mayUseTypes: ['rpc'],
    packages: /^node:|^zod$|^jsonc-parser$/,
  },
  // Runs in the editor, too, and so brings no library along.
  { name: 'rpc', holds: /^server\/rpc\//, mayUse: [], mayUseTypes: ['protocol'], packagesForTypes: /^zod$/ },
  { name: 'version', holds: /^server\/version\.ts$/, mayUse: [], mayUseTypes: ['protocol'] },
  {
    name: 'link',
    holds: /^server\/link\//,
    mayUse: [],
    mayUseTypes: ['protocol', 'ports'],
    packages: /^node:|^zod\/mini$/,
  },
  {
    name: 'daemon',
    holds: /^server\/daemon\//,
    mayUse: ['link', 'rpc', 'version', 'api', 'studio', 'protocol', 'ports'],
    mayUseTypes: ['engine'],
    packages: /^node:|^vscode-(?:languageserver|jsonrpc|languageserver-protocol)(?:\/|$)/,
    packagesForTypes: /^zod$/,
  },
  {
    name: 'cli',
    holds: /^server\/cli(\/|\.ts$)/,
    mayUse: ['api', 'link', 'protocol', 'ports', 'system', 'writing', 'version', 'root'],
    mayUseTypes: ['rpc'],
    packages: /^node:|^zod$/,
  },
  {
    name: 'root',
    holds: /^server\/[^/]+\.ts$/,
    mayUse: [
      'protocol',
      'core',
      'ports',
      'engine',
      'studio',
      'writing',
      'providers',
      'stores',
      'system',
      'api',
      'link',
      'rpc',
      'version',
      'daemon',
      'cli',
    ],
    packages: /^node:|^vscode-languageserver-protocol\/node$/,
  },
  {
    name: 'client',
    holds: /^client\//,
    mayUse: ['link', 'rpc', 'version'],
    mayUseTypes: ['protocol', 'ports'],
    packages: /^node:|^vscode$|^vscode-languageclient\/node$|^zod\/mini$|^jsonc-parser$/,
  },
  {
    name: 'webview',
    holds: /^webview\//,
    mayUse: [],
    mayUseTypes: ['protocol'],
    packages: /^@vscode\/codicons\/src\/icons\/|^@vscode-elements\/elements\/dist\/vscode-[a-z-]+\/index\.js$/,
  },
];

/** Files that bring no library with them, and that the panel and the editor may therefore run: of the contract, and the Chinese sentences. */
const lightFiles = new Set([
  'server/protocol/attempt-ending.ts',
  'server/protocol/brief-values.ts',
  'server/protocol/fold.ts',
  'server/protocol/incomplete.ts',
  'server/protocol/limits.ts',
  'server/protocol/mirror.ts',
  'server/protocol/names.ts',
  'server/protocol/outline.ts',
  'server/protocol/sentence.ts',
  'server/api/texts/zh-cn-sentences.ts',
]);

/** Files of the contract with its library: what a page sends to the editor is parsed with them. */
const editorFiles = new Set(['server/protocol/ids.ts', 'server/protocol/panel.ts']);

function roomOf(path: string): Room | undefined {
  return rooms.find((room) => room.holds.test(path));
}

export interface RoomImport {
  readonly target: string;
  readonly ours: boolean;
  readonly typesOnly: boolean;
}

/** Why a file may not import this, or undefined when it may. */
export function importProblem(path: string, { target, ours, typesOnly }: RoomImport): string | undefined {
  const room = roomOf(path);
  if (room === undefined) return `${path} stands in no room`;
  if (!ours) {
    const allowed =
      (room.packages ?? nothing).test(target) || (typesOnly && (room.packagesForTypes ?? nothing).test(target));
    return allowed ? undefined : `${path} (${room.name}) may not use the package ${target}`;
  }
  if (target.endsWith('.css') && room.name === 'webview') return undefined;
  const other = roomOf(target);
  if (other === undefined) return `${path} imports ${target}, which stands in no room`;
  if (other.name === room.name || room.mayUse.includes(other.name)) return undefined;
  if (typesOnly && (room.mayUseTypes ?? []).includes(other.name)) return undefined;
  if ((room.name === 'webview' || room.name === 'client') && lightFiles.has(target)) return undefined;
  if (room.name === 'client' && editorFiles.has(target)) return undefined;
  const how = (room.mayUseTypes ?? []).includes(other.name) ? ' other than for types' : '';
  return `${path} (${room.name}) may not import ${target} (${other.name})${how}`;
}

/** The first cycle among modules that import each other at run time, as a list of paths; undefined when there is none. */
export function findCycle(graph: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): string[] | undefined => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path];
    if (done.has(path)) return undefined;
    for (const next of graph.get(path) ?? []) {
      const cycle = visit(next, [...trail, path]);
      if (cycle !== undefined) return cycle;
    }
    done.add(path);
    return undefined;
  };
  for (const path of graph.keys()) {
    const cycle = visit(path, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}
