import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { chromium } from 'playwright-core';
import { projectDirectory } from '../../scripts/generate.ts';
import type { Counts } from '../../scripts/mocha-run.ts';
import { serveSteps } from './browser-steps.ts';
import { chromiumArguments } from './chromium.ts';
import { type DriverEnvironment, folderSettings, packageDriver, type Suite, settingsOf } from './driver-extension.ts';
import { waitForResult } from './result.ts';

/** Carries VS Code 1.139.1; comes from npm alone. Its native parts are built with the headers of the Node package. */
const codeServerVersion = '4.139.1';
const nodeVersion = '24.21.0';

interface Installation {
  readonly node: string;
  readonly entry: string;
}

/** Runs the driver in code-server, opened by a headless browser, with a fresh home and fresh data. */
export async function runInCodeServer(extension: string, browserPath: string, suite: Suite): Promise<Counts> {
  const installation = install();
  const directory = mkdtempSync(join(tmpdir(), 'videogenius-vscode-'));
  const resultFile = join(directory, 'result.json');
  const userData = join(directory, 'data');
  const folder = join(directory, 'folder');
  const home = join(directory, 'home');
  for (const each of [join(userData, 'User'), join(folder, '.vscode'), home]) mkdirSync(each, { recursive: true });
  writeFileSync(join(userData, 'User', 'settings.json'), JSON.stringify(settingsOf(suite), null, 2));
  writeFileSync(join(folder, '.vscode', 'settings.json'), JSON.stringify(folderSettings[suite], null, 2));
  const browser = await chromium.launch({ executablePath: browserPath, args: [...chromiumArguments] });
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const page = await context.newPage();
  const steps = await serveSteps(page, process.env.VIDEOGENIUS_TEST_PICTURES);
  const variables: DriverEnvironment = {
    VIDEOGENIUS_TEST_RESULT: resultFile,
    VIDEOGENIUS_TEST_PROJECT: join(projectDirectory, 'package.json'),
    VIDEOGENIUS_TEST_USER_DATA: userData,
    VIDEOGENIUS_TEST_SUITE: suite,
    VIDEOGENIUS_TEST_STEPS: steps.url,
    VIDEOGENIUS_RUNTIME_DIR: join(directory, 'run'),
  };
  const only = process.env.VIDEOGENIUS_TEST_ONLY;
  const named = only === undefined ? {} : { VIDEOGENIUS_TEST_ONLY: only };
  const environment = { PATH: process.env.PATH, HOME: home, LANG: 'C.UTF-8', ...named, ...variables };
  const places = ['--user-data-dir', userData, '--extensions-dir', join(directory, 'extensions')];
  const driver = await packageDriver(join(directory, 'driver'));
  for (const each of [extension, driver]) {
    const call = [installation.entry, ...places, '--install-extension', each];
    execFileSync(installation.node, call, { env: environment, stdio: ['ignore', 'ignore', 'inherit'] });
  }
  const port = await freePort();
  const trust = suite === 'restricted' ? [] : ['--disable-workspace-trust'];
  const server = startServer(installation, [...trust, ...places, folder], port, environment);
  try {
    await waitForServer(port, server);
    await page.goto(`http://127.0.0.1:${port}/?folder=${encodeURIComponent(folder)}`, { timeout: 120_000 });
    try {
      return await waitForResult(resultFile, () => ended(server));
    } finally {
      const screenshot = process.env.VIDEOGENIUS_TEST_SCREENSHOT;
      if (screenshot !== undefined) await page.screenshot({ path: screenshot });
    }
  } finally {
    steps.close();
    await browser.close();
    server.kill();
    rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

/** Installs code-server once into the person's cache; later runs find it there. */
function install(): Installation {
  const directory = join(homedir(), '.cache', 'videogenius', `code-server-${codeServerVersion}`);
  const nodePackage = join(directory, 'node_modules', `node-${process.platform}-${process.arch}`);
  const node = join(nodePackage, 'bin', 'node');
  const entry = join(directory, 'node_modules', 'code-server', 'out', 'node', 'entry.js');
  const complete = join(directory, 'complete');
  if (existsSync(complete)) return { node, entry };
  console.log(`Installing code-server ${codeServerVersion} into ${directory} (once, some minutes) ...`);
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'package.json'), '{ "private": true }\n');
  const nodeName = `node-${process.platform}-${process.arch}@${nodeVersion}`;
  const npm = (names: readonly string[], environment: NodeJS.ProcessEnv) =>
    execFileSync('npm', ['install', '--no-save', '--no-audit', '--no-fund', ...names], {
      cwd: directory,
      env: environment,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  npm([nodeName], cleanEnvironment());
  npm([nodeName, `code-server@${codeServerVersion}`], {
    ...cleanEnvironment(),
    PATH: `${dirname(node)}:${process.env.PATH ?? ''}`,
    npm_config_nodedir: nodePackage,
    npm_config_unsafe_perm: 'true',
    npm_config_loglevel: 'error',
  });
  writeFileSync(complete, '');
  return { node, entry };
}

/**
 * Without what an outer npm tells its scripts, such as the Node it runs on, which an inner npm would believe. What leads to
 * the packages stays.
 */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const kept = /^npm_config_(?:registry|cafile|cache|proxy|https_proxy|noproxy|userconfig|globalconfig)$/i;
  const variables = Object.entries(process.env);
  return Object.fromEntries(variables.filter(([name]) => !/^(?:npm_|NODE$|INIT_CWD$)/i.test(name) || kept.test(name)));
}

function startServer(
  { node, entry }: Installation,
  rest: readonly string[],
  port: number,
  environment: NodeJS.ProcessEnv,
): ChildProcess {
  const options = ['--auth', 'none', '--bind-addr', `127.0.0.1:${port}`, '--disable-telemetry'];
  return spawn(node, [entry, ...options, '--disable-update-check', ...rest], {
    env: environment,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

function ended(server: ChildProcess): string | undefined {
  return server.exitCode === null ? undefined : `exit code ${server.exitCode}`;
}

async function waitForServer(port: number, server: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 240; tries += 1) {
    const why = ended(server);
    if (why !== undefined) throw new Error(`code-server did not start: ${why}`);
    try {
      if ((await fetch(`http://127.0.0.1:${port}/healthz`)).ok) return;
    } catch {
      // It does not listen yet.
    }
    await delay(250);
  }
  throw new Error('code-server did not start in 60 s');
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
