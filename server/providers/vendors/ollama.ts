import type { VendorManifest } from '../vendor.ts';
import { openThinkers } from './open-weights.ts';

/**
 * Source: docs.ollama.com, late 2026. No key. The server cuts longer prompts silently at its own context size, 4,096
 * tokens by default on small machines; OLLAMA_CONTEXT_LENGTH is the server's own setting for it.
 */
export const ollama: VendorManifest = {
  id: 'ollama',
  title: 'Ollama',
  dialect: 'openai-chat',
  defaultModel: 'qwen3:8b',
  knownModels: [],
  unknownModel: { contextTokens: 4096, maxOutputTokens: 4096 },
  contextVariable: 'OLLAMA_CONTEXT_LENGTH',
  retiredModels: {},
  endpoints: { local: { baseUrl: 'http://127.0.0.1:11434/v1', platform: 'ollama.com' } },
  baseUrlVariable: 'OLLAMA_HOST',
  defaultPath: '/v1',
  // Meant at this machine and at the server's usual port; elsewhere `/api` may be the path of a proxy.
  pathAliases: { '/api': '/v1', '/api/chat': '/v1', '/api/generate': '/v1' },
  keyVariables: [],
  keyRequired: false,
  keyHeader: 'bearer',
  body: { reasoning_effort: 'none' },
  modelRules: [],
  maxTokensParameter: 'max_tokens',
  streamUsage: true,
  failingFinishReasons: {},
  errorRules: [
    { status: 404, class: 'modelMissing' },
    { pattern: /model .*not found|try pulling it first/i, class: 'modelMissing' },
    { pattern: /server busy|maximum pending requests/i, class: 'overload' },
    { pattern: /requires more system memory|out of memory/i, class: 'overload' },
  ],
  maxConcurrent: 1,
  quotaScope: 'account',
  local: true,
  thinkingMayLackItsStart: openThinkers,
  prior: { firstTokenMs: 2500, msPerToken: 40 },
  probe: 'ollama-tags',
  keyPage: undefined,
  billingPage: undefined,
};
