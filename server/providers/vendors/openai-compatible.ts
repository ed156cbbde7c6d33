import type { VendorManifest } from '../vendor.ts';
import { openThinkers } from './open-weights.ts';

/** Any other server that speaks the OpenAI chat dialect: a gateway, a local server, another vendor. Nothing is assumed. */
export const openaiCompatible: VendorManifest = {
  id: 'openai-compatible',
  title: 'OpenAI-compatible server',
  dialect: 'openai-chat',
  defaultModel: '',
  knownModels: [],
  unknownModel: { contextTokens: 32_768, maxOutputTokens: 8192 },
  retiredModels: {},
  endpoints: {},
  defaultPath: '/v1',
  pathAliases: {},
  keyVariables: [],
  keyRequired: false,
  keyHeader: 'bearer',
  body: {},
  modelRules: [],
  maxTokensParameter: 'max_tokens',
  streamUsage: true,
  failingFinishReasons: {},
  errorRules: [
    { pattern: /insufficient_quota|insufficient (balance|credits)|已欠费|余额不足/i, class: 'billing' },
    { pattern: /context_length_exceeded|maximum context length/i, class: 'tooLong' },
    { pattern: /model_not_found|no available channel for model/i, class: 'modelMissing' },
  ],
  maxConcurrent: 20,
  quotaScope: 'account',
  local: false,
  thinkingMayLackItsStart: openThinkers,
  prior: { firstTokenMs: 1000, msPerToken: 20 },
  probe: 'models',
  keyPage: undefined,
  billingPage: undefined,
};
