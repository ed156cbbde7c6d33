import { parseArgs } from 'node:util';
import { fieldProblems } from '../api/field-problems.ts';
import { nearestName } from '../api/nearest.ts';
import type { Texts } from '../api/texts/index.ts';
import { Brief } from '../protocol/index.ts';
import { allowedOf, isOptionName, type OptionName, OptionValues, parseArgsOptions } from './options.ts';
import { UsageError } from './usage-error.ts';

/** What stands on the command line, before anyone judged it. */
export interface RawArguments {
  readonly positionals: readonly string[];
  readonly options: readonly RawOption[];
}

interface RawOption {
  /** As it was written, dashes included. */
  readonly written: string;
  readonly name: string;
  readonly value: string | undefined;
  /** Written as `--name=value`. */
  readonly inline: boolean;
}

/** Never fails: what is wrong is judged when the command, and with it its options, is known. */
export function readArguments(values: readonly string[]): RawArguments {
  const { tokens } = parseArgs({
    args: [...values],
    options: parseArgsOptions,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const options = tokens.flatMap((token): RawOption[] =>
    token.kind === 'option'
      ? [{ written: token.rawName, name: token.name, value: token.value, inline: token.inlineValue === true }]
      : [],
  );
  return { positionals: tokens.flatMap((token) => (token.kind === 'positional' ? [token.value] : [])), options };
}

/** Checks the options against what a command takes. Throws a UsageError that names the option and what is allowed. */
export function checkedOptions(
  raw: RawArguments,
  allowed: readonly OptionName[],
  texts: Texts,
  takesTopic = false,
): OptionValues {
  const input: Record<string, unknown> = {};
  for (const option of raw.options) {
    const { name } = option;
    if (!isOptionName(name) || !allowed.includes(name)) {
      const suggestion = nearestName(name, allowed);
      const unknown = texts.usage.unknownOption(
        option.written,
        suggestion === undefined ? undefined : `--${suggestion}`,
      );
      const mayBeTopic = takesTopic && suggestion === undefined;
      throw new UsageError(mayBeTopic ? `${unknown}\n${texts.usage.topicWithDash}` : unknown);
    }
    input[name] = valueFrom(option, name, texts);
  }
  const parsed = OptionValues.safeParse(input, { reportInput: true });
  if (!parsed.success) {
    const problems = fieldProblems(OptionValues, parsed.error);
    throw new UsageError(problems.map((problem) => texts.field(`--${problem.path.join('.')}`, problem)).join(' '));
  }
  if (parsed.data.paragraphs !== undefined && parsed.data.seconds !== undefined) {
    const rule = 'give a length in paragraphs or in seconds, not both';
    throw new UsageError(texts.field('--paragraphs, --seconds', { kind: 'rule', path: [], rule }));
  }
  return parsed.data;
}

/** Checks the topic here, where it has a name that people know; nothing is a matter for the command. */
export function checkedTopic(positionals: readonly string[], texts: Texts): string {
  const topic = positionals.join(' ').trim();
  const parsed = Brief.shape.topic.safeParse(topic, { reportInput: true });
  if (topic === '' || parsed.success) return topic;
  const problems = fieldProblems(Brief.shape.topic, parsed.error);
  throw new UsageError(problems.map((problem) => texts.field(texts.usage.theTopic, problem)).join(' '));
}

function valueFrom(option: RawOption, name: OptionName, texts: Texts): unknown {
  const kind = allowedOf(name)?.kind;
  if (kind === 'boolean') {
    if (option.value !== undefined) throw new UsageError(texts.usage.valueNotAllowed(option.written));
    return true;
  }
  const { value } = option;
  const number = value !== undefined && /^[+-]?\d+(?:\.\d+)?$/.test(value.trim());
  // "--settings --json": the next option is not a value. A lone dash is standard input, and numbers may be negative.
  const swallowed = !option.inline && value !== undefined && /^-./.test(value) && !number;
  if (value === undefined || swallowed) throw new UsageError(texts.usage.valueMissing(option.written));
  return kind === 'number' && number ? Number(value) : value;
}
