import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRecord } from '../server/protocol/outline.ts';
import { generateManifest } from './manifest.ts';
import { pricesDocument } from './prices-document.ts';
import { settingsDocument } from './settings-document.ts';

/** The folder of the project. */
export const projectDirectory = join(import.meta.dirname, '..');

/** Every generated file with the text it must have, by its path from the project's folder. */
function generatedFiles(): ReadonlyMap<string, string> {
  const { configuration, restrictedConfigurations, texts } = generateManifest();
  const manifest: unknown = JSON.parse(readFileSync(join(projectDirectory, 'package.json'), 'utf8'));
  if (!isRecord(manifest) || !isRecord(manifest.contributes) || !isRecord(manifest.capabilities)) {
    throw new Error('package.json has no contributes or no capabilities');
  }
  const { untrustedWorkspaces } = manifest.capabilities;
  const trust = isRecord(untrustedWorkspaces) ? untrustedWorkspaces : {};
  const next = {
    ...manifest,
    capabilities: { ...manifest.capabilities, untrustedWorkspaces: { ...trust, restrictedConfigurations } },
    contributes: { ...manifest.contributes, configuration },
  };
  const language = (pick: 'english' | 'chinese') =>
    json(Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, text[pick]])));
  return new Map([
    ['package.json', json(next)],
    ['package.nls.json', language('english')],
    ['package.nls.zh-cn.json', language('chinese')],
    ['docs/settings.md', settingsDocument()],
    ['docs/prices.md', pricesDocument()],
  ]);
}

/** Paths of generated files that are not what they should be. */
export function staleFiles(): string[] {
  return [...generatedFiles()].filter(([path, text]) => readOrEmpty(path) !== text).map(([path]) => path);
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(join(projectDirectory, path), 'utf8');
  } catch {
    return '';
  }
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

if (import.meta.main) {
  const stale = staleFiles();
  if (process.argv.includes('--check')) {
    for (const path of stale) console.error(`${path} is out of date: run npm run generate`);
    process.exitCode = stale.length > 0 ? 1 : 0;
  } else {
    const files = generatedFiles();
    for (const path of stale) writeFileSync(join(projectDirectory, path), files.get(path) ?? '');
    console.log(stale.length > 0 ? `written: ${stale.join(', ')}` : 'everything was up to date');
  }
}
