import { sentenceText } from '../api/texts/index.ts';
import { incompleteNotes } from '../protocol/incomplete.ts';
import type { ScriptResult } from '../protocol/index.ts';
import { type ExitCode, exitCodes } from '../system/process.ts';
import type { Command, CommandContext } from './command.ts';
import { costText } from './format.ts';
import {
  aroundFailure,
  exitCodeOf,
  type Generation,
  generate,
  reportJson,
  showError,
  writeJson,
} from './generation.ts';
import { readIncomplete, showOutline } from './last-resort.ts';
import { LiveText } from './live-text.ts';
import { scriptInput } from './request-input.ts';
import { UsageError } from './usage-error.ts';

/**
 * `videogenius script TOPIC`. The text appears as it comes, and a text that changes later is written anew as a whole. A
 * script of an ordered length may be corrected at its end, so a file or a pipe gets that one in one piece and holds
 * exactly the script; `--stream` trades that for speed.
 */
export const scriptCommand: Command = {
  name: 'script',
  usage: 'TOPIC',
  takesTopic: true,
  options: [
    'language',
    'paragraphs',
    'seconds',
    'format',
    'tone',
    'audience',
    'instructions',
    'model',
    'deadline',
    'stream',
    'offline',
    'continue',
  ],
  async run(context) {
    const { topic, texts, options, host } = context;
    if (topic === '') throw new UsageError(texts.usage.topicMissing);
    if (options.offline === true) return showOutline(context, topic);
    const given = options.continue === undefined ? undefined : await readIncomplete(context, options.continue);
    const mayBeCorrected = options.seconds !== undefined || options.paragraphs !== undefined;
    const live = host.stdout.isTty || options.stream === true || !mayBeCorrected;
    const { text, generation } = await writeScript(context, topic, live, given);
    return finishScript(context, text, generation);
  },
};

/**
 * Generates a script and shows it. The text is what is there, complete or not.
 *
 * @param given text of a script that broke off, to go on from
 */
export async function writeScript(
  context: CommandContext,
  topic: string,
  live: boolean,
  given?: string,
): Promise<{ text: string; generation: Generation<ScriptResult> }> {
  const { terminal, texts, options } = context;
  const json = options.json === true;
  const output = {
    write: (text: string) => terminal.write(text),
    rewritten: () => terminal.note(texts.progress.rewritten),
  };
  const shown = new LiveText(output, live && !json, given);
  const generation = await generate(context, 'script/generate', scriptInput(topic, options, given), (part) => {
    if (part.type === 'text-delta') shown.append(part.text);
    else if (part.type === 'text-rewind') shown.rewind(part.offset);
  });
  const { result } = generation;
  const text = result.ok ? result.value.text : shown.text;
  if (!json) shown.finish(text);
  return { text, generation };
}

function finishScript(context: CommandContext, text: string, generation: Generation<ScriptResult>): ExitCode {
  const { terminal, options } = context;
  const { result } = generation;
  if (options.json) writeJson(context, scriptJson(context, text, generation));
  else if (result.ok) noteScript(context, result.value);
  else {
    const written = text.trim() !== '';
    if (written) {
      terminal.write(`\n${incompleteNotes[context.locale]}\n`);
      terminal.note(context.texts.progress.partial);
    }
    showError(result.error, context, aroundFailure(context, generation.report, written));
  }
  return result.ok ? exitCodes.success : exitCodeOf(result.error);
}

/** What `--json` prints for a script. Of an incomplete one only the text is known. */
export function scriptJson(context: CommandContext, text: string, generation: Generation<ScriptResult>): object {
  const { result } = generation;
  const measured = result.ok
    ? result.value
    : { language: null, words: null, counted: null, seconds: null, paragraphs: null };
  const { language, words, counted, seconds, paragraphs } = measured;
  const { requestId, ...report } = { requestId: null, ...reportJson(context, generation, text.trim() !== '') };
  return { requestId, text, language, words, counted, seconds, paragraphs, ...report };
}

/** One line about a finished script, and one for each warning. */
export function noteScript({ terminal, texts, locale }: CommandContext, script: ScriptResult): void {
  const { progress } = texts;
  const model = texts.named(script.model, script.simulated);
  const words = progress.words(script.words, script.counted);
  terminal.note(progress.scriptDone(model, words, texts.seconds(script.seconds), costText(script, texts)));
  for (const warning of script.warnings) terminal.warn(sentenceText(warning, locale));
}
