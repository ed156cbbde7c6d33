import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { ReconnectingLink } from '../../client/daemon-link.ts';
import { later } from '../../client/later.ts';
import { createConnect } from '../../client/link/connector.ts';
import type { DaemonMode } from '../../client/link/session.ts';
import { parsePanelAction } from '../../client/panel/parse-panel.ts';
import { type WindowParts, windowAnswers } from '../../client/window-answers.ts';
import { projectDirectory } from '../../scripts/generate.ts';
import type { Part, SessionConfiguration } from '../../server/protocol/index.ts';
import { build } from '../../server/version.ts';
import { until } from '../process/until.ts';
import { fakeLog } from './fake-log.ts';
import { fake } from './fake-vscode.ts';

function isAlive(processId: number): boolean {
  try {
    return process.kill(processId, 0);
  } catch {
    return false;
  }
}

/** A window with a real link, as the extension makes it, over daemons that run from the sources. */
class Window {
  readonly lines: string[];
  readonly failures: string[] = [];
  readonly link: ReconnectingLink;
  configuration: SessionConfiguration = {
    settings: {},
    fleet: 'configured',
    locale: 'en',
    editorModels: [],
    hasSecrets: true,
  };

  constructor(mode: DaemonMode, parts: Partial<WindowParts> = {}) {
    const { channel, written } = fakeLog(vscode.LogLevel.Trace);
    this.lines = written;
    this.link = new ReconnectingLink({
      connect: createConnect({
        program: { path: join(projectDirectory, 'server', 'bin.ts'), build },
        answers: windowAnswers({
          keys: { read: async () => undefined, origins: async () => [] },
          environment: {},
          generate: async () => ({ kind: 'finished' }),
          parseAction: parsePanelAction,
          act: async () => ({ ok: true, message: '' }),
          ...parts,
        }),
        log: channel,
        tellNewer: () => undefined,
      }),
      configuration: async () => this.configuration,
      mode: () => mode,
      tellProblems: () => undefined,
      tellFailure: (message) => void this.failures.push(message),
      log: channel,
      later,
      nowMs: () => performance.now(),
    });
  }

  async processId(): Promise<number> {
    const status = await this.link.call('daemon/status', {});
    assert.ok(status.ok, this.lines.join('\n'));
    return status.value.processId;
  }

  keySource(modelId: string): string | undefined {
    return this.link.mirror.snapshot()?.models.find((model) => model.modelId === modelId)?.keySource;
  }
}

