import type { Environment, ModelTarget, Resolution, Secrets } from '../ports/index.ts';
import type { ModelId, ModelSettings } from '../protocol/index.ts';
import { normaliseBaseUrl } from './base-url.ts';
import { keyMark, keyProblem } from './keys.ts';
import { limitsOf, type VendorManifest } from './vendor.ts';

export interface ResolveDependencies {
  readonly secrets: Secrets;
  readonly environment: Environment;
}

/** Headers that the client sets itself, or that would carry a key past the key store. */
const reservedHeaders =
  /^(authorization|proxy-authorization|api-key|x-api-key|x-goog-api-key|cookie|host|connection|content-length|content-type|transfer-encoding|upgrade|te|expect)$/i;

/** A header value that can be sent: visible Latin characters, spaces and tabs. */
const sendableHeader = /^[\t\x20-\x7e]*$/;

/**
 * Settings, environment and manifest in, target out. Reads the key only to see whether there is a usable one; the target
 * never holds it. What is missing comes back as a reason and a hint in plain words.
 */
export const resolveTarget = (
  vendor: VendorManifest,
  deps: ResolveDependencies,
  modelId: ModelId,
  settings: ModelSettings,
): Resolution => {
  const chosen = (vendor.deployments === undefined ? undefined : settings.deployment?.trim()) || settings.model?.trim();
  const wanted = chosen || vendor.defaultModel;
  const model = vendor.retiredModels[wanted] ?? wanted;
  const notConfigured = (reason: string, hint: string, name = model): Resolution => ({
    kind: 'notConfigured',
    reason,
    hint,
    model: name,
  });
  const setting = (name: string): string => `"${name}" of "${modelId}" in the setting videogenius.models`;

  const address = addressOf(vendor, deps.environment, settings);
  if (address.kind === 'unknownRegion') {
    return notConfigured(
      `${vendor.title} has no region "${address.region}".`,
      address.known.length > 1 ? `Use one of: ${address.known.join(', ')}.` : `Remove ${setting('region')}.`,
    );
  }
  if (address.kind === 'missing') {
    const variable = vendor.baseUrlVariable;
    return notConfigured(
      `No address is set for ${vendor.title}.`,
      `Set ${setting('baseUrl')}${variable === undefined ? '' : `, or the environment variable ${variable}`}.`,
    );
  }
  const base = normaliseBaseUrl(vendor, address.url, {
    apiVersion: settings.apiVersion?.trim(),
    deployment: model === '' ? undefined : model,
  });
  if (!base.ok) return notConfigured(base.reason, base.hint);

  const name = model === '' ? (base.deployment ?? '') : model;
  if (name === '') {
    return vendor.deployments === undefined
      ? notConfigured('No model name is set.', `Set ${setting('model')}.`)
      : notConfigured('No deployment is set.', `Set ${setting('deployment')} to the name of your deployment.`);
  }

  for (const [header, value] of Object.entries(settings.headers ?? {})) {
    if (reservedHeaders.test(header)) {
      return notConfigured(
        `The header "${header}" cannot be set by hand.`,
        `Remove it from ${setting('headers')}; store keys with "VideoGenius: Set API Key".`,
        name,
      );
    }
    if (!sendableHeader.test(value)) {
      return notConfigured(
        `The value of the header "${header}" contains characters that cannot be sent.`,
        `Correct ${setting('headers')}.`,
        name,
      );
    }
  }

  const variables = settings.apiKeyEnv === undefined ? vendor.keyVariables : [settings.apiKeyEnv];
  const query = { modelId, provider: vendor.id, origin: base.origin };
  let keyVariable = variables[0];
  let key: string | undefined;
  for (const variable of variables.length === 0 ? [undefined] : variables) {
    key = deps.secrets.read({ ...query, variable });
    if (key !== undefined) {
      keyVariable = variable;
      break;
    }
  }
  const keyHint =
    'Run "VideoGenius: Set API Key"' +
    (keyVariable === undefined ? '' : `, or set the environment variable ${keyVariable}`) +
    (vendor.keyPage === undefined ? '.' : `. You get a key at ${vendor.keyPage}.`);
  if (key === undefined) {
    if (vendor.keyRequired) return notConfigured(`No API key is set for ${vendor.title}.`, keyHint, name);
  } else {
    const problem = keyProblem(key);
    if (problem !== undefined) {
      return notConfigured(`The API key for ${vendor.title} ${problem}.`, `Copy the key again. ${keyHint}`, name);
    }
    if (base.baseUrl.startsWith('http:') && !base.loopback) {
      return notConfigured(
        'The address starts with http://, so the API key would travel unprotected.',
        `Use an address that starts with https:// in ${setting('baseUrl')}.`,
        name,
      );
    }
  }

  const limits = sizes(vendor, deps.environment, name);
  const target: ModelTarget = {
    modelId,
    provider: vendor.id,
    model: name,
    baseUrl: base.baseUrl,
    origin: base.origin,
    headers: { ...settings.headers },
    apiVersion: base.apiVersion,
    keyVariable,
    keyRequired: vendor.keyRequired,
    maxConcurrent: settings.maxConcurrent ?? vendor.maxConcurrent,
    quotaDomain: [
      vendor.id,
      base.origin,
      key === undefined ? 'no-key' : keyMark(key),
      ...(vendor.quotaScope === 'model' ? [name] : []),
    ].join('|'),
    local: vendor.local && base.baseUrl.startsWith('http:'),
    simulated: false,
    ...limits,
    prior: vendor.prior,
  };
  return { kind: 'ready', target };
};

type Address =
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'unknownRegion'; readonly region: string; readonly known: readonly string[] }
  | { readonly kind: 'missing' };

/** Settings first, then the region, then the vendor's own variable, then its first endpoint. */
const addressOf = (vendor: VendorManifest, environment: Environment, settings: ModelSettings): Address => {
  const written = settings.baseUrl?.trim();
  if (written) return { kind: 'url', url: written };
  const region = settings.region?.trim().toLowerCase();
  if (region) {
    const endpoint = Object.hasOwn(vendor.endpoints, region) ? vendor.endpoints[region] : undefined;
    return endpoint === undefined
      ? { kind: 'unknownRegion', region, known: Object.keys(vendor.endpoints) }
      : { kind: 'url', url: endpoint.baseUrl };
  }
  const variable = vendor.baseUrlVariable === undefined ? '' : environment.variable(vendor.baseUrlVariable)?.trim();
  if (variable) return { kind: 'url', url: variable };
  const first = Object.values(vendor.endpoints)[0];
  return first === undefined ? { kind: 'missing' } : { kind: 'url', url: first.baseUrl };
};

/** The manifest's sizes, or the size that the person gave the server itself. */
const sizes = (vendor: VendorManifest, environment: Environment, model: string) => {
  const { contextTokens, maxOutputTokens } = limitsOf(vendor, model);
  const given =
    vendor.contextVariable === undefined ? Number.NaN : Number(environment.variable(vendor.contextVariable));
  return Number.isInteger(given) && given >= 512
    ? { contextTokens: given, maxOutputTokens: given }
    : { contextTokens, maxOutputTokens };
};
