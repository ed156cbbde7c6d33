export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}
/** Runs one program with our own Node in the project's folder; gives its exit code. */
export declare function runNode(script: readonly string[], environment?: NodeJS.ProcessEnv): Promise<number>;
/** Runs mocha with the given arguments; the counts come from the file that our reporter writes. */
export declare function runMocha(mochaArguments: readonly string[]): Promise<Counts>;
/** Reads `{ passed, failed, skipped }`. A file that is not there or not whole counts as one failure. */
export declare function readCounts(path: string): Counts;
export declare function addCounts(left: Counts, right: Counts): Counts;
/** The closing line of every test command. */
export declare function closingLine({ passed, failed, skipped }: Counts): string;