describe('the link and real daemons', function () {
  this.timeout(30_000);
  let folder: string;
  let before: string | undefined;
  let dataFolderBefore: string | undefined;
  const windows: Window[] = [];
  const open = (...values: ConstructorParameters<typeof Window>): Window => {
    const window = new Window(...values);
    windows.push(window);
    return window;
  };

  beforeEach(() => {
    before = process.env.VIDEOGENIUS_RUNTIME_DIR;
    folder = mkdtempSync(join(tmpdir(), 'videogenius-link-'));
    process.env.VIDEOGENIUS_RUNTIME_DIR = folder;
    dataFolderBefore = process.env.VIDEOGENIUS_DATA_DIR;
    process.env.VIDEOGENIUS_DATA_DIR = join(folder, 'data');
  });
  afterEach(async () => {
    const [last] = windows;
    if (last?.link.state().kind === 'running') await last.link.call('daemon/stop', {});
    await Promise.all(windows.splice(0).map(({ link }) => link.dispose()));
    if (before === undefined) delete process.env.VIDEOGENIUS_RUNTIME_DIR;
    else process.env.VIDEOGENIUS_RUNTIME_DIR = before;
    if (dataFolderBefore === undefined) delete process.env.VIDEOGENIUS_DATA_DIR;
    else process.env.VIDEOGENIUS_DATA_DIR = dataFolderBefore;
    rmSync(folder, { recursive: true, force: true });
    fake.reset();
  });

  it('share one that goes on when a window closes, and is the same again after a crash', async () => {
    const one = open('shared');
    const two = open('shared');
    const [first, second] = await Promise.all([one.processId(), two.processId()]);
    assert.equal(first, second);
    await two.link.dispose();
    assert.equal(await one.processId(), first);
    const three = open('shared');
    assert.equal(await three.processId(), first);
    process.kill(first, 'SIGKILL');
    await until(
      'both windows see the end',
      () => one.link.state().kind !== 'running' && three.link.state().kind !== 'running',
    );
    const [again, other] = await Promise.all([one.processId(), three.processId()]);
    assert.notEqual(again, first);
    assert.equal(again, other);
    assert.deepEqual([...one.failures, ...three.failures], []);
  });

  it('are given the keys of the window, and told when they change; not even a trace shows them', async () => {
    fake.settings.set('videogenius.trace.server', { globalValue: { verbosity: 'verbose', format: 'json' } });
    fake.settings.set('videogenius.trace.server.verbosity', { globalValue: 'verbose' });
    fake.settings.set('videogenius.trace.server.format', { globalValue: 'json' });
    const stored = new Map([['https://api.deepseek.com', 'sk-test-key-of-deepseek']]);
    const window = open('shared', {
      keys: {
        read: async (provider, origin) => (provider === 'deepseek' ? stored.get(origin) : undefined),
        origins: async (provider) => (provider === 'deepseek' ? [...stored.keys()] : []),
      },
    });
    window.link.watch();
    assert.ok((await window.link.start()).ok);
    await until('the key is in use', () => window.keySource('deepseek') === 'stored');
    stored.clear();
    assert.ok((await window.link.call('session/secretsChanged', {})).ok);
    await until('the key is forgotten', () => window.keySource('deepseek') === 'missing');
    const log = readFileSync(join(folder, 'daemon.log'), 'utf8');
    assert.doesNotMatch(log + window.lines.join('\n'), /sk-test-key/);
    assert.ok(window.lines.length > 3);
  });

  it('write a simulated script part by part, and stop when it is cancelled', async () => {
    const window = open('perWindow');
    window.configuration = { ...window.configuration, fleet: 'simulated' };
    const parts: Part[] = [];
    const brief = { topic: 'Why cats purr', paragraphs: 2 };
    const script = await window.link.call('script/generate', { brief }, { onPart: (part) => parts.push(part) });
    assert.ok(script.ok, JSON.stringify(script));
    assert.ok(script.value.simulated);
    assert.ok(parts.some(({ type }) => type === 'text-delta'));
    const controller = new AbortController();
    const cancelled = await window.link.call(
      'script/generate',
      { brief },
      { signal: controller.signal, onPart: () => controller.abort() },
    );
    assert.ok(!cancelled.ok && cancelled.error.code === 'cancelled', JSON.stringify(cancelled));
  });

  it('of one window end with it', async () => {
    const window = open('perWindow');
    const processId = await window.processId();
    const status = await window.link.call('daemon/status', {});
    assert.ok(status.ok && status.value.mode === 'perWindow');
    await window.link.dispose();
    await until('the process has ended', () => !isAlive(processId));
  });

  it('are restarted when a person wants it', async () => {
    const window = open('shared');
    const first = await window.processId();
    assert.ok((await window.link.restart()).ok);
    assert.notEqual(await window.processId(), first);
    await until('the first process has ended', () => !isAlive(first));
  });

  it('belong to the window alone where there is no safe place for a shared one', async () => {
    const place = join(folder, 'open-to-all');
    mkdirSync(place);
    chmodSync(place, 0o777);
    process.env.VIDEOGENIUS_RUNTIME_DIR = place;
    const window = open('shared');
    const status = await window.link.call('daemon/status', {});
    assert.ok(status.ok, window.lines.join('\n'));
    assert.equal(status.value.mode, 'perWindow');
    assert.equal(window.lines.filter((line) => /of its own/.test(line)).length, 1);
  });
});
