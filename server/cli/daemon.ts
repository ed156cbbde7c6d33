import type { Texts } from '../api/texts/index.ts';
import type { CliHost, DaemonTransport } from './host.ts';
import type { OptionName, OptionValues } from './options.ts';
import { UsageError } from './usage-error.ts';

/** The options of `videogenius daemon`, of which exactly one is needed. */
export const daemonOptions: readonly OptionName[] = ['shared', 'stdio', 'pipe'];

/** `videogenius daemon`: the background process, for editors. It connects to nothing and reads no settings file: editors send theirs. */
export function runDaemonCommand(host: CliHost, options: OptionValues, texts: Texts): Promise<number> {
  const transports: DaemonTransport[] = [];
  if (options.shared === true) transports.push({ kind: 'shared' });
  if (options.stdio === true) transports.push({ kind: 'stdio' });
  if (options.pipe !== undefined) transports.push({ kind: 'pipe', name: options.pipe });
  const [transport, second] = transports;
  if (transport === undefined || second !== undefined) throw new UsageError(texts.usage.oneTransport);
  return host.runDaemon(transport);
}
