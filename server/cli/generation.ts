import { describeError, type ErrorSurroundings } from '../api/texts/index.ts';
import {
  type AttemptReport,
  isSentence,
  type MethodInput,
  type MethodResult,
  type Part,
  type RequestError,
  type RequestState,
  type Result,
  renderSentence,
  type Sentence,
  type Usage,
} from '../protocol/index.ts';
import type { CallOptions } from '../rpc/types.ts';
import { type ExitCode, exitCodes } from '../system/process.ts';
import type { CommandContext } from './command.ts';
import { Progress } from './progress.ts';

type GenerationName = 'script/generate' | 'keywords/generate';

/** What is known of a request, whether it succeeded or not. */
export interface RequestReport {
  readonly requestId: string | null;
  readonly model: string | null;
  readonly attempts: readonly AttemptReport[];
  readonly usage: Usage;
  readonly costNanoUsd: number | null;
  readonly simulated: boolean;
  /** Models that a failed request could also have asked, had it been allowed more attempts. */
  readonly notAsked?: number;
  /** What was asked for is a script. */
  readonly isScript?: boolean;
}

export interface Generation<Value> {
  readonly result: Result<Value>;
  readonly report: RequestReport;
}

/** Calls a method that streams, tells its progress, and finds out about its attempts also when it fails. */
export async function generate<Name extends GenerationName>(
  context: CommandContext,
  name: Name,
  input: MethodInput<Name>,
  onPart: (part: Part) => void = () => {},
): Promise<Generation<MethodResult<Name>>> {
  const progress = new Progress(context.texts, (line) => context.terminal.note(line));
  const attemptIds = new Set<string>();
  const options: CallOptions = {
    signal: context.host.signal,
    onPart(part) {
      if (part.type === 'attempt-start') attemptIds.add(part.attemptId);
      progress.part(part);
      onPart(part);
    },
  };
  const result = await context.client.call(name, input, options);
  return { result, report: result.ok ? result.value : await failureReport(context, name, attemptIds) };
}

/** A failed call returns only its error; what it cost stands in the snapshot. */
async function failureReport(
  { client, config }: CommandContext,
  name: GenerationName,
  attemptIds: ReadonlySet<string>,
): Promise<RequestReport> {
  const snapshot = await client.call('state/get', {});
  const listed = snapshot.ok ? snapshot.value.requests : [];
  const requests = listed
    .filter(({ attempts }) => attempts.some(({ attemptId }) => attemptIds.has(attemptId)))
    .reverse();
  const attempts = requests.flatMap((request) => request.attempts);
  const costs = attempts.map(({ costNanoUsd }) => costNanoUsd);
  return {
    requestId: requests[0]?.requestId ?? null,
    model: attempts.findLast(({ firstTokenMs }) => firstTokenMs !== null)?.model ?? null,
    attempts,
    usage: {
      inputTokens: attempts.reduce((sum, { usage }) => sum + (usage?.inputTokens ?? 0), 0),
      outputTokens: attempts.reduce((sum, { usage }) => sum + (usage?.outputTokens ?? 0), 0),
      ...(attempts.some(({ usage }) => usage?.estimated) ? { estimated: true } : {}),
    },
    costNanoUsd: costs.reduce((sum, cost) => (sum === null || cost === null ? null : sum + cost), 0),
    simulated: attempts.some(({ simulated }) => simulated),
    notAsked: notAskedIn(requests.at(-1), config.failover.maxAttempts),
    isScript: name === 'script/generate',
  };
}

function notAskedIn(request: RequestState | undefined, maxAttempts: number): number {
  if (request === undefined || request.attempts.length < maxAttempts) return 0;
  const asked = new Set(request.attempts.map(({ model }) => model));
  return (request.explanation?.order ?? []).filter((modelId) => !asked.has(modelId)).length;
}

/** What a failed request and its surroundings say beyond the error. `written`: whether there is a piece of text. */
export function aroundFailure({ config }: CommandContext, report: RequestReport, written: boolean): ErrorSurroundings {
  const { notAsked = 0, isScript = false } = report;
  return { notAsked, maxAttempts: config.failover.maxAttempts, written, isScript };
}

/** Writes the one object of `--json`; an undefined field is left out, and a sentence is its plain English text. */
export function writeJson({ terminal }: CommandContext, value: object): void {
  const plain = (_: string, each: unknown): unknown => (isSentence(each) ? renderSentence(each) : each);
  terminal.json(value, plain);
}

/** The fields that every answer has in `--json`. `written`: whether there is a piece of text. */
export function reportJson(
  context: CommandContext,
  { report, result }: Generation<{ warnings: Sentence[] }>,
  written: boolean,
): object {
  const { requestId, model, attempts, usage, costNanoUsd, simulated } = report;
  return {
    requestId,
    model,
    attempts,
    usage,
    costNanoUsd,
    simulated,
    warnings: [...context.warnings, ...(result.ok ? result.value.warnings : [])],
    ...(result.ok ? {} : { error: errorJson(result.error, context, aroundFailure(context, report, written)) }),
  };
}

export function errorJson(
  error: RequestError,
  { locale }: Pick<CommandContext, 'locale'>,
  surroundings: ErrorSurroundings = {},
) {
  const { message, hint } = describeError(error, locale, surroundings);
  return { code: error.code, message, hint };
}

/** Says what went wrong, for each attempt why, and what to do. */
export function showError(
  error: RequestError,
  { terminal, locale, texts, host }: CommandContext,
  surroundings: ErrorSurroundings = {},
): void {
  const { message, attempts, hint } = describeError(error, locale, surroundings);
  // A person who pressed Ctrl+C knows it; only what becomes of the text is news.
  if (host.signal.aborted && error.code === 'cancelled') {
    const { cancelled } = texts.errors;
    terminal.note(surroundings.written ? `${cancelled.message} ${cancelled.hint}` : cancelled.message);
    return;
  }
  terminal.error(message);
  for (const attempt of attempts) terminal.say(`  ${attempt}`);
  if (hint !== '') terminal.say(hint);
}

/** 2 when the person has something to change before another try can help, 130 after Ctrl+C, else 1. */
export function exitCodeOf(error: RequestError): ExitCode {
  switch (error.code) {
    case 'cancelled':
      return exitCodes.interrupted;
    case 'invalidRequest':
    case 'invalidSettings':
    case 'noModelConfigured':
    case 'budgetReached':
      return exitCodes.usage;
    default:
      return exitCodes.failed;
  }
}
