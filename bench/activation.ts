import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { projectDirectory } from '../scripts/generate.ts';

/**
 * Milliseconds to load the extension's file and to activate it, in a fresh Node with a VS Code that only takes note of what is registered: what the extension
 * itself adds to the start of the editor. The baseline is a file of one line.
 */
export function activation(runs: number): { extensionMs: number[]; emptyMs: number[] } {
  const measure = (file: string): number =>
    Number(
      execFileSync(process.execPath, ['--eval', program, file, join(projectDirectory, 'package.json')], {
        encoding: 'utf8',
        input: '',
      }),
    );
  const extension = join(projectDirectory, 'dist', 'client', 'extension.cjs');
  return {
    extensionMs: Array.from({ length: runs }, () => measure(extension)),
    emptyMs: Array.from({ length: runs }, () => measure('')),
  };
}

/** Runs in the fresh Node. The file name is empty for the baseline. */
const program = `
const Module = require('node:module');
const registered = () => ({ dispose() {} });
const vscode = { commands: { registerCommand: registered }, window: { registerWebviewViewProvider: registered } };
const load = Module._load;
Module._load = function (request, ...rest) { return request === 'vscode' ? vscode : load.call(this, request, ...rest); };
const [, file, manifest] = process.argv;
const packageJSON = require(manifest);
const begin = performance.now();
if (file !== '') require(file).activate({ subscriptions: [], extension: { packageJSON }, asAbsolutePath: (path) => path });
else new Function('return 1')();
process.stdout.write(String(performance.now() - begin));
`;
