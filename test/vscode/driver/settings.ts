import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { manifest } from './extension.ts';
import { outputOfTerminal } from './terminals.ts';

export function defineSettingTests(): void {
  describe('settings', () => {
    const settings = Object.assign({}, ...manifest().contributes.configuration.map((section) => section.properties));

    it('are all there, with their defaults and with texts', () => {
      assert.ok(Object.keys(settings).length > 40);
      for (const [name, schema] of Object.entries(manifest().contributes.configuration[0]?.properties ?? {})) {
        assert.doesNotMatch(schema.description ?? '%', /^%/, `${name} has no text`);
      }
      for (const name of Object.keys(settings)) {
        const place = vscode.workspace.getConfiguration().inspect(name);
        assert.deepEqual(place?.defaultValue, settings[name].default, name);
      }
    });

    it('that a person has set reach the command line, and no others', async () => {
      const configuration = vscode.workspace.getConfiguration('videogenius');
      await configuration.update('strategy', 'random', vscode.ConfigurationTarget.Global);
      await configuration.update('failover.maxAttempts', 4, vscode.ConfigurationTarget.Workspace);
      try {
        const output = outputOfTerminal('VideoGenius: Model Status');
        await vscode.commands.executeCommand('videogenius.showModelStatus');
        assert.match(await output, /deepseek/);
        assert.deepEqual(writtenSettings(), {
          'videogenius.strategy': 'random',
          'videogenius.failover.maxAttempts': 4,
        });
      } finally {
        await configuration.update('strategy', undefined, vscode.ConfigurationTarget.Global);
        await configuration.update('failover.maxAttempts', undefined, vscode.ConfigurationTarget.Workspace);
      }
    });
  });
}

function writtenSettings(): unknown {
  const storage = join(
    process.env.VIDEOGENIUS_TEST_USER_DATA ?? '',
    'User',
    'globalStorage',
    'videogenius.videogenius',
  );
  const file = readdirSync(storage).find((name) => name.endsWith('-settings.json'));
  assert.ok(file, 'no settings file was written');
  return JSON.parse(readFileSync(join(storage, file), 'utf8'));
}
