import type { Provider } from '../ports/index.ts';
import { type Config, loopbackHosts, type ModelId } from '../protocol/index.ts';
import type { VendorManifest } from './vendor.ts';
import { vendors } from './vendors/index.ts';

/** The usual key of a vendor goes to a server that is neither that vendor's nor on this machine. */
export interface KeyDestination {
  readonly modelId: ModelId;
  /** Name and, if it is not the usual one, port of the server. */
  readonly host: string;
}

export interface KeyDestinationInput {
  readonly models: Config['models'];
  readonly providers: readonly Provider[];
  /** Whether an environment variable holds a key. */
  readonly isSet: (variable: string) => boolean;
}

/**
 * Settings may come from somebody else, and a base URL in them decides where a key is sent. Finds the models whose settings
 * take the key of a vendor away from it. A variable that no vendor uses is the person's own choice for that server.
 */
export function divertedKeys({ models, providers, isSet }: KeyDestinationInput): KeyDestination[] {
  return Object.entries(models).flatMap(([modelId, settings]) => {
    if (!settings.enabled || (settings.baseUrl === undefined && settings.apiKeyEnv === undefined)) return [];
    const served = settings.provider ?? modelId;
    const resolution = providers.find(({ manifest }) => manifest.id === served)?.resolve(modelId, settings);
    if (resolution?.kind !== 'ready') return [];
    const { keyVariable, origin } = resolution.target;
    const url = URL.parse(origin);
    if (url === null || keyVariable === undefined || !isSet(keyVariable)) return [];
    const owners = vendors.filter(({ keyVariables }) => keyVariables.includes(keyVariable));
    const atHome = loopbackHosts.includes(url.hostname) || owners.some((vendor) => isOwnHost(vendor, url));
    return owners.length === 0 || atHome ? [] : [{ modelId, host: url.host }];
  });
}

function isOwnHost({ endpoints, hostSuffixes = [] }: VendorManifest, { host, hostname }: URL): boolean {
  const hosts = Object.values(endpoints).map(({ baseUrl }) => new URL(baseUrl).host);
  return hosts.includes(host) || hostSuffixes.some((suffix) => hostname.endsWith(suffix));
}
