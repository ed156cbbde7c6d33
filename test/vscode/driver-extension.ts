import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { build } from 'esbuild';
import { projectDirectory } from '../../scripts/generate.ts';

/** Variables through which the runner and the driver inside the editor speak. */
export interface DriverEnvironment {
  /** The driver writes `{ passed, failed, skipped, failures }` here when it is done. */
  readonly VIDEOGENIUS_TEST_RESULT: string;
  /** The project's package.json, from which mocha is found. */
  readonly VIDEOGENIUS_TEST_PROJECT: string;
  /** The editor's user data folder. */
  readonly VIDEOGENIUS_TEST_USER_DATA: string;
  /** Which tests are run. */
  readonly VIDEOGENIUS_TEST_SUITE: Suite;
  /** Where the browser around the editor takes steps; missing on a desktop. */
  readonly VIDEOGENIUS_TEST_STEPS?: string;
  /** The daemon of the test run lives here, apart from that of the person. */
  readonly VIDEOGENIUS_RUNTIME_DIR: string;
}

/**
 * The tests that run together in one editor: `editor` in a trusted folder, `restricted` in one that is not trusted, and
 * `chatModels` with VS Code's own chat models, which the others switch off.
 */
export const suites = ['editor', 'restricted', 'chatModels'] as const;
/** `pictures` only takes the picture for the README. */
export type Suite = (typeof suites)[number] | 'pictures';

/** Builds and packages the tiny extension that runs our tests inside the extension host. Gives the path of the package. */
export async function packageDriver(directory: string): Promise<string> {
  mkdirSync(directory, { recursive: true });
  await build({
    absWorkingDir: projectDirectory,
    entryPoints: { driver: 'test/vscode/driver/driver.ts' },
    outdir: directory,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    external: ['vscode'],
    logLevel: 'error',
  });
  const manifest = {
    name: 'driver',
    displayName: 'VideoGenius test driver',
    description: 'Runs the tests of VideoGenius inside the extension host.',
    publisher: 'videogenius-test',
    version: '0.0.1',
    license: 'MIT',
    engines: { vscode: '^1.104.0' },
    main: './driver.cjs',
    activationEvents: ['onStartupFinished'],
    contributes: { languageModelChatProviders: [{ vendor: 'videogenius-test', displayName: 'Test models' }] },
    capabilities: { untrustedWorkspaces: { supported: true } },
    extensionKind: ['workspace'],
  };
  writeFileSync(join(directory, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(directory, 'README.md'), 'Test driver.\n');
  writeFileSync(join(directory, 'LICENSE'), 'MIT\n');
  const packagePath = join(directory, 'driver.vsix');
  await createVSIX({ cwd: directory, packagePath, dependencies: false, allowMissingRepository: true });
  return packagePath;
}

/** Settings under which nothing but our tests happens in the editor. */
const quietSettings: Readonly<Record<string, unknown>> = {
  'telemetry.telemetryLevel': 'off',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'update.mode': 'none',
  'git.enabled': false,
  'chat.disableAIFeatures': true,
  'workbench.startupEditor': 'none',
};

/** The settings of one suite. */
export function settingsOf(suite: Suite): Readonly<Record<string, unknown>> {
  return {
    ...quietSettings,
    ...(suite === 'pictures' ? { 'workbench.colorTheme': 'Default Dark Modern', 'editor.minimap.enabled': false } : {}),
    ...(suite === 'chatModels' ? { 'chat.disableAIFeatures': false } : {}),
    // Without the question a folder stays as it is: not trusted.
    ...(suite === 'restricted'
      ? { 'security.workspace.trust.startupPrompt': 'never', 'security.workspace.trust.banner': 'never' }
      : {}),
  };
}

/** What stands in the folder that the editor opens. */
export const folderSettings: Readonly<Record<Suite, Readonly<Record<string, unknown>>>> = {
  editor: {},
  chatModels: {},
  pictures: {},
  restricted: {
    'videogenius.strategy': 'random',
    'videogenius.modelWeights': { deepseek: 0 },
    'videogenius.writing.language': 'de',
  },
};
