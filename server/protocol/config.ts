import * as z from 'zod';
import { ModelId, ProviderId, StrategyId } from './ids.ts';
import { BudgetPolicy } from './money.ts';

/**
 * Every setting of VideoGenius, once. The VS Code manifest, its two translations and docs/settings.md are generated
 * from this file, and a test keeps them true.
 *
 * Meta of a setting: `scope` is the VS Code scope (`machine` for anything that decides where a key is sent or what
 * money is spent), `order` its place in the Settings UI, `leaf` marks an object that is ONE setting of its own instead
 * of a group of settings, `restricted` keeps an untrusted workspace from changing it.
 */
export interface SettingMeta {
  readonly scope?: 'window' | 'resource' | 'machine' | 'application';
  readonly order?: number;
  readonly leaf?: boolean;
  readonly restricted?: boolean;
}

const milliseconds = (description: string, fallback: number, order: number, max = 3_600_000) =>
  z.number().int().min(0).max(max).default(fallback).describe(description).meta({ order, restricted: true });

const share = (description: string, fallback: number, order: number) =>
  z.number().min(0).max(1).default(fallback).describe(description).meta({ order, restricted: true });

const points = (description: string, fallback: number, order: number) =>
  z.number().min(0).max(100).default(fallback).describe(description).meta({ order, restricted: true });

export const Price = z
  .strictObject({
    currency: z.enum(['USD', 'CNY']).default('USD').describe('Currency of the prices.'),
    inputPerMillion: z.number().min(0).max(10_000).describe('Price of one million input tokens.'),
    outputPerMillion: z.number().min(0).max(10_000).describe('Price of one million output tokens.'),
    cacheReadPerMillion: z
      .number()
      .min(0)
      .max(10_000)
      .optional()
      .describe('Price of one million input tokens read from the cache.'),
    cacheWritePerMillion: z
      .number()
      .min(0)
      .max(10_000)
      .optional()
      .describe('Price of one million input tokens written to the cache.'),
  })
  .describe('Your own price for this model; it wins over the built-in price table.');
export type Price = z.infer<typeof Price>;

const headerName = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;

export const ModelSettings = z.strictObject({
  enabled: z.boolean().default(true).describe('Whether the router may use this model.'),
  provider: ProviderId.optional().describe('The vendor. May be left out when the id itself is the name of a vendor.'),
  model: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe("The vendor's name of the model; the built-in default if left out."),
  baseUrl: z
    .string()
    .max(2000)
    .optional()
    .describe("Where requests go. Without a path the vendor's own path is added; with a path it is used as it stands."),
  region: z
    .string()
    .max(40)
    .optional()
    .describe('Regional endpoint: cn or intl for moonshot; cn, intl or us for qwen.'),
  deployment: z.string().max(200).optional().describe('Azure: the name of the deployment.'),
  apiVersion: z
    .string()
    .max(40)
    .optional()
    .describe('Azure: an api-version selects the older deployment URL; without it the v1 URL is used.'),
  apiKeyEnv: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be the name of an environment variable, not a key')
    .optional()
    .describe('Name of the environment variable that holds the key, if not the usual one of the vendor.'),
  headers: z
    .record(z.string().regex(headerName, 'must be an HTTP header name'), z.string().max(4000))
    .optional()
    .describe('Extra HTTP headers. Never put a key here: keys belong in environment variables.'),
  maxConcurrent: z
    .number()
    .int()
    .min(1)
    .max(10_000)
    .optional()
    .describe("How many requests may run on this model at the same time; the vendor's default if left out."),
  price: Price.optional(),
});
export type ModelSettings = z.infer<typeof ModelSettings>;

/** The default weights of the built-in models, 0 (never) to 2. */
export const defaultModelWeights = {
  deepseek: 1.0,
  ernie: 0.95,
  claude: 0.9,
  moonshot: 0.85,
  qwen: 0.85,
  openai: 0.8,
  azure: 0.8,
  gemini: 0.75,
  ollama: 0.7,
  editor: 0.7,
} as const satisfies Record<string, number>;

/** The weight of a model that `modelWeights` does not name. */
export const neutralModelWeight = 1;

