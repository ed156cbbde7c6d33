import type { Clock, Environment, Provider, Secrets } from '../ports/index.ts';
import { createVendorProvider } from './vendor-provider.ts';
import { vendors } from './vendors/index.ts';
import { createClients } from './wire/clients.ts';

export interface ProviderDependencies {
  readonly fetch: typeof globalThis.fetch;
  readonly secrets: Secrets;
  readonly environment: Environment;
  readonly clock: Clock;
  /** How requests name this program, such as `videogenius/1.2.3`. */
  readonly userAgent?: string;
}

/** The nine vendors and any other OpenAI-compatible server, over the network. They share one set of connections. */
export const createProviders = (deps: ProviderDependencies): readonly Provider[] => {
  const clients = createClients(deps.fetch, deps.userAgent ?? 'videogenius');
  return vendors.map((vendor) => createVendorProvider(vendor, { ...deps, clients }));
};

export { vendors } from './vendors/index.ts';
