import { sentenceText, textsFor } from '../api/texts/index.ts';
import { type CheckResult, renderSentence } from '../protocol/index.ts';
import { type ExitCode, exitCodes } from '../system/process.ts';
import type { Command, CommandContext } from './command.ts';
import { spanText } from './format.ts';
import { errorJson, exitCodeOf, showError, writeJson } from './generation.ts';

/** `videogenius check`: Test Connection for every configured model, or for one. */
export const checkCommand: Command = {
  name: 'check',
  usage: '',
  takesTopic: false,
  asksDaemon: true,
  options: ['model', 'paid'],
  async run(context) {
    const { client, options, host } = context;
    const modelIds = options.model === undefined ? undefined : [options.model];
    const checked = await client.call(
      'models/check',
      { modelIds, paid: options.paid === true },
      { signal: host.signal },
    );
    if (!checked.ok) {
      if (options.json)
        writeJson(context, { checks: [], error: errorJson(checked.error, context, { written: false }) });
      else showError(checked.error, context, { written: false });
      return exitCodeOf(checked.error);
    }
    const { checks } = checked.value;
    if (options.json)
      writeJson(context, { checks: checks.map((check) => checkJson(context, check)), warnings: context.warnings });
    else showChecks(context, checks);
    return host.signal.aborted ? exitCodes.interrupted : exitCodeFor(context, checks);
  },
};

/**
 * A model that nobody configured and that is not there, such as a server that was never started, is not configured, unless a
 * person asks for it by name.
 */
const isConfigured =
  ({ connection, options }: CommandContext) =>
  ({ modelId, outcome, class: failureClass }: CheckResult): boolean =>
    outcome !== 'notConfigured' &&
    outcome !== 'disabled' &&
    !(failureClass === 'network' && connection.preset.has(modelId) && options.model === undefined);

/** 0 when a model answered, 2 when none is configured, else 1. */
function exitCodeFor(context: CommandContext, checks: readonly CheckResult[]): ExitCode {
  const configured = checks.filter(isConfigured(context));
  if (configured.length === 0) return exitCodes.usage;
  return configured.some(({ outcome }) => outcome === 'ok') ? exitCodes.success : exitCodes.failed;
}

/** What to do, and how to do it here: of a model that no free check proves well, a paid one is left. */
function hintText({ texts, options }: CommandContext, { outcome }: CheckResult, hint: string): string {
  return outcome === 'unchecked' && options.paid !== true ? texts.check.withOption(hint, '--paid') : hint;
}

function checkJson(context: CommandContext, check: CheckResult): object {
  const english = { ...context, texts: textsFor('en') };
  const model = context.connection.models.get(check.modelId) ?? '';
  return { ...check, model, hint: hintText(english, check, renderSentence(check.hint)) };
}

function showChecks(context: CommandContext, checks: readonly CheckResult[]): void {
  const { terminal, texts, locale, connection, options } = context;
  const { columns } = texts;
  const said = (check: CheckResult): string =>
    [sentenceText(check.message, locale), hintText(context, check, sentenceText(check.hint, locale))]
      .filter((text) => text !== '')
      .join(locale === 'en' ? ' ' : '');
  terminal.table(
    [
      { title: columns.model },
      { title: columns.vendorModel, optional: true },
      { title: columns.result },
      { title: columns.time, align: 'right' },
      { title: columns.reason, flexible: true },
    ],
    checks.map((check) => [
      texts.named(check.modelId, check.simulated),
      connection.models.get(check.modelId) ?? '',
      texts.checks[check.outcome],
      spanText(check.totalMs, texts),
      said(check),
    ]),
  );
  for (const { modelId, availableModels } of checks) {
    if (options.model === undefined || availableModels.length === 0) continue;
    terminal.line(texts.check.offered(modelId, availableModels));
  }
  const configured = checks.filter(isConfigured(context));
  const ok = configured.filter(({ outcome }) => outcome === 'ok').length;
  terminal.note(configured.length === 0 ? texts.check.none : texts.check.summary(ok, configured.length));
}