const Failover = z.object({
  enabled: z
    .boolean()
    .default(true)
    .describe('Move to another model when one fails. When off, the selected model alone is asked.')
    .meta({ order: 30, restricted: true }),
  maxAttempts: z
    .number()
    .int()
    .min(1)
    .max(9)
    .default(5)
    .describe('How many attempts one request may make, all inside its deadline.')
    .meta({ order: 31, restricted: true }),
  deadlineMs: z
    .number()
    .int()
    .min(1000)
    .max(1_800_000)
    .default(120_000)
    .describe('Milliseconds one request may take in all, over all its attempts.')
    .meta({ order: 32, restricted: true }),
  sameModelDelayMs: milliseconds(
    'Base of the random pause, in milliseconds, before the SAME model is tried again. A switch to another model never pauses.',
    250,
    33,
    60_000,
  ),
  sameModelDelayCapMs: milliseconds(
    'Longest random pause, in milliseconds, before the same model is tried again.',
    2000,
    34,
    60_000,
  ),
  inlineRetryAfterMaxMs: milliseconds(
    'Longest wait, in milliseconds, that a vendor may ask for (Retry-After) before the last model left is tried once more.',
    5000,
    35,
    60_000,
  ),
  holdEvents: z
    .number()
    .int()
    .min(1)
    .max(10_000)
    .default(64)
    .describe('How many events are held back before the first text of an answer.')
    .meta({ order: 36, restricted: true }),
  holdBytes: z
    .number()
    .int()
    .min(1024)
    .max(16_777_216)
    .default(262_144)
    .describe('How many bytes are held back before the first text of an answer.')
    .meta({ order: 37, restricted: true }),
});

const Timeouts = z.object({
  connectMs: milliseconds('Milliseconds to wait for a connection to a vendor.', 5000, 40, 120_000),
  firstContentMs: milliseconds('Milliseconds to wait for the first text of an answer.', 30_000, 41),
  stallMs: milliseconds(
    'Milliseconds without new text after which an answer counts as stalled. Keep-alive messages do not count as text.',
    30_000,
    42,
  ),
  reasoningFactor: z
    .number()
    .min(1)
    .max(20)
    .default(3)
    .describe('How many times longer a model may be silent while it reports reasoning.')
    .meta({ order: 43, restricted: true }),
});

const Hedge = z.object({
  enabled: z
    .boolean()
    .default(true)
    .describe(
      'Ask a second model when the first one takes unusually long to begin, and use whichever begins first. Never for models on this machine.',
    )
    .meta({ order: 44, restricted: true }),
  percentile: z
    .number()
    .min(50)
    .max(99.9)
    .default(95)
    .describe("The second model is asked when this percentage of the first model's answers would have begun.")
    .meta({ order: 45, restricted: true }),
  floorMs: milliseconds('Milliseconds before which no second model is asked.', 700, 46, 60_000),
  minSamples: z
    .number()
    .int()
    .min(1)
    .max(64)
    .default(20)
    .describe(
      'Answers that must have been timed before the own times of a model count instead of those usual for its vendor.',
    )
    .meta({ order: 47, restricted: true }),
  budget: z
    .number()
    .min(0)
    .max(1000)
    .default(10)
    .describe('How many second models may be asked in a row; each successful request gives back a tenth of one.')
    .meta({ order: 48, restricted: true }),
  reserve: z
    .number()
    .int()
    .min(0)
    .max(100)
    .default(3)
    .describe('How many second models may be asked within ten minutes when that budget is used up.')
    .meta({ order: 49, restricted: true }),
});

const Resume = z.object({
  enabled: z
    .boolean()
    .default(true)
    .describe(
      'Go on from the last complete sentence when an answer breaks off in the middle, instead of leaving it incomplete.',
    )
    .meta({ order: 38, restricted: true }),
  maxResumes: z
    .number()
    .int()
    .min(0)
    .max(5)
    .default(2)
    .describe('How often one answer may be continued: first by the same model, then by the next.')
    .meta({ order: 39, restricted: true }),
});

const Health = z.object({
  latencyDecayMinutes: z
    .number()
    .min(0.1)
    .max(1440)
    .default(12)
    .describe('Minutes after which an old time measurement weighs about a third.')
    .meta({ order: 50, restricted: true }),
  sampleShare: share('Share of a new time measurement in the moving average.', 0.3, 51),
  successPrior: z
    .number()
    .min(0)
    .max(1000)
    .default(9)
    .describe('Successes that a model is credited with before it has a history.')
    .meta({ order: 52, restricted: true }),
  failurePrior: z
    .number()
    .min(0.01)
    .max(1000)
    .default(1)
    .describe('Failures that a model is charged with before it has a history.')
    .meta({ order: 53, restricted: true }),
  healthySuccessRate: share('Success rate from which a model is healthy.', 0.95, 54),
  degradedSuccessRate: share('Success rate from which a model is degraded; below it is unhealthy.', 0.8, 55),
  healthyMaxMs: milliseconds('Predicted milliseconds for an answer above which a model is degraded.', 10_000, 56),
  unhealthyAfterFailures: z
    .number()
    .int()
    .min(1)
    .max(100)
    .default(3)
    .describe('Failures in a row after which a model is unhealthy.')
    .meta({ order: 57, restricted: true }),
  failureLatencyMs: milliseconds(
    'Milliseconds that a failure counts as in the time measurements, so that fast errors do not look fast.',
    5000,
    58,
  ),
  probeEveryMs: milliseconds(
    'Milliseconds between two free connection checks of a model that nobody has used meanwhile; 0 switches them off.',
    300_000,
    59,
    86_400_000,
  ),
  paidProbes: z
    .boolean()
    .default(false)
    .describe('Check models that offer no free check with a paid request for one word.')
    .meta({ order: 59.5, restricted: true }),
});

