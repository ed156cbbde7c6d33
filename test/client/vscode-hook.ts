import { registerHooks } from 'node:module';

/**
 * Outside VS Code the module `vscode` does not exist. Mocha loads this file first (.mocharc.json), so that tests and the sources
 * under client/ get the small stand-in beside it.
 */
registerHooks({
  resolve(specifier, context, nextResolve) {
    if (specifier !== 'vscode') return nextResolve(specifier, context);
    return { url: new URL('./fake-vscode.ts', import.meta.url).href, shortCircuit: true };
  },
});
