import type { Environment, MissingCause, ModelTarget, Resolution, Secrets } from '../ports/index.ts';
import { type ModelId, type ModelSettings, type Sentence, sentence, translatable } from '../protocol/index.ts';
import { isOwnHost, normaliseBaseUrl } from './base-url.ts';
import { keyMark, keyProblem } from './keys.ts';
import { limitsOf, ownValue, type VendorManifest } from './vendor.ts';

export interface ResolveDependencies {
  readonly secrets: Secrets;
  readonly environment: Environment;
}

/** Headers that the client sets itself, or that would carry a key past the key store. */
const reservedHeaders =
  /^(host|connection|content-length|content-type|transfer-encoding|upgrade|te|expect)$|^(proxy-)?authorization$|api[-_]?key|^x-.*-key$|subscription-key|(auth|access)[-_]?token|credential|secret|password|cookie/i;

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
  const model = ownValue(vendor.retiredModels, wanted) ?? wanted;
  let origin: string | undefined;
  const notConfigured = (cause: MissingCause, reason: Sentence, hint: Sentence, name = model): Resolution => ({
    kind: 'notConfigured',
    cause,
    reason,
    hint,
    model: name,
    origin,
  });
  const title = translatable(vendor.title);
  const setting = (name: string): Sentence =>
    sentence('"{0}" of "{1}" in the setting videogenius.models', name, modelId);

  const address = addressOf(vendor, deps.environment, settings);
  // Without an entry of its own nobody meant this model to be complete.
  const entry = isWritten(settings) ? 'settings' : 'environment';
  if (address.kind === 'unknownRegion') {
    return notConfigured(
      'settings',
      sentence('{0} has no region "{1}".', title, address.region),
      address.known.length > 1
        ? sentence('Use one of: {0}.', address.known.join(', '))
        : sentence('Remove {0}.', setting('region')),
    );
  }
  if (address.kind === 'missing') {
    const variable = vendor.baseUrlVariable;
    return notConfigured(
      entry,
      sentence('No address is set for {0}.', title),
      variable === undefined
        ? sentence('Set {0}.', setting('baseUrl'))
        : sentence('Set {0}, or the environment variable {1}.', setting('baseUrl'), variable),
    );
  }
  const base = normaliseBaseUrl(vendor, address.url, {
    apiVersion: settings.apiVersion?.trim(),
    deployment: model === '' ? undefined : model,
  });
  if (!base.ok) return notConfigured(address.from, base.reason, base.hint);
  origin = base.origin;

  const name = model === '' ? (base.deployment ?? '') : model;
  if (name === '') {
    return vendor.deployments === undefined
      ? notConfigured(entry, sentence('No model name is set.'), sentence('Set {0}.', setting('model')))
      : notConfigured(
          entry,
          sentence('No deployment is set.'),
          sentence('Set {0} to the name of your deployment.', setting('deployment')),
        );
  }

  for (const [header, value] of Object.entries(settings.headers ?? {})) {
    if (reservedHeaders.test(header)) {
      return notConfigured(
        'settings',
        sentence('The header "{0}" cannot be set by hand.', header),
        sentence('Remove it from {0}; name the variable that holds the key in "apiKeyEnv".', setting('headers')),
        name,
      );
    }
    if (!sendableHeader.test(value)) {
      return notConfigured(
        'settings',
        sentence('The value of the header "{0}" contains characters that cannot be sent.', header),
        sentence('Correct {0}.', setting('headers')),
        name,
      );
    }
  }

  if (Object.keys(settings.headers ?? {}).length > 0 && base.baseUrl.startsWith('http:') && !base.loopback) {
    return notConfigured(
      'settings',
      sentence('The address starts with http://, so the headers of your own would travel unprotected.'),
      sentence('Use an address that starts with https:// in {0}.', setting('baseUrl')),
      name,
    );
  }

  const variables = settings.apiKeyEnv === undefined ? vendor.keyVariables : [settings.apiKeyEnv];
  const answer = deps.secrets.read({
    provider: vendor.id,
    origin: base.origin,
    variables: [...variables],
    stored: settings.apiKeyEnv === undefined,
  });
  const key = answer.kind === 'found' ? answer.key : undefined;
  const keyVariable = answer.kind === 'found' ? (answer.variable ?? variables[0]) : variables[0];
  const keyRequired = vendor.keyRequired || settings.apiKeyEnv !== undefined;
  const keyHint = whereToPutKey(keyVariable, vendor.keyPage, setting('apiKeyEnv'));
  if (key === undefined) {
    if (settings.apiKeyEnv !== undefined) {
      const reason = sentence('The variable {0} is not set.', settings.apiKeyEnv);
      const hint = vendor.keyRequired
        ? keyHint
        : sentence('Set {0}, or remove {1}.', settings.apiKeyEnv, setting('apiKeyEnv'));
      return notConfigured('key', reason, hint, name);
    }
    if (answer.kind === 'none' && answer.otherOrigin !== undefined) {
      return notConfigured(
        'key',
        sentence('The stored API key of {0} belongs to {1}, not to {2}.', title, answer.otherOrigin, base.origin),
        sentence('Set the key again to use it for this address.'),
        name,
      );
    }
    if (keyRequired) return notConfigured('key', sentence('No API key is set for {0}.', title), keyHint, name);
  } else {
    const problem = keyProblem(key);
    if (problem !== undefined) {
      return notConfigured(
        'key',
        sentence('The API key for {0} {1}.', title, problem),
        sentence('{0} {1}', sentence('Copy the key again.'), keyHint),
        name,
      );
    }
    if (base.baseUrl.startsWith('http:') && !base.loopback) {
      return notConfigured(
        address.from,
        sentence('The address starts with http://, so the API key would travel unprotected.'),
        sentence('Use an address that starts with https:// in {0}.', setting('baseUrl')),
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
    keyRequired,
    keySource: answer.kind === 'found' ? answer.source : keyRequired ? 'missing' : 'notNeeded',
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
    continuation: continuesNatively(vendor, name, base.baseUrl) ? 'prefix' : 'anchor',
    prior: vendor.prior,
  };
  return { kind: 'ready', target };
};

const continuesNatively = (vendor: VendorManifest, model: string, baseUrl: string): boolean =>
  vendor.continuation?.models.test(model) === true && isOwnHost(vendor, new URL(baseUrl));

const whereToPutKey = (variable: string | undefined, keyPage: string | undefined, ownVariable: Sentence): Sentence => {
  const how =
    variable === undefined ? sentence('Name a variable in {0}.', ownVariable) : sentence('Set {0}.', variable);
  return keyPage === undefined ? how : sentence('{0} {1}', how, sentence('You get a key at {0}.', keyPage));
};

/** Whether a person wrote anything about this model, apart from switching it on or off. */
const isWritten = (settings: ModelSettings): boolean =>
  Object.entries(settings).some(([name, value]) => name !== 'enabled' && value !== undefined);

type Address =
  | { readonly kind: 'url'; readonly url: string; readonly from: 'settings' | 'environment' }
  | { readonly kind: 'unknownRegion'; readonly region: string; readonly known: readonly string[] }
  | { readonly kind: 'missing' };

/** Settings first, then the region, then the vendor's own variable, then its first endpoint. */
const addressOf = (vendor: VendorManifest, environment: Environment, settings: ModelSettings): Address => {
  const written = settings.baseUrl?.trim();
  if (written) return { kind: 'url', url: written, from: 'settings' };
  const region = settings.region?.trim().toLowerCase();
  if (region) {
    const endpoint = ownValue(vendor.endpoints, region);
    return endpoint === undefined
      ? { kind: 'unknownRegion', region, known: Object.keys(vendor.endpoints) }
      : { kind: 'url', url: endpoint.baseUrl, from: 'settings' };
  }
  const variable = vendor.baseUrlVariable === undefined ? '' : environment.variable(vendor.baseUrlVariable)?.trim();
  if (variable) return { kind: 'url', url: variable, from: 'environment' };
  const first = Object.values(vendor.endpoints)[0];
  return first === undefined ? { kind: 'missing' } : { kind: 'url', url: first.baseUrl, from: 'environment' };
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
