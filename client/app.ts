import type * as vscode from 'vscode';
import type { ModelId, Result } from '../server/protocol/index.ts';
import type { StateMirror } from '../server/protocol/mirror.ts';
import type { SessionClient } from '../server/rpc/types.ts';

/** How the window stands with the daemon. `stopped`: nothing has needed it yet, or it was ended on purpose. */
export type LinkState =
  | { readonly kind: 'stopped' }
  | { readonly kind: 'starting' }
  | { readonly kind: 'running' }
  /** It could not be started, or ended again and again. `message` says why, in the person's language. */
  | { readonly kind: 'failed'; readonly message: string };

/**
 * The window's connection to the daemon. The first call starts what is needed; when the connection breaks it is made anew, with
 * growing pauses. A call that runs at that moment ends with `disconnected`.
 */
export interface DaemonLink extends SessionClient, vscode.Disposable {
  state(): LinkState;
  readonly onDidChangeState: vscode.Event<LinkState>;
  /** Connects if it is not connected yet. The error says in plain words why that is not possible. */
  start(): Promise<Result<void>>;
  /** Ends the daemon and starts it anew, with everything forgotten but what is on disk. */
  restart(): Promise<Result<void>>;
  /** The state as the daemon tells it while somebody watches; empty before, and while there is no connection. */
  readonly mirror: StateMirror;
  /** Keeps the mirror alive until it is disposed. Does not start the daemon by itself. */
  watch(): vscode.Disposable;
  /** Tells the daemon anew what this window's settings, keys, network and chat models are, if they have changed. */
  refresh(): Promise<void>;
  /** Something has changed and `refresh` will follow soon; a call before that does not wait for it. */
  expectRefresh(): void;
}

/** What belongs to this window alone and is not a setting. Changes are told to the daemon and shown everywhere. */
export interface WindowChoices {
  /** The one model every request of this window goes to, until a person unpins it. */
  pinnedModel(): ModelId | undefined;
  setPinnedModel(modelId: ModelId | undefined): Promise<void>;
  /** True while the window works with simulated models. */
  isDemo(): boolean;
  setDemo(isDemo: boolean): Promise<void>;
  readonly onDidChange: vscode.Event<void>;
}

/** Keys of vendors in VS Code's own key store. One entry for each vendor and server; a key never goes to another server. */
export interface KeyStore {
  /** Stores a key for a vendor at `origin` (scheme, host and port), reads it back, and gives an error when it is not there. */
  store(provider: string, origin: string, key: string): Promise<Result<void, { readonly message: string }>>;
  /** Removes the keys of a vendor, or only the one for `origin`. False when there was none. */
  remove(provider: string, origin?: string): Promise<boolean>;
  /** The servers for which a vendor has keys. */
  origins(provider: string): Promise<readonly string[]>;
  read(provider: string, origin: string): Promise<string | undefined>;
  /** A key was set or removed, here or in another window. */
  readonly onDidChange: vscode.Event<void>;
}

/** What every feature works with. Made once, when the extension is first used. */
export interface App {
  readonly context: vscode.ExtensionContext;
  readonly link: DaemonLink;
  readonly keys: KeyStore;
  readonly choices: WindowChoices;
  readonly log: vscode.LogOutputChannel;
}

/** A feature: registers what it shows and gives the way to take it back. Commands are listed in commands.ts instead. */
export type Feature = (app: App) => vscode.Disposable;

/** One command of the manifest. */
export type CommandRun = (app: App, ...values: readonly unknown[]) => Promise<void>;
