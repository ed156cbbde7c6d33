/** One file that a build wrote. */
export interface BuiltFile {
  readonly path: string;
  readonly bytes: number;
}
/** Builds everything into dist/. Throws when a file is over its size budget. */
export declare function buildAll(): Promise<BuiltFile[]>;
