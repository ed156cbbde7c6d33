import type Anthropic from '@anthropic-ai/sdk';
import type OpenAI from 'openai';
import type { ModelTarget } from '../../ports/index.ts';
import { fingerprint } from '../keys.ts';
import type { VendorManifest } from '../vendor.ts';
import { guardFetch } from './fetch-guard.ts';

/** Clients kept at the same time; one is needed per address, key and set of headers. */
const maxClients = 64;

/** The longest time a timer can hold: the library's own clock is off, the router's clocks rule. */
const noTimeoutMs = 2_147_483_647;

/** Headers that every client may send. */
const commonHeaders = ['accept', 'content-type', 'user-agent'];

/**
 * Makes clients of the official libraries, once per connection, and keeps them. A library is loaded with its first client, so
 * that a daemon that does not need it starts faster and stays smaller.
 */
export interface Clients {
  openai(vendor: VendorManifest, target: ModelTarget, key: string | undefined): Promise<OpenAI>;
  anthropic(vendor: VendorManifest, target: ModelTarget, key: string | undefined): Promise<Anthropic>;
}

/** @param userAgent how requests name this program; a header of a person's own comes before it. */
export const createClients = (fetch: typeof globalThis.fetch, userAgent: string): Clients => {
  const openaiClients = boundedCache<OpenAI>(maxClients);
  const anthropicClients = boundedCache<Anthropic>(maxClients);

  const allowed = (target: ModelTarget, ...more: readonly string[]): ReadonlySet<string> =>
    new Set([...commonHeaders, ...more, ...Object.keys(target.headers).map((name) => name.toLowerCase())]);

  return {
    openai: async (vendor, target, key) => {
      const { OpenAI: Client } = await import('openai');
      return openaiClients(connection(target, key), () => {
        const bearer = vendor.keyHeader === 'bearer' && key !== undefined;
        const headers: Record<string, string | null> = { 'user-agent': userAgent, ...target.headers };
        if (!bearer) headers.authorization = null;
        if (!bearer && key !== undefined) headers[vendor.keyHeader] = key;
        return new Client({
          baseURL: target.baseUrl,
          // The library demands a key; where none is sent its header is switched off above.
          apiKey: key ?? 'none',
          adminAPIKey: null,
          organization: null,
          project: null,
          webhookSecret: null,
          maxRetries: 0,
          timeout: noTimeoutMs,
          logLevel: 'off',
          defaultHeaders: headers,
          ...(target.apiVersion === undefined ? {} : { defaultQuery: { 'api-version': target.apiVersion } }),
          fetch: guardFetch(fetch, allowed(target, bearer ? 'authorization' : vendor.keyHeader)),
        });
      });
    },
    anthropic: async (vendor, target, key) => {
      const { Anthropic: Client } = await import('@anthropic-ai/sdk');
      return anthropicClients(connection(target, key), () => {
        const headers: Record<string, string | null> = {
          'user-agent': userAgent,
          ...target.headers,
          authorization: null,
        };
        if (key !== undefined) headers[vendor.keyHeader] = key;
        return new Client({
          baseURL: target.baseUrl,
          apiKey: key ?? 'none',
          webhookKey: null,
          maxRetries: 0,
          timeout: noTimeoutMs,
          logLevel: 'off',
          openTelemetry: false,
          defaultHeaders: headers,
          fetch: guardFetch(fetch, allowed(target, vendor.keyHeader, 'anthropic-version')),
        });
      });
    },
  };
};

const connection = (target: ModelTarget, key: string | undefined): string =>
  fingerprint(target.provider, target.baseUrl, target.apiVersion ?? '', JSON.stringify(target.headers), key ?? '');

/** A map that forgets the entry not used for longest. */
const boundedCache = <Value>(limit: number) => {
  const entries = new Map<string, Value>();
  return (name: string, make: () => Value): Value => {
    const value = entries.get(name) ?? make();
    entries.delete(name);
    entries.set(name, value);
    for (const oldest of entries.keys()) {
      if (entries.size <= limit) break;
      entries.delete(oldest);
    }
    return value;
  };
};
