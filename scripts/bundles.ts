import { join } from 'node:path';
import type { BuildOptions } from 'esbuild';
import { projectDirectory } from './generate.ts';

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
    entryPoints: { videogenius: 'server/bin.ts' },
    outdir: 'dist/server',
    // The CommonJS form of jsonc-parser hides its own modules from bundlers.
    mainFields: ['module', 'main'],
    outExtension: { '.js': '.cjs' },
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    banner: { js: "const bundleUrl=require('node:url').pathToFileURL(__filename).href;" },
    define: {
      'import.meta.url': 'bundleUrl',
      'import.meta.dirname': '__dirname',
      'import.meta.filename': '__filename',
    },
  },
  client: {
    ...common,
    entryPoints: { extension: 'client/extension.ts', terminal: 'client/terminal.ts' },
    outdir: 'dist/client',
    outExtension: { '.js': '.cjs' },
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    external: ['vscode'],
  },
  webview: {
    ...common,
    entryPoints: { panel: 'webview/main.ts' },
    outdir: 'dist/webview',
    platform: 'browser',
    target: ['chrome128', 'firefox128', 'safari17.4'],
    format: 'iife',
  },
};

/** Largest size of each output in bytes; a build over it fails, so that nothing huge slips in. */
export const sizeBudgets: Readonly<Record<string, number>> = {
  'dist/server/videogenius.cjs': 3_000_000,
  'dist/client/extension.cjs': 400_000,
  'dist/client/terminal.cjs': 10_000,
  'dist/webview/panel.js': 120_000,
  'dist/webview/panel.css': 40_000,
};

/** The command line program that the package brings along. */
export const commandLineProgram = join(projectDirectory, 'dist', 'server', 'videogenius.cjs');
