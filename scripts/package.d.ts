/** Every file a package holds, and nothing else. CHANGELOG.md may be missing. */
export declare const packagedFiles: readonly string[];
/** What would be packaged now, in alphabetical order. */
export declare function filesToPackage(): Promise<string[]>;
/** Complaints about a list of files; empty when it is right. */
export declare function packageProblems(files: readonly string[]): string[];
/** Where the package of this version goes. */
export declare function packagePath(): string;
