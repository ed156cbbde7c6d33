import type { SettingsFile } from '../api/settings-store.ts';
import { exitCodes } from '../system/process.ts';
import type { Command, CommandContext } from './command.ts';
import type { CliHost } from './host.ts';
import type { OptionValues } from './options.ts';
import { defaultStatusPort } from './serve.ts';
import { UsageError } from './usage-error.ts';

/**
 * `videogenius serve`: the status page on this machine until Ctrl+C. With the simulated fleet there is nobody who asks
 * for scripts, so the page would stay empty: simulated requests follow one another then.
 */
export const serveCommand: Command = {
  name: 'serve',
  usage: '',
  takesTopic: false,
  asksDaemon: true,
  options: ['port'],
  async run(context) {
    const { host, options, terminal, texts, connection } = context;
    const stop = new AbortController();
    const signal = AbortSignal.any([host.signal, stop.signal]);
    const settings = settingsFile(host, options);
    const announce = (url: string) => {
      terminal.write(`${url}\n`);
      terminal.note(texts.serve.stop);
      if (connection.attached === true) return;
      terminal.note(settings === undefined ? texts.serve.notKept : texts.serve.kept(settings.name));
    };
    const traffic = options.simulated === true ? keepAsking(context, signal) : Promise.resolve();
    try {
      await connection.serve({ port: options.port ?? defaultStatusPort, signal, announce, settings });
    } catch (error) {
      // The server says in plain words why it cannot start: the port is taken, or the panel was not built.
      throw new UsageError(error instanceof Error ? error.message : String(error));
    } finally {
      stop.abort();
      await traffic;
    }
    return exitCodes.success;
  },
};

/**
 * Where changes on the page are kept. Simulated models have no place in a person's settings, and standard input cannot be
 * written.
 */
export function settingsFile(
  host: Pick<CliHost, 'readFile' | 'writeFile'>,
  { settings: path, simulated }: OptionValues,
): SettingsFile | undefined {
  const { writeFile } = host;
  if (path === undefined || path === '-' || simulated === true || writeFile === undefined) return undefined;
  return { name: path, read: () => host.readFile(path), write: (text) => writeFile(path, text) };
}

async function keepAsking({ client, texts, terminal }: CommandContext, signal: AbortSignal): Promise<void> {
  terminal.note(texts.serve.simulated);
  while (!signal.aborted) {
    const topic = texts.demo.topic;
    const script = await client.call('script/generate', { brief: { topic } }, { signal });
    if (!script.ok || signal.aborted) return;
    await client.call('keywords/generate', { topic, script: script.value.text }, { signal });
  }
}
