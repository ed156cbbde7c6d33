import type { Metafile } from 'esbuild';
/** Folders of the packages whose code is in the bundles, such as `node_modules/zod`, in alphabetical order. */
export declare function bundledPackages(metafiles: readonly Metafile[]): string[];
/** The text of THIRD-PARTY-NOTICES.txt. Throws when a bundled package names no licence. */
export declare function thirdPartyNotices(metafiles: readonly Metafile[]): string;
