import * as z from 'zod';
import { allowedAt } from '../api/allowed.ts';
import { locales } from '../api/texts/index.ts';
import { Brief, KeywordsRequest, LedgerQuery, RoutingWish, StrategyId } from '../protocol/index.ts';

/** Every option of every command, with the contract's own bounds. */
export const OptionValues = z.object({
  settings: z.string().min(1).optional(),
  language: Brief.shape.language,
  paragraphs: Brief.shape.paragraphs,
  seconds: Brief.shape.seconds,
  format: Brief.shape.format,
  tone: Brief.shape.tone,
  audience: Brief.shape.audience,
  instructions: Brief.shape.instructions,
  script: z.string().min(1).optional(),
  amount: KeywordsRequest.shape.amount,
  model: RoutingWish.shape.pinnedModel,
  strategy: StrategyId.optional(),
  deadline: z.number().min(1).max(1800).optional(),
  port: z.number().int().min(0).max(65_535).optional(),
  paid: z.boolean().optional(),
  simulated: z.boolean().optional(),
  stream: z.boolean().optional(),
  offline: z.boolean().optional(),
  continue: z.string().min(1).optional(),
  by: LedgerQuery.shape.by.unwrap().optional(),
  from: LedgerQuery.shape.fromDay,
  to: LedgerQuery.shape.toDay,
  csv: z.boolean().optional(),
  entries: z.boolean().optional(),
  shared: z.boolean().optional(),
  stdio: z.boolean().optional(),
  pipe: z.string().min(1).max(1000).optional(),
  json: z.boolean().optional(),
  quiet: z.boolean().optional(),
  locale: z.enum(locales).optional(),
  help: z.boolean().optional(),
  version: z.boolean().optional(),
});
export type OptionValues = z.infer<typeof OptionValues>;
export type OptionName = keyof OptionValues;

export const isOptionName = (name: string): name is OptionName => Object.hasOwn(OptionValues.shape, name);

/** What `--help` shows for the value of an option; an option without one is a switch. */
export const placeholders: Readonly<Partial<Record<OptionName, string>>> = {
  settings: 'FILE',
  language: 'NAME',
  paragraphs: 'NUMBER',
  seconds: 'NUMBER',
  format: 'NAME',
  tone: 'TEXT',
  audience: 'TEXT',
  instructions: 'TEXT',
  script: 'FILE',
  continue: 'FILE',
  amount: 'NUMBER',
  model: 'ID',
  strategy: 'ID',
  deadline: 'SECONDS',
  port: 'NUMBER',
  pipe: 'NAME',
  by: 'NAME',
  from: 'DAY',
  to: 'DAY',
  locale: 'NAME',
};

/** What an option accepts, for help and for messages. */
export const allowedOf = (name: OptionName) => allowedAt(OptionValues, [name]);

const flag = (name: OptionName) => allowedOf(name)?.kind === 'boolean';

/** The option table as `util.parseArgs` wants it. `-h` and `-V` are the only short names. */
export const parseArgsOptions: Readonly<Record<string, { type: 'string' | 'boolean'; short?: string }>> =
  Object.fromEntries(
    Object.keys(OptionValues.shape)
      .filter(isOptionName)
      .map((name) => {
        const short = name === 'help' ? { short: 'h' } : name === 'version' ? { short: 'V' } : {};
        return [name, { type: flag(name) ? 'boolean' : 'string', ...short }] as const;
      }),
  );

/** Options that every command takes. */
export const commonOptions = [
  'settings',
  'simulated',
  'strategy',
  'json',
  'quiet',
  'locale',
  'help',
] as const satisfies readonly OptionName[];
