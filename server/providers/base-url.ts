import { loopbackHosts, type Sentence, sentence } from '../protocol/index.ts';
import { ownValue, type VendorManifest } from './vendor.ts';

/** An address as the client library wants it, or why it cannot be used. */
export type BaseUrl =
  | {
      readonly ok: true;
      /** Scheme, host, port and path, without a slash at the end. */
      readonly baseUrl: string;
      readonly origin: string;
      readonly loopback: boolean;
      readonly apiVersion: string | undefined;
      /** The deployment that the path names, if any. */
      readonly deployment: string | undefined;
    }
  | { readonly ok: false; readonly reason: Sentence; readonly hint: Sentence };

export interface BaseUrlWish {
  readonly apiVersion: string | undefined;
  readonly deployment: string | undefined;
}

const refuse = (reason: Sentence, hint: Sentence): BaseUrl => ({ ok: false, reason, hint });

/** Names of the v1 API that people enter as an api-version; it is addressed by path, not by version. */
const currentApiVersions = new Set(['', 'v1', 'latest', 'preview']);

/** The port of a local model server that is written without scheme and port, as its own settings allow. */
const localPort = '11434';

const withScheme = (vendor: VendorManifest, text: string): string => {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text) || !vendor.local) return text;
  const [authority = '', ...path] = text.split('/');
  const host = authority.startsWith(':') ? `127.0.0.1${authority}` : authority;
  const port = /:\d+$/.test(host) ? '' : `:${localPort}`;
  return `http://${host}${port}${path.length > 0 ? `/${path.join('/')}` : ''}`;
};

/**
 * Whether a host is the vendor's own: that of an endpoint, one that it gives to a customer, or for a server of one's own this
 * machine or its usual port anywhere.
 */
export const isOwnHost = (
  { endpoints, hostSuffixes = [], local }: VendorManifest,
  { host, hostname, port }: URL,
): boolean =>
  Object.values(endpoints).some(({ baseUrl }) => new URL(baseUrl).host === host) ||
  hostSuffixes.some((suffix) => hostname.endsWith(suffix)) ||
  (local && (loopbackHosts.includes(hostname) || port === localPort));

/**
 * Turns what a person wrote into a base URL. An address without a path gets the vendor's own path, one with a path is used
 * as it stands. Only what the client adds itself is taken off (slashes at the end, a pasted `/chat/completions`), and at the
 * vendor's own host its known near misses are mended. For a vendor with deployments an api-version asks for the address of
 * the deployment, wherever the path says no more than the vendor's own.
 */
export const normaliseBaseUrl = (vendor: VendorManifest, written: string, wish: BaseUrlWish): BaseUrl => {
  const example = Object.values(vendor.endpoints)[0]?.baseUrl ?? 'https://example.com';
  const fullAddress = sentence('Write a full address such as {0}.', example);
  let url: URL;
  try {
    url = new URL(withScheme(vendor, written.trim()));
  } catch {
    return refuse(sentence('The address is not a valid URL.'), fullAddress);
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return refuse(sentence('The address must start with https:// or http://.'), fullAddress);
  }
  if (url.username !== '' || url.password !== '') {
    return refuse(
      sentence('The address contains a user name or a password.'),
      sentence('Take it out of the address and name the variable that holds the key in "apiKeyEnv".'),
    );
  }
  // An address to bind to is not one to connect to.
  if (url.hostname === '0.0.0.0' || url.hostname === '[::]') url.hostname = '127.0.0.1';

  const queryVersion = url.searchParams.get('api-version') ?? undefined;
  url.searchParams.delete('api-version');
  if (url.search !== '' || (queryVersion !== undefined && vendor.deployments === undefined)) {
    return refuse(
      sentence('The address contains a query ("?...").'),
      sentence('Remove everything from the question mark on.'),
    );
  }
  const version = wish.apiVersion ?? queryVersion ?? '';
  const apiVersion = currentApiVersions.has(version) ? undefined : version;

  const suffix = vendor.dialect === 'anthropic-messages' ? /(\/v1)?(\/messages)?\/*$/ : /(\/chat\/completions)?\/*$/;
  const writtenPath = url.pathname.replace(/\/+$/, '').replace(suffix, '');
  const meant = ownValue(vendor.pathAliases, writtenPath);
  let path = writtenPath === '' ? vendor.defaultPath : isOwnHost(vendor, url) ? (meant ?? writtenPath) : writtenPath;

  let deployment: string | undefined;
  if (vendor.deployments !== undefined) {
    const { pathPrefix } = vendor.deployments;
    if (path.startsWith(pathPrefix)) {
      deployment = decodePathPart(path.slice(pathPrefix.length).split('/')[0] ?? '');
      if (apiVersion === undefined) {
        return refuse(
          sentence('An address with a deployment in its path needs an api-version.'),
          sentence('Set "apiVersion" for this model, or use the address of the resource alone.'),
        );
      }
    } else if ((meant ?? path) === vendor.defaultPath && apiVersion !== undefined && wish.deployment !== undefined) {
      path = `${pathPrefix}${encodeURIComponent(wish.deployment)}`;
    }
  }
  return {
    ok: true,
    baseUrl: `${url.origin}${path}`,
    origin: url.origin,
    loopback: loopbackHosts.includes(url.hostname),
    apiVersion,
    deployment,
  };
};

const decodePathPart = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
};