const Breaker = z.object({
  openAfterFailures: z
    .number()
    .int()
    .min(1)
    .max(100)
    .default(2)
    .describe('Failures in a row after which a model is left alone for a while.')
    .meta({ order: 60, restricted: true }),
  baseCooldownMs: milliseconds('First pause, in milliseconds, of a model that failed; it doubles each time.', 5000, 61),
  maxCooldownMs: milliseconds('Longest pause, in milliseconds, of a model that failed.', 300_000, 62, 86_400_000),
  slowStartPicks: z
    .number()
    .int()
    .min(0)
    .max(100)
    .default(5)
    .describe('Over how many requests a recovered model returns to its full share.')
    .meta({ order: 63, restricted: true }),
  rateLimitCooldownMs: milliseconds('Pause, in milliseconds, after a rate limit that names no time.', 30_000, 64),
  billingCooldownMs: milliseconds('Pause, in milliseconds, after an empty balance.', 3_600_000, 65, 86_400_000),
  dailyQuotaCooldownMs: milliseconds(
    'Pause, in milliseconds, after a used-up daily quota that names no time.',
    3_600_000,
    66,
    86_400_000,
  ),
  maxRetryAfterMs: milliseconds(
    'Longest pause, in milliseconds, that a vendor can ask for.',
    86_400_000,
    67,
    86_400_000,
  ),
});

const Score = z.object({
  weight: points('Points of the configured weight in the score.', 30, 70),
  health: points('Points of the present health in the score.', 25, 71),
  performance: points('Points of the predicted time in the score.', 20, 72),
  reliability: points('Points of the long-run success rate in the score.', 15, 73),
  cost: points('Points of the estimated price in the score.', 10, 74),
  performanceReferenceMs: z
    .number()
    .int()
    .min(1)
    .max(3_600_000)
    .default(5000)
    .describe('Predicted milliseconds at which the performance factor is one half.')
    .meta({ order: 75, restricted: true }),
  costReferenceUsd: z
    .number()
    .min(0.000001)
    .max(100)
    .default(0.005)
    .describe('Price of one request, in US dollars, at which the cost factor is one half.')
    .meta({ order: 76, restricted: true }),
  explorationShare: share(
    'Share of requests that may go to a model that was not used for a while, if it could well be the best one by now.',
    0.3,
    78,
  ),
  explorationAfterMs: milliseconds(
    'Milliseconds without a request after which a model counts as not used for a while.',
    1_800_000,
    79,
    86_400_000,
  ),
  switchMarginPoints: points('Points by which another model must be better before a document moves to it.', 2, 77),
});

const Writing = z.object({
  language: z
    .string()
    .max(40)
    .default('auto')
    .describe(
      'Language of scripts: auto follows the topic; otherwise a language tag or name such as en, zh-CN or Deutsch.',
    )
    .meta({ order: 10, scope: 'resource' }),
  wordsPerMinute: z
    .number()
    .min(60)
    .max(400)
    .default(150)
    .describe('Speaking pace in words per minute, for languages that put spaces between words.')
    .meta({ order: 11, scope: 'resource' }),
  charactersPerMinute: z
    .number()
    .min(60)
    .max(1000)
    .default(240)
    .describe('Speaking pace in characters per minute, for Chinese and Japanese.')
    .meta({ order: 12, scope: 'resource' }),
  lengthTolerance: z
    .number()
    .min(0.01)
    .max(1)
    .default(0.15)
    .describe('Share by which a script may miss its target length before it is corrected once.')
    .meta({ order: 13, scope: 'resource' }),
  keywordLanguage: z
    .string()
    .max(40)
    .default('en')
    .describe('Language of keywords, whatever the language of the script.')
    .meta({ order: 14, scope: 'resource' }),
  keywordAmount: z
    .number()
    .int()
    .min(1)
    .max(50)
    .default(5)
    .describe('How many keywords are asked for when nothing else is said.')
    .meta({ order: 15, scope: 'resource' }),
});

