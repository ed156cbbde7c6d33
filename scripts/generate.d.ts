/** The folder of the project. */
export declare const projectDirectory: string;
/** Every generated file with the text it must have, by its path from the project's folder. */
export declare function generatedFiles(): ReadonlyMap<string, string>;
/** Paths of generated files that are not what they should be. */
export declare function staleFiles(): string[];
