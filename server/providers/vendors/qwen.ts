import type { VendorManifest } from '../vendor.ts';

/** Source: Alibaba Cloud Model Studio (DashScope), late 2026. Keys are bound to the region. */
export const qwen: VendorManifest = {
  id: 'qwen',
  title: 'Qwen',
  dialect: 'openai-chat',
  defaultModel: 'qwen-plus',
  knownModels: [
    { name: 'qwen-plus', contextTokens: 131_072, maxOutputTokens: 32_768 },
    { name: 'qwen-flash', contextTokens: 1_000_000, maxOutputTokens: 32_768 },
    { name: 'qwen3-max', contextTokens: 262_144, maxOutputTokens: 65_536 },
    { name: 'qwen3.7-max', contextTokens: 262_144, maxOutputTokens: 65_536 },
    { name: 'qwen3.8-max', contextTokens: 262_144, maxOutputTokens: 65_536 },
    { name: 'qwen3.8-flash', contextTokens: 1_000_000, maxOutputTokens: 65_536 },
    { name: 'qwen-max', contextTokens: 32_768, maxOutputTokens: 8192 },
  ],
  unknownModel: { contextTokens: 131_072, maxOutputTokens: 8192 },
  retiredModels: {},
  endpoints: {
    cn: { baseUrl: 'https://dashscope.aliyuncs.com/compatible-mode/v1', platform: 'Beijing' },
    intl: { baseUrl: 'https://dashscope-intl.aliyuncs.com/compatible-mode/v1', platform: 'Singapore' },
    us: { baseUrl: 'https://dashscope-us.aliyuncs.com/compatible-mode/v1', platform: 'US' },
  },
  defaultPath: '/compatible-mode/v1',
  pathAliases: { '/api/v1': '/compatible-mode/v1', '/compatible-mode': '/compatible-mode/v1' },
  keyVariables: ['DASHSCOPE_API_KEY'],
  keyRequired: true,
  keyHeader: 'bearer',
  // Open-weight models think unless told not to.
  body: { enable_thinking: false },
  modelRules: [],
  // Only where thinking is off.
  continuation: { models: /^qwen(?!.*thinking)/, mark: 'partial' },
  maxTokensParameter: 'max_tokens',
  streamUsage: true,
  failingFinishReasons: {},
  errorRules: [
    { pattern: /Arrearage|overdue.payment|已欠费|good standing/i, class: 'billing' },
    {
      pattern: /AllocationQuota\.FreeTierOnly|free (tier|quota|allocated quota).*(exhausted|exceeded|used up)/i,
      class: 'dailyQuota',
    },
    { pattern: /data_?inspection_?failed|inappropriate content/i, class: 'contentFilter' },
    { pattern: /Throttling|rate limit|quota exceeded|increased too quickly/i, class: 'rateLimit' },
    { pattern: /range of input length|maximum context length/i, class: 'tooLong' },
    { pattern: /model_not_found|ModelNotFound|Model\.AccessDenied|model .* does not exist/i, class: 'modelMissing' },
  ],
  maxConcurrent: 50,
  quotaScope: 'model',
  local: false,
  prior: { firstTokenMs: 800, msPerToken: 15 },
  probe: 'models',
  keyAdvice: 'Keys are bound to a region: check the region setting (cn for Beijing, intl for Singapore, us).',
  keyPage: 'https://bailian.console.aliyun.com/?tab=model#/api-key',
  billingPage: 'https://usercenter2.aliyun.com/home',
};
