import type { Build } from './protocol/session.ts';

/** The version of this build; a test keeps it equal to the one in package.json. */
export const version = '0.1.0';

/** Epoch milliseconds of the build, put in by the bundler. */
declare const VIDEOGENIUS_BUILT_AT_MS: number | undefined;

const builtAtMs = typeof VIDEOGENIUS_BUILT_AT_MS === 'number' ? VIDEOGENIUS_BUILT_AT_MS : 0;

/** Which program this is; the same for the parts that were built together. */
export const build: Build = { version, builtAtMs, id: builtAtMs === 0 ? 'sources' : `built-${builtAtMs}` };
