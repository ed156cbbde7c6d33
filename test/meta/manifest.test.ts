import assert from 'node:assert/strict';
import { build } from 'esbuild';
import { bundles } from '../../scripts/bundles.ts';
import { staleFiles } from '../../scripts/generate.ts';
import { generateManifest } from '../../scripts/manifest.ts';
import { filesToPackage, packageProblems } from '../../scripts/package.ts';
import { readSettings } from '../../scripts/setting-schema.ts';
import { settingsChinese } from '../../scripts/settings-zh-cn.ts';
import { Config, defaultConfig, isRecord } from '../../server/protocol/index.ts';
import { projectFiles, readProjectFile } from './project.ts';

/** Reads a JSON file of the project and follows a path into it. */
function jsonAt(file: string, ...path: readonly string[]): unknown {
  let value: unknown = JSON.parse(readProjectFile(file));
  for (const name of path) value = isRecord(value) ? value[name] : undefined;
  return value;
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  assert.ok(isRecord(value));
  return value;
}

describe('generated files', () => {
  it('are what the contract says', () => {
    assert.deepEqual(staleFiles(), []);
  });

  it('cannot be made when a Chinese text is missing or left over', () => {
    const { strategy: _strategy, ...missing } = settingsChinese;
    assert.throws(() => generateManifest(missing), /strategy has no Chinese text/);
    assert.throws(() => generateManifest({ ...settingsChinese, nonsense: 'x' }), /do not exist: nonsense/);
  });

  it('describe every setting in the manifest, both languages and the documentation', () => {
    const document = readProjectFile('docs/settings.md');
    const [english, chinese] = ['package.nls.json', 'package.nls.zh-cn.json'].map((file) => record(jsonAt(file)));
    const sections = jsonAt('package.json', 'contributes', 'configuration');
    assert.ok(Array.isArray(sections));
    const properties = record(Object.assign({}, ...sections.map((section) => record(section).properties)));
    const settings = readSettings();
    assert.deepEqual(Object.keys(properties).sort(), settings.map((each) => each.key).sort());
    for (const { key, name } of settings) {
      assert.ok(document.includes(`### \`${key}\``), `${key} is not in docs/settings.md`);
      assert.ok(english?.[`setting.${name}`] && chinese?.[`setting.${name}`], `${key} has no text`);
    }
  });

  it('hold defaults that the contract itself accepts and means', () => {
    const input: Record<string, unknown> = {};
    for (const { name, schema } of readSettings()) {
      const [group = '', setting] = name.split('.');
      if (setting === undefined) input[group] = schema.default;
      else input[group] = { ...(isRecord(input[group]) ? input[group] : {}), [setting]: schema.default };
    }
    assert.deepEqual(Config.parse(input), defaultConfig);
  });

  it('keep what decides where keys go out of the hands of a folder', () => {
    const models = readSettings().find((each) => each.name === 'models');
    assert.equal(models?.scope, 'machine');
    const restricted = jsonAt('package.json', 'capabilities', 'untrustedWorkspaces', 'restrictedConfigurations');
    assert.ok(Array.isArray(restricted));
    for (const name of ['strategy', 'modelWeights', 'fallbackChain', 'models', 'failover.enabled']) {
      assert.ok(restricted.includes(`videogenius.${name}`), name);
    }
  });
});

/** What a source tells VS Code of, so that the manifest can ask for it. */
const contextKeys = (source: string): string[] =>
  [...source.matchAll(/'setContext', '([\w.]+)'/g)].map(([, key = '']) => key);

