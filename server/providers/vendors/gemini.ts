import type { VendorManifest } from '../vendor.ts';

const limits = { contextTokens: 1_048_576, maxOutputTokens: 65_536 };

/** Source: ai.google.dev, late 2026, through the vendor's OpenAI form. Gemini 3 cannot switch thinking off, only turn it down. */
export const gemini: VendorManifest = {
  id: 'gemini',
  title: 'Gemini',
  dialect: 'openai-chat',
  defaultModel: 'gemini-3.6-flash',
  knownModels: [
    { name: 'gemini-3.8-flash', ...limits },
    { name: 'gemini-3.7-flash', ...limits },
    { name: 'gemini-3.6-flash', ...limits },
    { name: 'gemini-3.5-flash', ...limits },
    { name: 'gemini-3.5-flash-lite', ...limits },
    { name: 'gemini-3.1-pro-preview', ...limits },
    { name: 'gemini-2.5-flash', ...limits },
    { name: 'gemini-2.5-flash-lite', ...limits },
    { name: 'gemini-2.5-pro', ...limits },
    { name: 'gemini-flash-latest', ...limits },
    { name: 'gemini-pro-latest', ...limits },
  ],
  unknownModel: { contextTokens: 1_048_576, maxOutputTokens: 8192 },
  retiredModels: {
    'gemini-pro': 'gemini-3.6-flash',
    'gemini-1.0-pro': 'gemini-3.6-flash',
    'gemini-1.5-flash': 'gemini-3.6-flash',
    'gemini-1.5-pro': 'gemini-pro-latest',
  },
  endpoints: {
    global: { baseUrl: 'https://generativelanguage.googleapis.com/v1beta/openai', platform: 'aistudio.google.com' },
  },
  defaultPath: '/v1beta/openai',
  // The vendor's own paths for its other forms; a gateway's `/v1` is the gateway's.
  pathAliases: { '/v1beta': '/v1beta/openai', '/v1': '/v1beta/openai' },
  keyVariables: ['GEMINI_API_KEY', 'GOOGLE_API_KEY'],
  keyRequired: true,
  keyHeader: 'bearer',
  body: {},
  modelRules: [
    { pattern: /^gemini-2\.5-flash/, body: { reasoning_effort: 'none' } },
    { pattern: /^gemini-2\.0/ },
    { pattern: /^gemini-(\d|flash|pro)/, body: { reasoning_effort: 'low' }, reasoningRoomTokens: 2048 },
  ],
  maxTokensParameter: 'max_tokens',
  streamUsage: true,
  failingFinishReasons: {},
  errorRules: [
    { pattern: /API_KEY_INVALID|API key not valid|API key expired/i, class: 'auth' },
    { pattern: /user location is not supported/i, class: 'geo' },
    { pattern: /PerDay/, class: 'dailyQuota' },
    { pattern: /prepayment credits|billing account|FAILED_PRECONDITION.*billing/i, class: 'billing' },
    { pattern: /input token count .*exceeds/i, class: 'tooLong' },
    { pattern: /PROHIBITED_CONTENT|blocked due to safety/i, class: 'contentFilter' },
    { status: 404, class: 'modelMissing' },
  ],
  maxConcurrent: 30,
  quotaScope: 'model',
  local: false,
  prior: { firstTokenMs: 1000, msPerToken: 8 },
  probe: 'models',
  keyPage: 'https://aistudio.google.com/apikey',
  billingPage: 'https://aistudio.google.com/usage',
};
