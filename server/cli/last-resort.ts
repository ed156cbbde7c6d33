import { fieldProblems } from '../api/field-problems.ts';
import { withoutIncompleteNote } from '../protocol/incomplete.ts';
import { ScriptRequest } from '../protocol/index.ts';
import { type ExitCode, exitCodes } from '../system/process.ts';
import { bodyOf } from '../writing/spoken.ts';
import type { CommandContext } from './command.ts';
import { fileTitle, readText } from './files.ts';
import { errorJson, exitCodeOf, showError, writeJson } from './generation.ts';
import { scriptInput } from './request-input.ts';
import { UsageError } from './usage-error.ts';

/** `--offline`: an outline in the place of the script. It is done when it is shown; that nobody was asked is said, too. */
export async function showOutline(context: CommandContext, topic: string): Promise<ExitCode> {
  const { client, host, options, terminal, texts, warnings } = context;
  if (options.continue !== undefined) throw new UsageError(texts.usage.offlineOrContinue);
  const { brief } = scriptInput(topic, options);
  const result = await client.call('script/outline', { brief }, { signal: host.signal });
  if (!result.ok) {
    if (options.json) writeJson(context, { offline: true, warnings, error: errorJson(result.error, context) });
    else showError(result.error, context);
    return exitCodeOf(result.error);
  }
  if (options.json) writeJson(context, { ...result.value, offline: true, warnings });
  else {
    terminal.write(result.value.text);
    terminal.note(texts.progress.outlined);
  }
  return exitCodes.success;
}

/** The text so far of a script that broke off, without front matter and without the note that it is incomplete. */
export async function readIncomplete(context: CommandContext, path: string): Promise<string> {
  const { texts } = context;
  const text = withoutIncompleteNote(bodyOf(await readText(context, path))).trim();
  if (text === '') throw new UsageError(texts.usage.emptyScript);
  const { continuation: schema } = ScriptRequest.shape;
  const { error } = schema.safeParse(text, { reportInput: true });
  if (error === undefined) return text;
  const problems = fieldProblems(schema, error);
  throw new UsageError(problems.map((problem) => texts.field(fileTitle(path, texts), problem)).join(' '));
}
