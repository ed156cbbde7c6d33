/** A JSON schema as zod writes it, with our own meta on settings. */
export interface Schema {
  readonly [key: string]: unknown;
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly order?: number;
  readonly scope?: string;
  readonly leaf?: boolean;
  readonly restricted?: boolean;
}
/** One setting as a person sees it. */
export interface Setting {
  /** Name in settings.json, prefix included. */
  readonly key: string;
  /** Name without the prefix. */
  readonly name: string;
  /** The group it stands in, or `routing`. */
  readonly section: string;
  readonly order: number;
  readonly scope: string;
  readonly restricted: boolean;
  readonly schema: Schema;
}
/** The section of settings that stand in no group. */
export declare const topSection = 'routing';
/** Is it a plain object (and not null, not a list)? */
export declare function isRecord(value: unknown): value is Readonly<Record<string, unknown>>;
/**
 * Every setting of the contract in the order of the Settings UI. References are inlined, since VS Code does not follow
 * them in a manifest.
 */
export declare function readSettings(): Setting[];
