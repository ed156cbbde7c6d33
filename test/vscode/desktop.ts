import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { downloadAndUnzipVSCode, resolveCliArgsFromVSCodeExecutablePath } from '@vscode/test-electron';
import * as z from 'zod';
import { projectDirectory } from '../../scripts/generate.ts';
import { addCounts, type Counts } from '../../scripts/mocha-run.ts';
import {
  type DriverEnvironment,
  folderSettings,
  packageDriver,
  type Suite,
  settingsOf,
  suites,
} from './driver-extension.ts';
import { waitForResult } from './result.ts';

const Manifest = z.object({ engines: z.object({ vscode: z.string().regex(/^\^\d+\.\d+\.\d+$/) }) });

/** The oldest VS Code that package.json promises, and the newest one. */
function versions(): readonly string[] {
  const manifest = Manifest.parse(JSON.parse(readFileSync(join(projectDirectory, 'package.json'), 'utf8')));
  return [manifest.engines.vscode.slice(1), 'stable'];
}

/** Can VS Code be downloaded here? */
export async function canDownload(): Promise<boolean> {
  try {
    const answer = await fetch('https://update.code.visualstudio.com/api/releases/stable', {
      signal: AbortSignal.timeout(5000),
    });
    return answer.ok;
  } catch {
    return false;
  }
}

/** Runs the driver in the desktop editor. On Linux this needs a display, for example from `xvfb-run`. */
export async function runInDesktop(extension: string): Promise<Counts> {
  let counts: Counts = { passed: 0, failed: 0, skipped: 0 };
  for (const version of versions()) {
    for (const suite of suites) counts = addCounts(counts, await runVersion(version, extension, suite));
  }
  return counts;
}

async function runVersion(version: string, extension: string, suite: Suite): Promise<Counts> {
  const executable = await downloadAndUnzipVSCode(version);
  const directory = mkdtempSync(join(tmpdir(), 'videogenius-vscode-'));
  const userData = join(directory, 'data');
  const folder = join(directory, 'folder');
  for (const each of [join(userData, 'User'), join(folder, '.vscode')]) mkdirSync(each, { recursive: true });
  writeFileSync(join(userData, 'User', 'settings.json'), JSON.stringify(settingsOf(suite), null, 2));
  writeFileSync(join(folder, '.vscode', 'settings.json'), JSON.stringify(folderSettings[suite], null, 2));
  const variables: DriverEnvironment = {
    VIDEOGENIUS_TEST_RESULT: join(directory, 'result.json'),
    VIDEOGENIUS_TEST_PROJECT: join(projectDirectory, 'package.json'),
    VIDEOGENIUS_TEST_USER_DATA: userData,
    VIDEOGENIUS_TEST_SUITE: suite,
    VIDEOGENIUS_RUNTIME_DIR: join(directory, 'run'),
  };
  const environment = { ...process.env, ...variables };
  const places = ['--user-data-dir', userData, '--extensions-dir', join(directory, 'extensions')];
  const [program = executable] = resolveCliArgsFromVSCodeExecutablePath(executable);
  for (const each of [extension, await packageDriver(join(directory, 'driver'))]) {
    const shell = process.platform === 'win32';
    execFileSync(program, [...places, '--install-extension', each], { env: environment, stdio: 'inherit', shell });
  }
  const options = [
    ...(suite === 'restricted' ? [] : ['--disable-workspace-trust']),
    '--skip-welcome',
    '--skip-release-notes',
    '--disable-gpu',
    '--no-sandbox',
  ];
  const editor = spawn(executable, [folder, ...places, ...options], { env: environment, stdio: 'ignore' });
  try {
    const why = () => (editor.exitCode === null ? undefined : `exit code ${editor.exitCode}`);
    return await waitForResult(variables.VIDEOGENIUS_TEST_RESULT, why);
  } finally {
    editor.kill();
    rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}
