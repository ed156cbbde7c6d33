import type { VendorManifest } from '../vendor.ts';

const current = { contextTokens: 1_000_000, maxOutputTokens: 128_000 };

/** Source: platform.claude.com and the names in the vendor's SDK, late 2026. No sampling values: newer models refuse them. */
export const claude: VendorManifest = {
  id: 'claude',
  title: 'Claude',
  dialect: 'anthropic-messages',
  defaultModel: 'claude-haiku-5-5',
  knownModels: [
    { name: 'claude-haiku-5-5', ...current },
    { name: 'claude-sonnet-5-5', ...current },
    { name: 'claude-opus-5-5', ...current },
    { name: 'claude-fable-5-2', ...current },
    { name: 'claude-fable-5-1', ...current },
    { name: 'claude-sonnet-5', ...current },
    { name: 'claude-opus-5', ...current },
    { name: 'claude-sonnet-4-6', contextTokens: 1_000_000, maxOutputTokens: 64_000 },
    { name: 'claude-haiku-4-5', contextTokens: 200_000, maxOutputTokens: 64_000 },
  ],
  unknownModel: { contextTokens: 200_000, maxOutputTokens: 32_000 },
  retiredModels: {
    'claude-3-haiku-20240307': 'claude-haiku-5-5',
    'claude-3-5-haiku-20241022': 'claude-haiku-5-5',
    'claude-3-sonnet-20240229': 'claude-sonnet-5-5',
    'claude-3-5-sonnet-20241022': 'claude-sonnet-5-5',
    'claude-3-opus-20240229': 'claude-opus-5-5',
  },
  endpoints: { global: { baseUrl: 'https://api.anthropic.com', platform: 'platform.claude.com' } },
  defaultPath: '',
  pathAliases: {},
  keyVariables: ['ANTHROPIC_API_KEY'],
  keyRequired: true,
  keyHeader: 'x-api-key',
  body: {},
  // Every model from 5 on thinks unless told not to, and thinking counts against max_tokens; up to 4.x none does.
  modelRules: [
    { pattern: /^claude-haiku-5/, body: { thinking: { type: 'disabled' } } },
    { pattern: /^claude-sonnet-5-[5-9]/, body: { thinking: { type: 'between_tools' } } },
    { pattern: /^claude-(sonnet|opus)-5(-\d{8})?$/, body: { thinking: { type: 'disabled' } } },
    // Thinking cannot be switched off here.
    { pattern: /^claude-(opus-5|fable|mythos)/, body: { output_config: { effort: 'low' } }, reasoningRoomTokens: 8192 },
  ],
  // From 4.6 on models answer 400 when the last message is the assistant's.
  continuation: { models: /^claude-(?:(?:haiku|sonnet|opus)-4(?:-[0-5])?(?:-\d{8})?|3-.+)$/ },
  maxTokensParameter: 'max_tokens',
  streamUsage: true,
  failingFinishReasons: {},
  errorRules: [
    { status: 429, pattern: /enforced_spend_limit_reached/, class: 'billing' },
    {
      pattern: /billing_error|credit balance is too low|spend(ing)? limit|usage limits?.*regain access/i,
      class: 'billing',
    },
    { pattern: /overloaded_error/, class: 'overload' },
    { pattern: /prompt is too long|exceed context limit|input length and `?max_tokens/i, class: 'tooLong' },
    { status: 413, class: 'tooLong' },
    { status: 404, class: 'modelMissing' },
    { status: 403, pattern: /region|country|location/i, class: 'geo' },
  ],
  maxConcurrent: 50,
  quotaScope: 'model',
  local: false,
  prior: { firstTokenMs: 900, msPerToken: 10 },
  probe: 'models',
  keyPage: 'https://platform.claude.com/settings/keys',
  billingPage: 'https://platform.claude.com/settings/billing',
};