describe('the manifest', () => {
  it('names only texts that exist, in both languages', () => {
    const named = [...readProjectFile('package.json').matchAll(/"%([^%"]+)%"/g)].map((match) => match[1] ?? '');
    const english = Object.keys(record(jsonAt('package.nls.json')));
    assert.ok(named.length > 50);
    assert.deepEqual([...new Set(named)].sort(), [...english].sort());
    assert.deepEqual(Object.keys(record(jsonAt('package.nls.zh-cn.json'))).sort(), english.sort());
  });

  it('and the extension have the same commands', () => {
    const commands = jsonAt('package.json', 'contributes', 'commands');
    assert.ok(Array.isArray(commands));
    const declared = commands.map((each) => record(each).command);
    const registered = [...readProjectFile('client/commands.ts').matchAll(/'(videogenius\.\w+)':/g)].map(
      (match) => match[1],
    );
    assert.deepEqual(registered.sort(), declared.sort());
  });

  it('leads a beginner through steps that VS Code can tick off, with pictures in the colours of the theme', () => {
    const walkthroughs = jsonAt('package.json', 'contributes', 'walkthroughs');
    assert.ok(Array.isArray(walkthroughs));
    const steps = walkthroughs.flatMap((each) => record(each).steps);
    assert.ok(steps.length > 0);
    for (const step of steps) {
      const { media, completionEvents } = record(step);
      assert.ok(Array.isArray(completionEvents));
      for (const event of completionEvents) {
        const [, kind, name = ''] = /^(onContext|onSettingChanged):(.+)$/.exec(String(event)) ?? [];
        const known =
          kind === 'onSettingChanged'
            ? readSettings().map(({ key }) => key)
            : projectFiles('client').flatMap((path) => contextKeys(readProjectFile(path)));
        assert.ok(known.includes(name), String(event));
      }
      // VS Code shows them where no style may be written into an element.
      const picture = readProjectFile(String(record(media).svg));
      assert.doesNotMatch(picture, /\bstyle=|<style|<script|="#/);
    }
  });

  it('pins every package to one version and needs none at run time', () => {
    const manifest = record(jsonAt('package.json'));
    assert.equal(manifest.dependencies, undefined);
    for (const [name, version] of Object.entries(record(manifest.devDependencies))) {
      assert.match(String(version), /^\d+\.\d+\.\d+$/, name);
    }
  });

  it('asks for no newer editor than its types describe', () => {
    const floor = String(jsonAt('package.json', 'engines', 'vscode')).replace('^', '');
    const types = String(jsonAt('package.json', 'devDependencies', '@types/vscode'));
    assert.deepEqual(types.split('.').slice(0, 2), floor.split('.').slice(0, 2));
  });
});

describe('texts of the extension', () => {
  it('are all translated, and no others', () => {
    const sources = projectFiles('client').map((path) => readProjectFile(path));
    const used = sources.flatMap((text) =>
      [...text.matchAll(/l10n\.t\(\s*'((?:[^'\\]|\\.)*)'/g)].map((match) => match[1] ?? ''),
    );
    assert.ok(used.length > 5);
    const translated = record(jsonAt('l10n/bundle.l10n.zh-cn.json'));
    assert.deepEqual(Object.keys(translated).sort(), [...new Set(used)].sort());
  });
});

describe('bundles', () => {
  const libraries = (inputs: object): string[] =>
    Object.keys(inputs).filter((path) => path.includes('node_modules') && !path.endsWith('.svg'));

  it("the webview brings VS Code's elements along, what they are made of for production, and nothing else", async () => {
    const { metafile } = await build({ ...bundles.webview, write: false, metafile: true });
    const files = libraries(metafile.inputs);
    const packages = files.map((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? path);
    assert.deepEqual([...new Set(packages)].sort(), [
      '@lit/reactive-element',
      '@vscode-elements/elements',
      'lit',
      'lit-element',
      'lit-html',
    ]);
    assert.deepEqual(
      files.filter((path) => /\/development\/|\/bundled\.js$|\/elements\/dist\/main\.js$/.test(path)),
      [],
    );
  });

  it('the file that the editor loads at its start holds nothing but what registers', async () => {
    const { metafile } = await build({ ...bundles.client, write: false, metafile: true });
    const { 'dist/client/extension.cjs': first, 'dist/client/app.cjs': rest } = metafile.outputs;
    assert.deepEqual(Object.keys(first?.inputs ?? {}).sort(), ['client/extension.ts', 'client/settings.ts']);
    assert.ok(Object.keys(rest?.inputs ?? {}).length > 100, 'the rest is there, in a file of its own');
  });
});

describe('the package', () => {
  it('holds what is needed and nothing else', async () => {
    assert.deepEqual(packageProblems(await filesToPackage()), []);
  });

  it('would be refused with a source, a test or a map in it', () => {
    const bad = ['server/main.ts', 'test/a.test.ts', 'dist/webview/panel.js.map', 'package-lock.json'];
    assert.equal(packageProblems(bad).filter((each) => each.includes('must not')).length, bad.length);
    assert.ok(packageProblems([]).some((each) => each.startsWith('LICENSE is missing')));
  });
});
