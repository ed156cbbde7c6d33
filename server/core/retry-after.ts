import { parseHttpDate, parseIsoMoment } from './moments.ts';

/**
 * How long a vendor asks to be left alone, in milliseconds, at most `maxMs`; undefined when it said nothing usable. Read in order
 * of precision: `retry-after-ms`, `retry-after` (seconds or HTTP date), the error's text (RetryInfo, "retry in 45.8s", "20 秒后重试"), then the
 * reset of an exhausted rate limit (`...ratelimit-reset-...`). Zero, negative and past values say nothing: some vendors send
 * them on every answer.
 *
 * @param headers response headers with lower-case names
 * @param message the vendor's error text, empty when there is none
 */
export function readRetryAfter(
  headers: Readonly<Record<string, string>>,
  message: string,
  nowMs: number,
  maxMs: number,
): number | undefined {
  const asked = fromPushbackHeaders(headers, nowMs) ?? fromText(message, nowMs) ?? fromResetHeaders(headers, nowMs);
  return asked === undefined ? undefined : Math.min(Math.ceil(asked), maxMs);
}

const numberPattern = /^[+-]?\d+(?:\.\d+)?$/;

function fromPushbackHeaders(headers: Readonly<Record<string, string>>, nowMs: number): number | undefined {
  const exact = headers['retry-after-ms']?.trim();
  if (exact !== undefined && numberPattern.test(exact)) {
    const milliseconds = positive(Number(exact));
    if (milliseconds !== undefined) return milliseconds;
  }
  const plain = headers['retry-after']?.trim();
  if (plain === undefined) return undefined;
  if (numberPattern.test(plain)) return positive(Number(plain) * 1000);
  const span = parseSpan(plain);
  if (span !== undefined) return positive(span);
  const moment = parseHttpDate(plain) ?? parseIsoMoment(plain);
  return moment === undefined ? undefined : positive(moment - nowMs);
}

/** A span with units, such as `45.8s`, `6m0s`, `1h`, `120ms` or `2 minutes`. */
const unitSource =
  '(?:ms|milliseconds?|d|days?|h|hours?|m|min|mins|minutes?|s|sec|secs|seconds?|毫秒|秒钟?|分钟?|(?:个)?小时|天)';
const spanSource = `(?:\\d+(?:\\.\\d+)?\\s*${unitSource}(?:,?\\s+and\\s+|,\\s*|\\s*))+`;
const textPatterns = [
  new RegExp(`"?retry_?delay"?\\s*[:=]\\s*"?(${spanSource})`, 'i'),
  new RegExp(
    `(?:retry|try again|available again|wait)[^.\\d]{0,24}?(?:in|after|for)?\\s*(${spanSource})(?![a-z])`,
    'i',
  ),
  new RegExp(`(${spanSource})(?:之?后|以后)[^。\\n]{0,8}?(?:重试|再试|重新|再次)`),
  new RegExp(`(?:等待|等候|重试间隔)[^。\\d]{0,8}(${spanSource})`),
];

/** A day on which an account may be used again ("You will regain access on 2026-12-01 at 00:00 UTC", Claude's spend limits). */
const dayPattern = /(?:access|again|resets?|renews?)\b[^.\n]{0,20}?(\d{4}-\d{2}-\d{2})(?:(?: at |[T ])(\d{2}:\d{2}))?/i;

function fromText(message: string, nowMs: number): number | undefined {
  for (const pattern of textPatterns) {
    const span = pattern.exec(message)?.[1];
    const milliseconds = span === undefined ? undefined : parseSpan(span);
    if (milliseconds !== undefined) return positive(milliseconds);
  }
  const [, day, time = '00:00'] = dayPattern.exec(message) ?? [];
  const moment = day === undefined ? undefined : parseIsoMoment(`${day}T${time}:00Z`);
  return moment === undefined ? undefined : positive(moment - nowMs);
}

/**
 * Resets stand in the headers of every answer, so one counts only when its own `remaining` is used up, or when no `remaining` is
 * sent at all. Of several exhausted limits the last to return decides; of several unknown ones the first.
 */
function fromResetHeaders(headers: Readonly<Record<string, string>>, nowMs: number): number | undefined {
  const exhausted: number[] = [];
  const unknown: number[] = [];
  for (const [name, value] of Object.entries(headers)) {
    if (!/ratelimit.*reset/.test(name)) continue;
    const span = readReset(value, nowMs);
    if (span === undefined) continue;
    const remaining = headers[name.replace('reset', 'remaining')];
    if (remaining === undefined || Number(remaining) < 0) unknown.push(span);
    else if (Number(remaining) === 0) exhausted.push(span);
  }
  if (exhausted.length > 0) return Math.max(...exhausted);
  return unknown.length > 0 ? Math.min(...unknown) : undefined;
}

/**
 * Milliseconds until a rate limit is whole again, as headers write it: a span with units (`6m0s`, `20ms`), an RFC 3339 moment, an HTTP
 * date, epoch seconds or milliseconds, or plain seconds. Undefined for what is past or makes no sense.
 */
export function readReset(text: string, nowMs: number): number | undefined {
  const value = text.trim();
  if (numberPattern.test(value)) {
    const amount = Number(value);
    if (amount >= 1e12) return positive(amount - nowMs);
    if (amount >= 1e9) return positive(amount * 1000 - nowMs);
    return positive(amount * 1000);
  }
  const span = parseSpan(value);
  if (span !== undefined) return positive(span);
  const moment = parseIsoMoment(value) ?? parseHttpDate(value);
  return moment === undefined ? undefined : positive(moment - nowMs);
}

const wholeSpan = new RegExp(`^${spanSource}$`, 'i');

function parseSpan(text: string): number | undefined {
  if (!wholeSpan.test(text.trim())) return undefined;
  let total = 0;
  for (const match of text.matchAll(/(\d+(?:\.\d+)?)\s*([a-z]+|\p{Script=Han}+)/giu)) {
    total += Number(match[1]) * millisecondsPerUnit(String(match[2]).toLowerCase());
  }
  return total;
}

function millisecondsPerUnit(unit: string): number {
  if (unit === 'ms' || unit.startsWith('milli') || unit === '毫秒') return 1;
  if (unit.startsWith('d') || unit === '天') return 86_400_000;
  if (unit.startsWith('h') || unit.endsWith('小时')) return 3_600_000;
  return unit.startsWith('m') || unit.startsWith('分') ? 60_000 : 1000;
}

function positive(milliseconds: number): number | undefined {
  return Number.isFinite(milliseconds) && milliseconds > 0 ? milliseconds : undefined;
}
