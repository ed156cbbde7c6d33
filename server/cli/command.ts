import type { Locale, Texts } from '../api/texts/index.ts';
import type { Config } from '../protocol/index.ts';
import type { MethodClient } from '../rpc/types.ts';
import type { ExitCode } from '../system/process.ts';
import type { CliHost, Connection, ModelChoice } from './host.ts';
import type { OptionName, OptionValues } from './options.ts';
import type { Terminal } from './terminal.ts';

export const commandNames = [
  'script',
  'keywords',
  'status',
  'explain',
  'check',
  'ledger',
  'demo',
  'serve',
  'daemon',
] as const;
export type CommandName = (typeof commandNames)[number];

/** What a command works with. */
export interface CommandContext {
  readonly host: CliHost;
  readonly terminal: Terminal;
  readonly texts: Texts;
  readonly locale: Locale;
  readonly options: OptionValues;
  /** The positional arguments, joined by spaces; empty when there are none. */
  readonly topic: string;
  readonly config: Config;
  /** Plain English sentences about the settings file, for the JSON output. */
  readonly warnings: readonly string[];
  readonly connection: Connection;
  /** The connection's client. */
  readonly client: MethodClient;
  /** Another connection, closed by whoever opens it. */
  connect(models: ModelChoice): Connection;
}

export interface Command {
  readonly name: CommandName;
  /** What stands after the name, for help: `TOPIC`. */
  readonly usage: string;
  /** Whether positional arguments are taken. */
  readonly takesTopic: boolean;
  /** Besides the common ones. */
  readonly options: readonly OptionName[];
  /** Asks the background process when one runs and no settings file is named. */
  readonly asksDaemon?: boolean;
  /** Always these models, whatever is configured. */
  readonly models?: ModelChoice;
  run(context: CommandContext): Promise<ExitCode>;
}
