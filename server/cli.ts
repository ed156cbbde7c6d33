import { nearestName } from './api/nearest.ts';
import { describeSettingsProblem, parseSettings } from './api/settings-file.ts';
import type { SettingsProblem } from './api/settings-problem.ts';
import {
  describeProxyProblem,
  type Locale,
  localeOf,
  locales,
  sentenceText,
  type Texts,
  textsFor,
} from './api/texts/index.ts';
import { checkedOptions, checkedTopic, type RawArguments, readArguments } from './cli/arguments.ts';
import { checkCommand } from './cli/check.ts';
import { type Command, type CommandName, commandNames } from './cli/command.ts';
import { daemonOptions, runDaemonCommand } from './cli/daemon.ts';
import { demoCommand } from './cli/demo.ts';
import { explainCommand } from './cli/explain.ts';
import { fileTitle, readText } from './cli/files.ts';
import { commandHelp, generalHelp } from './cli/help.ts';
import type { CliHost, Connection, ConnectOptions, ModelChoice, UnfinishedModel } from './cli/host.ts';
import { keywordsCommand } from './cli/keywords.ts';
import { ledgerCommand } from './cli/ledger.ts';
import { commonOptions, type OptionValues } from './cli/options.ts';
import { scriptCommand } from './cli/script.ts';
import { serveCommand } from './cli/serve-command.ts';
import { statusCommand } from './cli/status.ts';
import { Terminal } from './cli/terminal.ts';
import { UsageError } from './cli/usage-error.ts';
import { type Config, defaultConfig } from './protocol/index.ts';
import { ProxySettingError } from './system/http.ts';
import { type ExitCode, exitCodes } from './system/process.ts';
import { version } from './version.ts';

const commands: Readonly<Record<Exclude<CommandName, 'daemon'>, Command>> = {
  script: scriptCommand,
  keywords: keywordsCommand,
  status: statusCommand,
  explain: explainCommand,
  check: checkCommand,
  ledger: ledgerCommand,
  demo: demoCommand,
  serve: serveCommand,
};

const isCommandName = (name: string): name is CommandName => commandNames.some((each) => each === name);

/** Runs one command and returns its exit code. Never throws, never ends the process. */
export async function runCli(host: CliHost): Promise<number> {
  const raw = readArguments(host.arguments);
  const locale = localeFrom(raw, host.environment);
  const texts = textsFor(locale);
  const terminal = new Terminal(host, texts, has(raw, 'quiet'));
  try {
    return await dispatch(raw, { host, locale, texts, terminal });
  } catch (error) {
    const usage = error instanceof UsageError ? error : new UsageError(texts.errors.internal.message, 'internal');
    const { code, message } = usage;
    const help = code === 'invalidRequest' ? texts.usage.tryHelp(namedCommand(raw)) : texts.errors[code].hint;
    const hint = usage.hint ?? help;
    if (has(raw, 'json')) terminal.json({ error: { code, message, hint } });
    else if (code === 'cancelled') terminal.note(message);
    else {
      terminal.error(message);
      terminal.say(hint);
    }
    if (code === 'cancelled') return exitCodes.interrupted;
    return code === 'internal' ? exitCodes.failed : exitCodes.usage;
  }
}

/** The language of a person, by `--locale` or by the environment. */
export function chosenLocale({ arguments: values, environment }: Pick<CliHost, 'arguments' | 'environment'>): Locale {
  return localeFrom(readArguments(values), environment);
}

interface Surroundings {
  readonly host: CliHost;
  readonly locale: Locale;
  readonly texts: Texts;
  readonly terminal: Terminal;
}

