import type { VendorManifest } from '../vendor.ts';
import { azure } from './azure.ts';
import { claude } from './claude.ts';
import { deepseek } from './deepseek.ts';
import { ernie } from './ernie.ts';
import { gemini } from './gemini.ts';
import { moonshot } from './moonshot.ts';
import { ollama } from './ollama.ts';
import { openai } from './openai.ts';
import { openaiCompatible } from './openai-compatible.ts';
import { qwen } from './qwen.ts';

/** Every vendor that is reached over the network. A new one is a manifest and a line here. */
export const vendors: readonly VendorManifest[] = [
  deepseek,
  claude,
  openai,
  moonshot,
  ollama,
  azure,
  gemini,
  qwen,
  ernie,
  openaiCompatible,
];
