import { sentenceText } from '../api/texts/index.ts';
import type { CheckResult } from '../protocol/index.ts';
import { type ExitCode, exitCodes } from '../system/process.ts';
import type { Command, CommandContext } from './command.ts';
import { spanText } from './format.ts';
import { errorJson, exitCodeOf, showError, writeJson } from './generation.ts';

/** `videogenius check`: Test Connection for every configured model, or for one. */
export const checkCommand: Command = {
  name: 'check',
  usage: '',
  takesTopic: false,
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
      if (options.json) writeJson(context, { checks: [], error: errorJson(checked.error, context) });
      else showError(checked.error, context);
      return exitCodeOf(checked.error);
    }
    const { checks } = checked.value;
    if (options.json) writeJson(context, { checks, warnings: context.warnings });
    else showChecks(context, checks);
    return host.signal.aborted ? exitCodes.interrupted : exitCodeFor(context, checks);
  },
};

/** A model that nobody configured and that is not there, such as a server that was never started, is not configured. */
const isConfigured =
  ({ connection }: CommandContext) =>
  ({ modelId, outcome, class: failureClass }: CheckResult): boolean =>
    outcome !== 'notConfigured' &&
    outcome !== 'disabled' &&
    !(failureClass === 'network' && connection.preset.has(modelId));

/** 1 when every model that could be checked fails, 2 when none is configured, else 0. */
function exitCodeFor(context: CommandContext, checks: readonly CheckResult[]): ExitCode {
  const configured = checks.filter(isConfigured(context));
  if (configured.length === 0) return exitCodes.usage;
  return configured.every(({ outcome }) => outcome === 'failed') ? exitCodes.failed : exitCodes.success;
}

function showChecks(context: CommandContext, checks: readonly CheckResult[]): void {
  const { terminal, texts, locale } = context;
  const { columns } = texts;
  const said = ({ message, hint }: CheckResult): string =>
    [message, hint]
      .map((text) => sentenceText(text, locale))
      .filter((text) => text !== '')
      .join(locale === 'en' ? ' ' : '');
  terminal.table(
    [
      { title: columns.model },
      { title: columns.result },
      { title: columns.time, align: 'right' },
      { title: columns.reason, flexible: true },
    ],
    checks.map((check) => [
      texts.named(check.modelId, check.simulated),
      texts.checks[check.outcome],
      spanText(check.totalMs, texts),
      said(check),
    ]),
  );
  const configured = checks.filter(isConfigured(context));
  const ok = configured.filter(({ outcome }) => outcome === 'ok').length;
  terminal.note(configured.length === 0 ? texts.check.none : texts.check.summary(ok, configured.length));
}
