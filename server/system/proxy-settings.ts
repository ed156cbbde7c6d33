import type { NetworkSettings } from '../protocol/index.ts';

/** Environment variables by name. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** The editor's setting that names a proxy. */
const proxySetting = 'http.proxy';

/** Proxies that can be used. SOCKS is not among them: undici's support of it is experimental and says so on every start. */
const proxySchemes = ['http', 'https'] as const;

/** The longest value of a setting that is repeated to a person, in characters. */
const longestShownValue = 200;

/**
 * A setting or an environment variable holds something that cannot be used as a proxy. The message is plain and names no
 * credentials.
 */
export class ProxySettingError extends Error {
  override readonly name = 'ProxySettingError';
  /** `http.proxy`, or the variable in the spelling in which it is set, such as `https_proxy`. */
  readonly variable: string;
  /** Its value without user name and password, without control characters, at most 200 characters. */
  readonly value: string;
  /** `scheme`: a proxy of a kind that is not supported. `address`: no address at all. */
  readonly problem: 'scheme' | 'address';
  /** Schemes that can be used, such as `http`. */
  readonly allowedSchemes: readonly string[] = proxySchemes;

  constructor(variable: string, written: string, problem: ProxySettingError['problem']) {
    const value = withoutCredentials(written);
    const schemes = proxySchemes.map((scheme) => `${scheme}://`).join(' or ');
    super(
      problem === 'scheme'
        ? `${variable} names a proxy of a kind that is not supported ("${value}"). Use one that starts with ${schemes}.`
        : `${variable} is not the address of a proxy ("${value}"). Write one such as http://proxy:8080.`,
    );
    this.variable = variable;
    this.value = value;
    this.problem = problem;
  }
}

/** A proxy that can be used. */
export interface ProxyServer {
  readonly url: string;
  /** The value of Proxy-Authorization; undefined for a proxy that asks for nothing. */
  readonly authorization: string | undefined;
}

/** The way to servers: the proxy for each scheme, and the hosts that are reached without one. */
export interface Proxies {
  readonly http: ProxyServer | undefined;
  readonly https: ProxyServer | undefined;
  /** Hosts, with or without a port; a leading `*.` or dot changes nothing, because subdomains always count. */
  readonly exceptions: readonly string[];
}

/**
 * The proxies that settings and environment ask for. A setting wins over the variables, for the proxy as well as for the
 * exceptions. A proxy that is set only for http serves https too; the exception `*` switches all off. Throws a
 * ProxySettingError when one that is needed cannot be used.
 */
export function proxiesFor(environment: Variables, network: Partial<NetworkSettings> = {}): Proxies {
  const none: Proxies = { http: undefined, https: undefined, exceptions: [] };
  if (network.useProxy === false) return none;
  const own = (network.noProxy ?? []).flatMap(listed);
  const exceptions = own.length > 0 ? own : listed(read(environment, 'NO_PROXY')?.value ?? '');
  if (exceptions.includes('*')) return none;
  const setting = network.proxy?.trim() ?? '';
  if (setting !== '') {
    const proxy = proxyFrom({ variable: proxySetting, value: setting });
    return { http: proxy, https: proxy, exceptions };
  }
  const named = (name: string): ProxyServer | undefined => {
    const found = read(environment, name) ?? read(environment, 'ALL_PROXY');
    return found === undefined ? undefined : proxyFrom(found);
  };
  const http = named('HTTP_PROXY');
  return { http, https: named('HTTPS_PROXY') ?? http, exceptions };
}

const listed = (text: string): readonly string[] => text.split(/[,\s]+/).filter((each) => each !== '');

interface Setting {
  readonly variable: string;
  readonly value: string;
}

function proxyFrom({ variable, value }: Setting): ProxyServer {
  // curl and others accept a proxy without a scheme.
  const [, scheme] = /^([a-z][a-z0-9+.-]*):\/\//i.exec(value) ?? [];
  if (scheme !== undefined && !proxySchemes.some((known) => known === scheme.toLowerCase())) {
    throw new ProxySettingError(variable, value, 'scheme');
  }
  const url = URL.parse(scheme === undefined ? `http://${value}` : value);
  const authorization = url === null ? undefined : authorizationOf(url);
  if (url === null || authorization === undefined) throw new ProxySettingError(variable, value, 'address');
  url.username = '';
  url.password = '';
  return { url: url.href, authorization: authorization === '' ? undefined : authorization };
}

/** Empty without credentials; undefined when a bare percent sign keeps them from being read. */
function authorizationOf({ username, password }: URL): string | undefined {
  if (username === '' && password === '') return '';
  try {
    const plain = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    return `Basic ${Buffer.from(plain).toString('base64')}`;
  } catch {
    return undefined;
  }
}

const withoutCredentials = (value: string): string =>
  value
    .replace(/^([a-z][a-z0-9+.-]*:\/\/)?.*@/is, '$1')
    .replace(/\p{Cc}/gu, ' ')
    .slice(0, longestShownValue);

function read(environment: Variables, name: string): Setting | undefined {
  const lower = name.toLowerCase();
  const variable = environment[lower] === undefined ? name : lower;
  const value = environment[variable]?.trim() ?? '';
  return value === '' ? undefined : { variable, value };
}
