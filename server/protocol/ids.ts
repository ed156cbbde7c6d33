import * as z from 'zod';

/**
 * The vendors VideoGenius can talk to. `openai-compatible` is any other server that speaks the OpenAI chat dialect, `editor` are
 * the chat models of VS Code itself, reached through the window that asks,
 * `simulated` is the built-in fleet that answers without a network and always says that it is simulated.
 */
export const providerIds = [
  'deepseek',
  'claude',
  'openai',
  'moonshot',
  'ollama',
  'azure',
  'gemini',
  'qwen',
  'ernie',
  'openai-compatible',
  'editor',
  'simulated',
] as const;
export const ProviderId = z.enum(providerIds);
export type ProviderId = z.infer<typeof ProviderId>;

/** What is there without any setting: the nine vendors and the editor's own chat models, each a model of the same name. */
export const builtInModelIds = [
  'deepseek',
  'claude',
  'openai',
  'moonshot',
  'ollama',
  'azure',
  'gemini',
  'qwen',
  'ernie',
  'editor',
] as const satisfies readonly ProviderId[];

/** The name a person gives to one thing that is balanced: a vendor, a model name, a region and a key. */
export const ModelId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'a model id has 1 to 64 letters, digits, dots, dashes or underscores')
  .refine((id) => !(id in {}), 'this word has a meaning of its own in settings; choose another model id')
  .meta({ id: 'ModelId' });
export type ModelId = z.infer<typeof ModelId>;

export const strategyIds = [
  'roundRobin',
  'weightedRoundRobin',
  'leastConnections',
  'responseTime',
  'random',
  'intelligent',
] as const;
export const StrategyId = z.enum(strategyIds);
export type StrategyId = z.infer<typeof StrategyId>;

/** The five score factors of the `intelligent` strategy, in the order of their default weights. */
export const factorIds = ['weight', 'health', 'performance', 'reliability', 'cost'] as const;
export const FactorId = z.enum(factorIds);
export type FactorId = z.infer<typeof FactorId>;

/** What kind of work a request is. Decides expected length, commitment and defaults. */
export const tasks = ['script', 'keywords', 'repair', 'check'] as const;
export const Task = z.enum(tasks);
export type Task = z.infer<typeof Task>;

/**
 * Why an attempt is made: `first` of its request; `retry` of the same model; `failover` to another after a failure; `hedge`, a second
 * model asked because the first is slow to begin; `resume`, going on from a text that broke off.
 */
export const attemptRoles = ['first', 'retry', 'failover', 'hedge', 'resume'] as const;
export const AttemptRole = z.enum(attemptRoles);
export type AttemptRole = z.infer<typeof AttemptRole>;
