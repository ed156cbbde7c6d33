import type { VendorManifest } from '../vendor.ts';

const large = { contextTokens: 262_144, maxOutputTokens: 32_768 };

/** Source: platform.kimi.com and platform.kimi.ai, late 2026. Two platforms whose keys are not interchangeable. */
export const moonshot: VendorManifest = {
  id: 'moonshot',
  title: 'Moonshot (Kimi)',
  dialect: 'openai-chat',
  defaultModel: 'kimi-k2.6',
  knownModels: [
    { name: 'kimi-k3', ...large },
    { name: 'kimi-k2.6', ...large },
    { name: 'kimi-k2.5', ...large },
    { name: 'moonshot-v1-8k', contextTokens: 8192, maxOutputTokens: 4096 },
    { name: 'moonshot-v1-32k', contextTokens: 32_768, maxOutputTokens: 8192 },
    { name: 'moonshot-v1-128k', contextTokens: 131_072, maxOutputTokens: 16_384 },
  ],
  unknownModel: { contextTokens: 128_000, maxOutputTokens: 8192 },
  retiredModels: {},
  endpoints: {
    cn: { baseUrl: 'https://api.moonshot.cn/v1', platform: 'platform.kimi.com' },
    intl: { baseUrl: 'https://api.moonshot.ai/v1', platform: 'platform.kimi.ai' },
  },
  defaultPath: '/v1',
  pathAliases: {},
  keyVariables: ['MOONSHOT_API_KEY'],
  keyRequired: true,
  keyHeader: 'bearer',
  body: {},
  modelRules: [
    { pattern: /^kimi-k2\.[56]/, body: { thinking: { type: 'disabled' } } },
    { pattern: /^kimi-k3/, body: { reasoning_effort: 'low' }, reasoningRoomTokens: 4096 },
  ],
  // Only where thinking is off.
  continuation: { models: /^(?:kimi-k2(?!.*thinking)|moonshot-v1)/, mark: 'partial' },
  maxTokensParameter: 'max_tokens',
  streamUsage: true,
  failingFinishReasons: {},
  errorRules: [
    { pattern: /exceeded_current_quota_error|insufficient balance|account.*(suspended|arrears)/i, class: 'billing' },
    { status: 403, pattern: /permission_denied/, class: 'modelMissing' },
    // Otherwise this vendor refuses so when the balance is used up; a page of HTML, or a word on the region, means something else.
    { status: 403, pattern: /^(?!.*(?:<html|<!doctype|country|region|territory))/is, class: 'billing' },
    { pattern: /engine_overloaded_error/, class: 'overload' },
    { pattern: /rate_limit_reached_error/, class: 'rateLimit' },
    { status: 400, pattern: /content_filter/, class: 'contentFilter' },
    { pattern: /exceeded model token limit|token length too long/i, class: 'tooLong' },
    { pattern: /resource_not_found_error/, class: 'modelMissing' },
  ],
  maxConcurrent: 10,
  quotaScope: 'account',
  local: false,
  prior: { firstTokenMs: 1200, msPerToken: 20 },
  probe: 'models',
  keyAdvice:
    'A key from platform.kimi.com works only with region "cn", a key from platform.kimi.ai only with region "intl".',
  keyPage: 'https://platform.kimi.com/console/api-keys',
  billingPage: 'https://platform.kimi.com/console/pay',
};