async function dispatch(raw: RawArguments, { host, locale, texts, terminal }: Surroundings): Promise<number> {
  const [name, ...positionals] = raw.positionals;
  if (name === undefined || name === 'help') return withoutCommand(raw, name, positionals[0], { texts, terminal });
  if (!isCommandName(name)) {
    throw new UsageError(texts.usage.unknownCommand(name, nearestName(name, commandNames)));
  }
  if (name === 'daemon') {
    const daemonHelp = { name, usage: '', options: daemonOptions } as const;
    if (has(raw, 'help')) return help(commandHelp(daemonHelp, texts, terminal.columns), terminal);
    return runDaemonCommand(host, checkedOptions(raw, [...daemonOptions, 'locale', 'quiet'], texts), texts);
  }
  const command = commands[name];
  if (has(raw, 'help')) return help(commandHelp(command, texts, terminal.columns), terminal);
  const options = checkedOptions(raw, [...command.options, ...commonOptions], texts, command.takesTopic);
  const topic = checkedTopic(positionals, texts);
  if (!command.takesTopic && positionals.length > 0) throw new UsageError(texts.usage.noArguments(name));

  const { config, warnings } = await loadConfig(options, { host, texts, locale });
  const warn = (line: string) => terminal.say(texts.progress.warning(line));
  for (const warning of warnings) warn(describeSettingsProblem(warning, locale));
  const connect = (models: ModelChoice) => connected(host, texts, { config, environment: host.environment, models });
  const mayAttach = command.asksDaemon === true && options.settings === undefined && options.simulated !== true;
  const attached = mayAttach ? await host.attach() : undefined;
  if (attached !== undefined) terminal.note(texts.usage.asksDaemon);
  const connection = attached ?? connect(command.models ?? (options.simulated === true ? 'simulated' : 'configured'));
  try {
    checkModelName(options.model, connection, texts);
    for (const unfinished of connection.unfinished) warn(unfinishedText(unfinished, locale));
    for (const { modelId, host: server } of connection.divertedKeys) {
      terminal.note(texts.usage.keyGoesTo(modelId, server));
    }
    const { client } = connection;
    return await command.run({
      host,
      terminal,
      texts,
      locale,
      options,
      topic,
      config,
      warnings: [
        ...warnings.map((warning) => describeSettingsProblem(warning, 'en')),
        ...connection.unfinished.map((unfinished) => unfinishedText(unfinished, 'en')),
      ],
      connection,
      client,
      connect,
    });
  } finally {
    await connection.close();
  }
}

/** A name that no model has is wrong usage, whatever the command. */
function checkModelName(model: string | undefined, { models }: Connection, texts: Texts): void {
  if (model === undefined || models.has(model)) return;
  const names = [...models.keys()];
  throw new UsageError(texts.unknownModel(model, names, nearestName(model, names)));
}

function unfinishedText({ modelId, reason, hint }: UnfinishedModel, locale: Locale): string {
  const said = [reason, hint].map((each) => sentenceText(each, locale)).join(locale === 'en' ? ' ' : '');
  return textsFor(locale).about(`videogenius.models.${modelId}`, said);
}

/** Opens a connection. A proxy that cannot be used is the person's to correct, not a fault inside. */
function connected(host: CliHost, texts: Texts, options: ConnectOptions): Connection {
  try {
    return host.connect(options);
  } catch (error) {
    if (!(error instanceof ProxySettingError)) throw error;
    throw new UsageError(describeProxyProblem(error, texts), 'invalidRequest', texts.usage.proxy.hint);
  }
}

function withoutCommand(
  raw: RawArguments,
  name: string | undefined,
  about: string | undefined,
  { texts, terminal }: Pick<Surroundings, 'texts' | 'terminal'>,
): ExitCode {
  if (name === 'help') {
    return help(
      about !== undefined && isCommandName(about)
        ? commandHelp(
            about === 'daemon' ? { name: about, usage: '', options: daemonOptions } : commands[about],
            texts,
            terminal.columns,
          )
        : generalHelp(texts, terminal.columns),
      terminal,
    );
  }
  const options = checkedOptions(raw, [...commonOptions, 'version'], texts);
  if (options.version) {
    terminal.write(`${version}\n`);
    return exitCodes.success;
  }
  if (options.help) return help(generalHelp(texts, terminal.columns), terminal);
  throw new UsageError(texts.usage.noCommand);
}

function help(text: string, terminal: Terminal): ExitCode {
  terminal.line(text.trimEnd());
  return exitCodes.success;
}

/** The settings file when one is named; nothing is ever read from the current folder. */
async function loadConfig(
  options: OptionValues,
  { host, texts, locale }: Pick<Surroundings, 'host' | 'texts' | 'locale'>,
): Promise<{ config: Config; warnings: readonly SettingsProblem[] }> {
  const chosen = options.strategy === undefined ? {} : { strategy: options.strategy };
  if (options.settings === undefined) return { config: { ...defaultConfig, ...chosen }, warnings: [] };
  const text = await readText({ host, texts }, options.settings);
  const { config, warnings, errors } = parseSettings(text, fileTitle(options.settings, texts));
  if (errors.length > 0) {
    const lines = errors.map((problem) => describeSettingsProblem(problem, locale));
    throw new UsageError(lines.join('\n'), 'invalidSettings');
  }
  return { config: { ...config, ...chosen }, warnings };
}

const has = (raw: RawArguments, name: string): boolean => raw.options.some((option) => option.name === name);

function localeFrom(raw: RawArguments, environment: CliHost['environment']): Locale {
  const wanted = raw.options.findLast(({ name }) => name === 'locale')?.value;
  return locales.find((locale) => locale === wanted) ?? localeOf((name) => environment[name]);
}

function namedCommand({ positionals }: RawArguments): string {
  const [name = ''] = positionals;
  return isCommandName(name) ? `${name} ` : '';
}
