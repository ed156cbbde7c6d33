import type { BuildOptions } from 'esbuild';
export type BundleName = 'server' | 'client' | 'webview';
/**
 * What is built, from where to where. The two bundles for Node are CommonJS, because the extension host of the oldest
 * supported VS Code loads an extension with require; `import.meta` is given its CommonJS counterparts.
 */
export declare const bundles: Readonly<Record<BundleName, BuildOptions>>;
/** Largest size of each output in bytes; a build over it fails, so that nothing huge slips in. */
export declare const sizeBudgets: Readonly<Record<string, number>>;
/** The command line program that the package brings along. */
export declare const commandLineProgram: string;
