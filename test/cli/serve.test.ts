import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPageActions } from '../../server/api/page-actions.ts';
import { parseSettings } from '../../server/api/settings-file.ts';
import { runServe } from '../../server/cli/serve.ts';
import { settingsFile } from '../../server/cli/serve-command.ts';
import { createApplication } from '../../server/main.ts';
import { type PanelAction, PanelHost } from '../../server/protocol/index.ts';
import { systemClock, systemRandom, writeFileAtomically } from '../../server/system/index.ts';
import { run, scripted } from './cli-harness.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };
const host = { readFile: (path: string) => readFile(path), writeFile: writeFileAtomically };

describe('videogenius serve', () => {
  let directory: string;
  let path: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'videogenius-serve-'));
    path = join(directory, 'settings.json');
    for (const name of ['panel.js', 'panel.css']) writeFileSync(join(directory, name), '');
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('keeps what is changed on the page in the settings file, with its comments, and applies it', async () => {
    writeFileSync(path, '{\n  // mine\n  "videogenius.strategy": "random", // for now\n}\n');
    const { config } = parseSettings(readFileSync(path, 'utf8'), path);
    const clock = systemClock();
    const random = systemRandom();
    const { engine, client } = createApplication({ config, environment: {}, models: 'configured', log: silent });
    const stop = new AbortController();
    let announce = (_url: string): void => undefined;
    const announced = new Promise<string>((resolve) => {
      announce = resolve;
    });
    const serving = runServe({
      source: engine,
      actions: createPageActions({
        client,
        configure: (change) => engine.configure(change(engine.config())),
        settings: settingsFile(host, { settings: path }),
      }),
      changes: 'settings',
      fleet: 'configured',
      clock,
      random,
      port: 0,
      assetsDirectory: directory,
      signal: stop.signal,
      announce,
    });
    const { origin, searchParams } = new URL(await announced);
    const authorization = `Bearer ${searchParams.get('token')}`;
    const perform = async (action: PanelAction) => {
      const headers = { authorization, 'content-type': 'application/json' };
      const answer = await fetch(`${origin}/api/action`, { method: 'POST', headers, body: JSON.stringify(action) });
      return answer.json();
    };
    try {
      const shown = PanelHost.parse(await (await fetch(`${origin}/api/host`, { headers: { authorization } })).json());
      assert.deepEqual([shown.fleet, shown.changes], ['configured', 'settings']);
      assert.deepEqual(await perform({ type: 'setStrategy', strategy: 'roundRobin' }), { ok: true, message: '' });
      assert.deepEqual(await perform({ type: 'setEnabled', modelId: 'claude', enabled: false }), {
        ok: true,
        message: '',
      });
      assert.equal(engine.snapshot().strategy, 'roundRobin');
      const text = readFileSync(path, 'utf8');
      assert.ok(text.startsWith('{\n  // mine\n  "videogenius.strategy": "roundRobin", // for now\n'), text);
      assert.deepEqual(parseSettings(text, path).config, engine.config());
      assert.deepEqual(readdirSync(directory).sort(), ['panel.css', 'panel.js', 'settings.json']);
    } finally {
      stop.abort();
      await serving;
    }
  });

  it('writes no file for a simulated fleet, for standard input, or when none is named', () => {
    assert.equal(settingsFile(host, { settings: path })?.name, path);
    assert.equal(settingsFile(host, { settings: path, simulated: true }), undefined);
    assert.equal(settingsFile(host, { settings: '-' }), undefined);
    assert.equal(settingsFile(host, {}), undefined);
    assert.equal(settingsFile({ readFile: host.readFile }, { settings: path }), undefined);
  });

  it('says for how long changes last', async () => {
    const { connect } = scripted({});
    const { code, stdout, stderr } = await run({
      arguments: ['serve'],
      connect: (wanted) => ({
        ...connect(wanted),
        async serve({ announce, settings }) {
          assert.equal(settings, undefined);
          announce('http://127.0.0.1:1/?token=x');
        },
      }),
    });
    assert.equal(code, 0);
    assert.equal(stdout, 'http://127.0.0.1:1/?token=x\n');
    assert.match(stderr, /Changes on the page last until it ends\.\n/);
  });
});
