import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { isRecord } from '../server/protocol/outline.ts';
import { projectDirectory } from './generate.ts';

/** Folders of the packages whose code is in the bundles, such as `node_modules/zod`, in alphabetical order. */
function bundledPackages(metafiles: readonly Metafile[]): string[] {
  const folders = new Set<string>();
  for (const path of metafiles.flatMap((each) => bytesOf(each))) {
    const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path);
    if (match?.[1] !== undefined) folders.add(match[1]);
  }
  return [...folders].sort();
}

/** Inputs of which at least one byte is in an output. */
function bytesOf(metafile: Metafile): string[] {
  return Object.values(metafile.outputs).flatMap((output) =>
    Object.entries(output.inputs).flatMap(([path, part]) => (part.bytesInOutput > 0 ? [path] : [])),
  );
}

/** The text of THIRD-PARTY-NOTICES.txt. Throws when a bundled package names no licence. */
export function thirdPartyNotices(metafiles: readonly Metafile[]): string {
  const sections = bundledPackages(metafiles).map((folder) => {
    const directory = join(projectDirectory, folder);
    const manifest: unknown = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
    if (!isRecord(manifest)) throw new Error(`${folder}/package.json is not an object`);
    const licence = licenceText(directory) ?? withoutText(manifest);
    if (licence === undefined) throw new Error(`${folder} is bundled but names no licence`);
    return `${String(manifest.name)} ${String(manifest.version)} (${String(manifest.license)})\n\n${licence.trim()}\n`;
  });
  return `VideoGenius contains the following software of others.\n\n${sections.join(`\n${'-'.repeat(80)}\n\n`)}`;
}

function licenceText(directory: string): string | undefined {
  if (!existsSync(directory)) return undefined;
  const name = readdirSync(directory).find((each) => /^(licen[cs]e|copying)(\.|$|-)/i.test(each));
  return name === undefined ? undefined : readFileSync(join(directory, name), 'utf8');
}

/** For a package that names its licence but brings no text of it. */
function withoutText(manifest: Readonly<Record<string, unknown>>): string | undefined {
  if (typeof manifest.license !== 'string') return undefined;
  const { author, repository } = manifest;
  const holder = isRecord(author) ? author.name : author;
  const source = isRecord(repository) ? repository.url : repository;
  const facts = [
    `Licence: ${manifest.license}`,
    holder && `Author: ${String(holder)}`,
    source && `Source: ${String(source)}`,
  ];
  return facts.filter((fact) => typeof fact === 'string').join('\n');
}
