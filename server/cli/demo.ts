import type { AttemptReport } from '../protocol/index.ts';
import { exitCodes } from '../system/process.ts';
import type { Command, CommandContext } from './command.ts';
import { moneyText, spanText } from './format.ts';
import { aroundFailure, exitCodeOf, showError, writeJson } from './generation.ts';
import { findKeywords, keywordsJson, noteKeywords } from './keywords.ts';
import { noteScript, scriptJson, writeScript } from './script.ts';
import { isUsable } from './status.ts';
import { UsageError } from './usage-error.ts';

/**
 * `videogenius demo [TOPIC]`: the whole way of a request over the simulated fleet, with a failure for everyone to see. It
 * needs no key and spends nothing, and says so before anything else.
 */
export const demoCommand: Command = {
  name: 'demo',
  usage: '[TOPIC]',
  takesTopic: true,
  options: ['language', 'paragraphs', 'seconds', 'format', 'tone', 'audience', 'instructions', 'amount', 'deadline'],
  models: 'demo',
  async run(context) {
    const { terminal, texts, options } = context;
    const { demo } = texts;
    const json = options.json === true;
    const say = (line: string) => {
      if (!json) terminal.line(line);
    };
    const topic = context.topic === '' ? demo.topic : context.topic;

    say(demo.first);
    const real = await configuredModels(context);
    const program = programName(context);
    if (real.length > 0) say(demo.keysFound(real, program));
    say(`\n${demo.script(topic)}\n`);
    const script = await writeScript(context, topic, true);
    const { result } = script.generation;
    if (!result.ok) {
      if (json) writeJson(context, { simulated: true, script: scriptJson(context, script.text, script.generation) });
      else
        showError(result.error, context, aroundFailure(context, script.generation.report, script.text.trim() !== ''));
      return exitCodeOf(result.error);
    }
    if (!json) noteScript(context, result.value);

    say(`\n${demo.keywords}\n`);
    const keywords = await findKeywords(context, { topic, script: script.text });
    if (json) {
      writeJson(context, {
        simulated: true,
        script: scriptJson(context, script.text, script.generation),
        keywords: keywordsJson(context, keywords),
      });
    } else {
      if (keywords.result.ok) noteKeywords(context, keywords.result.value);
      else showError(keywords.result.error, context, aroundFailure(context, keywords.report, false));
      say(`\n${demo.attempts}\n`);
      showAttempts(context, [...script.generation.report.attempts, ...keywords.report.attempts]);
      say(`\n${real.length > 0 ? demo.nextWithKeys(program) : demo.next(program)}`);
    }
    return keywords.result.ok ? exitCodes.success : exitCodeOf(keywords.result.error);
  },
};

/** What the person types to start this program: from a checkout that is npm, which then puts its name for the script there. */
const programName = ({ host }: CommandContext): string =>
  host.environment.npm_lifecycle_event === 'start' ? 'npm start --' : 'videogenius';

/** Models of the person's own that could be used, so that nobody takes the simulated ones for them. */
async function configuredModels({ connect }: CommandContext): Promise<readonly string[]> {
  const real = orNothing(() => connect('configured'));
  if (real === undefined) return [];
  try {
    const state = await real.client.call('state/get', {});
    return state.ok
      ? state.value.models
          .filter((model) => !model.simulated && isUsable(model) && !real.preset.has(model.modelId))
          .map(({ modelId }) => modelId)
      : [];
  } finally {
    await real.close();
  }
}

/** What keeps the real models from being used, such as a wrong proxy, is no matter for a demo that asks nobody. */
function orNothing<Value>(open: () => Value): Value | undefined {
  try {
    return open();
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}

function showAttempts({ terminal, texts }: CommandContext, attempts: readonly AttemptReport[]): void {
  const { columns } = texts;
  terminal.table(
    [
      { title: columns.attempt, align: 'right' },
      { title: columns.model },
      { title: columns.outcome, flexible: true },
      { title: columns.switch, align: 'right' },
      { title: columns.firstToken, align: 'right' },
      { title: columns.total, align: 'right' },
      { title: columns.tokens, align: 'right' },
      { title: columns.cost, align: 'right' },
    ],
    attempts.map((attempt, index) => [
      String(index + 1),
      texts.named(attempt.model, attempt.simulated),
      outcomeText(attempt, texts),
      spanText(attempt.switchMs, texts),
      spanText(attempt.firstTokenMs, texts),
      spanText(attempt.totalMs, texts),
      attempt.usage === null ? '' : `${attempt.usage.inputTokens} + ${attempt.usage.outputTokens}`,
      moneyText(attempt.costNanoUsd, texts),
    ]),
  );
  const failed = attempts.filter(({ outcome }) => outcome === 'failed').length;
  const priced = attempts.reduce((sum, { costNanoUsd }) => sum + (costNanoUsd ?? 0), 0);
  const unpriced = attempts.filter(({ costNanoUsd }) => costNanoUsd === null).length;
  const cost = moneyText(priced, texts);
  terminal.line(texts.demo.totals(attempts.length, failed, unpriced === 0 ? cost : texts.unpriced(cost, unpriced)));
}

function outcomeText({ outcome, class: failureClass }: AttemptReport, texts: CommandContext['texts']): string {
  const word = texts.outcomes[outcome];
  return outcome === 'success' || failureClass === null ? word : texts.about(word, texts.failureClasses[failureClass]);
}
