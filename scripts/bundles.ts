import { join } from 'node:path';
import type { BuildOptions, Plugin } from 'esbuild';
import { projectDirectory } from './generate.ts';

/** The moment of this build: parts that were built together know each other by it. */
const builtAtMs = Number(process.env.SOURCE_DATE_EPOCH ?? Math.floor(Date.now() / 1000)) * 1000;
const buildDefines = { VIDEOGENIUS_BUILT_AT_MS: String(builtAtMs) };

/**
 * The file that VS Code loads only registers commands and the view. Everything else stands in a file of its own, which it requires
 * when one of them is used for the first time, so that the start of the editor does not pay for the language client.
 */
const loadedAtFirstUse: Plugin = {
  name: 'loaded-at-first-use',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/create-app\.ts$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './app.cjs', external: true } : undefined,
    );
  },
};

/**
 * Libraries that the server loads with the first request to a vendor. Each is a file of its own beside the program, so that the start
 * does not pay for reading them.
 */
const lateLibraries: Readonly<Record<string, string>> = {
  openai: 'openai',
  anthropic: '@anthropic-ai/sdk',
  undici: 'undici',
};

const loadedWithFirstRequest: Plugin = {
  name: 'loaded-with-first-request',
  setup({ onResolve }) {
    onResolve({ filter: /^(?:openai|@anthropic-ai\/sdk|undici)$/ }, ({ kind, path }) => {
      const [file] = Object.entries(lateLibraries).find(([, library]) => library === path) ?? [];
      return kind === 'dynamic-import' && file !== undefined ? { path: `./${file}.cjs`, external: true } : undefined;
    });
  },
};

export type BundleName = 'server' | 'client' | 'webview';

const common = {
  absWorkingDir: projectDirectory,
  bundle: true,
  minify: true,
  legalComments: 'none',
  metafile: true,
  logLevel: 'silent',
  charset: 'utf8',
} as const satisfies BuildOptions;

/**
 * What is built, from where to where. The two bundles for Node are CommonJS, because the extension host of the oldest
 * supported VS Code loads an extension with require; `import.meta` is given its CommonJS counterparts.
 */
export const bundles: Readonly<Record<BundleName, BuildOptions>> = {
  server: {
    ...common,
    // One character outside Latin-1 would make the whole program take two bytes for each one in memory.
    charset: 'ascii',
    entryPoints: { videogenius: 'server/bin.ts', ...lateLibraries },
    outdir: 'dist/server',
    // The CommonJS form of jsonc-parser hides its own modules from bundlers.
    mainFields: ['module', 'main'],
    outExtension: { '.js': '.cjs' },
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    banner: { js: "const bundleUrl=require('node:url').pathToFileURL(__filename).href;" },
    define: {
      ...buildDefines,
      'import.meta.url': 'bundleUrl',
      'import.meta.dirname': '__dirname',
      'import.meta.filename': '__filename',
    },
    plugins: [loadedWithFirstRequest],
    supported: { 'dynamic-import': false },
  },
  client: {
    ...common,
    entryPoints: { extension: 'client/extension.ts', app: 'client/create-app.ts' },
    outdir: 'dist/client',
    outExtension: { '.js': '.cjs' },
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    mainFields: ['module', 'main'],
    define: buildDefines,
    external: ['vscode'],
    plugins: [loadedAtFirstUse],
    // VS Code gives an extension its API through require, and only there in every version.
    supported: { 'dynamic-import': false },
  },
  webview: {
    ...common,
    entryPoints: { panel: 'webview/main.ts' },
    outdir: 'dist/webview',
    platform: 'browser',
    target: ['chrome128', 'firefox128', 'safari17.4'],
    format: 'iife',
    loader: { '.svg': 'text' },
  },
};

/** Largest size of each output in bytes; a build over it fails, so that nothing huge slips in. */
export const sizeBudgets: Readonly<Record<string, number>> = {
  'dist/server/videogenius.cjs': 1_200_000,
  'dist/server/openai.cjs': 800_000,
  'dist/server/anthropic.cjs': 800_000,
  'dist/server/undici.cjs': 800_000,
  'dist/client/extension.cjs': 10_000,
  'dist/client/app.cjs': 800_000,
  // Both languages of everything the panel says are a good part of it.
  'dist/webview/panel.js': 170_000,
  'dist/webview/panel.css': 40_000,
};

/** The command line program that the package brings along. */
export const commandLineProgram = join(projectDirectory, 'dist', 'server', 'videogenius.cjs');
