import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** Why a request is turned away, with the HTTP status that says so. Undefined: it may pass. */
export interface Refusal {
  readonly status: 400 | 401 | 403 | 421;
  readonly message: string;
}

/** The door of the status page. All of it is about one server: cookies of two servers on one machine do not meet. */
export interface Gate {
  readonly cookieName: string;
  /** The Set-Cookie header that lets a browser in from then on. */
  readonly setCookie: string;
  /**
   * Turns away whoever reached us under another name (DNS rebinding) and pages of other origins that use the browser of
   * the person as a way in.
   */
  refuseForeign(headers: IncomingHttpHeaders): Refusal | undefined;
  /** Is this the token? Takes the same time for every wrong one. */
  isToken(candidate: string): boolean;
  /** Does the request carry the token, as cookie or as `Authorization: Bearer`? */
  isKnown(headers: IncomingHttpHeaders): boolean;
}

/** Browsers leave out the port of an address when it is the usual one of the scheme. */
const usualPort = 80;

/** `port` is the one the server really listens on. */
export function createGate(token: string, port: number): Gate {
  const names = ['127.0.0.1', 'localhost'];
  const hosts = new Set([...names.map((name) => `${name}:${port}`), ...(port === usualPort ? names : [])]);
  const expected = digest(token);
  const cookieName = `videogenius_${port}`;
  const isToken = (candidate: string): boolean => timingSafeEqual(digest(candidate), expected);
  return {
    cookieName,
    setCookie: `${cookieName}=${token}; HttpOnly; SameSite=Strict; Path=/`,
    isToken,
    refuseForeign(headers) {
      if (!hosts.has((headers.host ?? '').toLowerCase())) {
        return { status: 421, message: 'This server answers only to 127.0.0.1 and localhost.' };
      }
      const { origin } = headers;
      if (origin !== undefined && !hosts.has(origin.toLowerCase().replace(/^http:\/\//, ''))) {
        return { status: 403, message: 'Pages of other origins may not use this server.' };
      }
      return undefined;
    },
    isKnown(headers) {
      const bearer = /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1];
      const candidate = bearer ?? readCookie(headers.cookie ?? '', cookieName);
      return candidate !== undefined && isToken(candidate);
    },
  };
}

function readCookie(header: string, name: string): string | undefined {
  for (const pair of header.split(';')) {
    const [key, ...value] = pair.trim().split('=');
    if (key === name) return value.join('=');
  }
  return undefined;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
