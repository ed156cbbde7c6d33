import type { Texts } from '../api/texts/index.ts';
import { type Command, commandNames } from './command.ts';
import { allowedOf, commonOptions, type OptionName, placeholders } from './options.ts';
import { padded, wrapped } from './width.ts';

const narrowestText = 30;

/** Names and what they mean, in two columns. `columns` is the width of the terminal, if there is one. */
function list(entries: readonly (readonly [string, string])[], columns: number | undefined): string {
  const width = Math.max(...entries.map(([name]) => name.length));
  const room = columns === undefined ? Number.POSITIVE_INFINITY : Math.max(narrowestText, columns - width - 4);
  const lines = entries.flatMap(([name, text]) =>
    wrapped(text, room).map((line, index) => `  ${padded(index === 0 ? name : '', width, 'left')}  ${line}\n`),
  );
  return lines.join('');
}

function optionText(name: OptionName, texts: Texts): readonly [string, string] {
  const placeholder = placeholders[name];
  const allowed = allowedOf(name);
  const bounded = (allowed?.kind === 'number' || allowed?.kind === 'oneOf') && name !== 'locale';
  const text = texts.options[name];
  const description = bounded ? texts.usage.withBounds(text, texts.allowed(allowed)) : text;
  return [`--${name}${placeholder === undefined ? '' : ` ${placeholder}`}`, description];
}

export function generalHelp(texts: Texts, columns: number | undefined): string {
  const { usage, commands } = texts;
  return [
    `${usage.heading}${usage.general}\n\n`,
    `${usage.commands}\n`,
    list(
      commandNames.map((name) => [name, commands[name].summary] as const),
      columns,
    ),
    `\n${usage.options}\n`,
    list(
      [...commonOptions, 'version' as const].map((name) => optionText(name, texts)),
      columns,
    ),
    `\n${usage.more}\n${usage.exitCodes}\n`,
  ].join('');
}

export function commandHelp(
  command: Pick<Command, 'name' | 'usage' | 'options'>,
  texts: Texts,
  columns: number | undefined,
): string {
  const { usage, commands } = texts;
  const { summary, details } = commands[command.name];
  const call = ['videogenius', command.name, command.usage, usage.anyOptions].filter((part) => part !== '').join(' ');
  return [
    `${usage.heading}${call}\n\n${summary}\n${details}\n\n`,
    `${usage.options}\n`,
    list(
      [...command.options, ...commonOptions].map((name) => optionText(name, texts)),
      columns,
    ),
    `\n${usage.exitCodes}\n`,
  ].join('');
}
