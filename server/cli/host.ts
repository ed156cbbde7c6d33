import type { Config, ModelId, Sentence } from '../protocol/index.ts';
import type { MethodClient } from '../rpc/types.ts';
import type { ServeRequest } from './serve.ts';

/** Standard output or standard error. */
export interface TextSink {
  readonly isTty: boolean;
  /** Width of the terminal in columns; undefined when it is none. */
  readonly columns: number | undefined;
  write(text: string): void;
  /** Waits until everything is out, so that a long output does not pile up; left out where nothing does. */
  flushed?(): Promise<void>;
}

/** The usual key of a vendor goes to a server that is neither that vendor's nor on this machine. */
export interface DivertedKey {
  readonly modelId: ModelId;
  /** Name and, if it is not the usual one, port of the server. */
  readonly host: string;
}

/** A model that the settings name and that cannot be used because of what stands there. */
export interface UnfinishedModel {
  readonly modelId: ModelId;
  readonly reason: Sentence;
  readonly hint: Sentence;
}

/** A way to the engine, in this process or elsewhere. */
export interface Connection {
  readonly client: MethodClient;
  /** The engine is that of the background process, with the settings of its windows. */
  readonly attached?: boolean;
  /** Every model, with the vendor's name for it; that is empty when none is chosen. */
  readonly models: ReadonlyMap<ModelId, string>;
  /** Models that can be asked although nobody configured them, such as one on this machine that needs no key. */
  readonly preset: ReadonlySet<ModelId>;
  /** Keys of vendors that the settings send elsewhere. */
  readonly divertedKeys: readonly DivertedKey[];
  /** Models whose settings are wrong or not complete. */
  readonly unfinished: readonly UnfinishedModel[];
  /** Shows the status page until the signal fires. Rejects with an Error in plain words when that is not possible. */
  serve(options: ServeRequest): Promise<unknown>;
  close(): Promise<void>;
}

/**
 * How the background process is reached: by every window of this person over a private socket, by the one editor that started it
 * over its standard streams, or by the one editor that listens on a named pipe.
 */
export type DaemonTransport =
  | { readonly kind: 'shared' }
  | { readonly kind: 'stdio' }
  | { readonly kind: 'pipe'; readonly name: string };

/**
 * Which models there are: those of the configuration, or only simulated ones, so that no vendor can be reached. In the `demo`
 * the first simulated model fails once.
 */
export type ModelChoice = 'configured' | 'simulated' | 'demo';

/** Which engine a command wants. */
export interface ConnectOptions {
  readonly config: Config;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly models: ModelChoice;
}

/** Everything the command line has of the outside world, so that it can run without a process of its own. */
export interface CliHost {
  /** Without the names of the program. */
  readonly arguments: readonly string[];
  readonly stdout: TextSink;
  readonly stderr: TextSink;
  /** Standard input as a whole. Rejects with the system's error, whose `code` says why. */
  readInput(): Promise<Uint8Array>;
  /** Rejects like `readInput`. */
  readFile(path: string): Promise<Uint8Array>;
  /** Puts a text into a file, all of it or nothing. Rejects like `readInput`. Left out where nothing is ever written. */
  writeFile?(path: string, text: string): Promise<void>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Fires at the first Ctrl+C, and when nobody reads standard output any more. */
  readonly signal: AbortSignal;
  connect(options: ConnectOptions): Connection;
  /** A connection to the background process that runs already; undefined when none does. */
  attach(): Promise<Connection | undefined>;
  /** Is the background process until it ends; gives its exit code. */
  runDaemon(transport: DaemonTransport): Promise<number>;
}