const Money = z.object({
  cnyPerUsd: z
    .number()
    .min(1)
    .max(100)
    .default(6.82)
    .describe('Chinese yuan per US dollar, for prices given in yuan.')
    .meta({ order: 80, restricted: true }),
  dayBudgetUsd: z
    .number()
    .min(0)
    .max(1_000_000)
    .default(0)
    .describe('What all models together may cost in one day, in US dollars; 0 means no budget.')
    .meta({ order: 81, restricted: true }),
  monthBudgetUsd: z
    .number()
    .min(0)
    .max(1_000_000)
    .default(0)
    .describe('What all models together may cost in one calendar month, in US dollars; 0 means no budget.')
    .meta({ order: 82, restricted: true }),
  modelBudgets: z
    .record(
      ModelId,
      z.strictObject({
        dayUsd: z.number().min(0).max(1_000_000).optional().describe('US dollars in one day.'),
        monthUsd: z.number().min(0).max(1_000_000).optional().describe('US dollars in one calendar month.'),
      }),
    )
    .default({})
    .describe('What single models may cost, in US dollars.')
    .meta({ order: 83, leaf: true, restricted: true }),
  whenSpent: BudgetPolicy.default('warn')
    .describe(
      'What happens when a budget is used up: only a warning, only the cheapest model is asked, or paid models are not asked any more.',
    )
    .meta({ order: 84, restricted: true }),
  alertPercents: z
    .array(z.number().min(1).max(100))
    .max(10)
    .default([50, 80, 100])
    .describe('Percentages of a budget at which you are told.')
    .meta({ order: 85, leaf: true, restricted: true }),
});

const Daemon = z.object({
  mode: z
    .enum(['shared', 'perWindow'])
    .default('shared')
    .describe('Whether all windows share one background process, or each window has its own.')
    .meta({ order: 90, restricted: true }),
  idleExitMinutes: z
    .number()
    .min(0.05)
    .max(1440)
    .default(5)
    .describe('Minutes after which the shared background process ends when no window uses it.')
    .meta({ order: 91, restricted: true }),
});

export const Config = z.object({
  strategy: StrategyId.default('intelligent')
    .describe('How a model is chosen for each attempt.')
    .meta({ order: 1, restricted: true }),
  modelWeights: z
    .record(ModelId, z.number().min(0).max(2))
    .default({ ...defaultModelWeights })
    .describe('Preference for each model, from 0 (never) to 2. A model that is not named counts as 1.')
    .meta({ order: 2, leaf: true, restricted: true }),
  fallbackChain: z
    .array(ModelId)
    .max(100)
    .default([])
    .describe(
      'Order in which other models are tried after a failure. Empty: the strategy decides again among the models not tried yet.',
    )
    .meta({ order: 3, restricted: true }),
  models: z
    .record(ModelId, ModelSettings)
    .default({})
    .describe(
      'Your models and how they are reached. The nine vendors are there without any entry; an entry changes one or adds another.',
    )
    .meta({ order: 4, leaf: true, restricted: true }),
  writing: Writing.prefault({}),
  failover: Failover.prefault({}),
  timeouts: Timeouts.prefault({}),
  hedge: Hedge.prefault({}),
  resume: Resume.prefault({}),
  health: Health.prefault({}),
  breaker: Breaker.prefault({}),
  score: Score.prefault({}),
  money: Money.prefault({}),
  daemon: Daemon.prefault({}),
});
export type Config = z.infer<typeof Config>;

/** The groups of settings that are about what all windows share: models, their health, money, the process itself. */
const sharedGroups = ['models', 'health', 'breaker', 'money', 'daemon'] as const satisfies readonly (keyof Config)[];

/**
 * Whether a setting (named without the prefix) belongs to the machine and so to all windows at once; every other one belongs to
 * the window that asks. The manifest gives the former the scope `machine`, so that no folder can change them.
 */
export function isSharedSetting(name: string): boolean {
  const [group] = name.split('.');
  return name === 'timeouts.connectMs' || sharedGroups.some((each) => each === group);
}

/** The settings of one window, with those that all windows share taken from `shared`. */
export function withShared(own: Config, shared: Config): Config {
  const { models, health, breaker, money, daemon } = shared;
  const groups: Pick<Config, (typeof sharedGroups)[number]> = { models, health, breaker, money, daemon };
  return { ...own, ...groups, timeouts: { ...own.timeouts, connectMs: shared.timeouts.connectMs } };
}

/** What a person may write: every setting is optional. */
export type ConfigInput = z.input<typeof Config>;

/** The prefix of every setting in settings.json. */
export const settingPrefix = 'videogenius';

export const defaultConfig: Config = Config.parse({});
