import { type FailureClass, type Sentence, sentence } from '../protocol/index.ts';
import { type ErrorRule, type Failure, type FailureSignal, notAnAnswer } from './failure.ts';
import {
  failureSentence,
  foreignAnswerSentence,
  httpSentence,
  networkSentence,
  overlongSentence,
  proxyPasswordSentence,
  wrongAddressSentence,
} from './failure-messages.ts';
import {
  ambiguousQuota,
  authWording,
  busyWording,
  callerFaultWording,
  contentFilterWording,
  dailyQuotaWording,
  geoWording,
  modelMissingWording,
  moneyWording,
  rateLimitWording,
  speaksOfRate,
  tooLongWording,
  type Wording,
} from './failure-wordings.ts';
import { rejectedParameter } from './rejected-parameter.ts';
import { readRetryAfter } from './retry-after.ts';

export interface ClassifyContext {
  readonly nowMs: number;
  /** Longest pause a vendor can ask for. */
  readonly maxRetryAfterMs: number;
}

/**
 * Judges what a dialect saw: the vendor's own rules first, then the common ones, by the body before the status. Success is never
 * decided here and never by a substring of an answer: only a failure that a dialect has reported is looked at.
 */
export function classify(signal: FailureSignal, rules: readonly ErrorRule[], context: ClassifyContext): Failure {
  switch (signal.kind) {
    case 'cancelled':
      return plain('cancelled');
    case 'clock':
      return signal.clock === 'stall' ? plain('stall') : { class: 'timeout', message: clockSentences[signal.clock] };
    case 'network':
      return { class: 'network', message: networkSentence(signal.code) };
    case 'truncated':
      return plain('truncated');
    case 'empty':
      return plain(filteredFinish.test(signal.finish) ? 'contentFilter' : 'empty');
    case 'filtered':
      return plain('contentFilter');
    case 'inBand':
      // Not the vendor's words at all: a page of a proxy or a wrong address.
      if (signal.type === notAnAnswer) {
        return { class: 'network', message: signal.code === overlong ? overlongSentence : foreignAnswerSentence };
      }
      return judgeAnswer(signal, rules, context);
    case 'http':
      return judgeAnswer(signal, rules, context);
  }
}

/** The code with which a dialect reports an answer that it stopped reading. */
const overlong = 'overlong';

const clockSentences = {
  connect: sentence('{0}.', sentence('The connection could not be made in time')),
  firstContent: sentence('{0}.', sentence('The model did not begin to answer in time')),
  deadline: sentence('{0}.', sentence('The time for this request ran out')),
} as const;

/** Reasons with which vendors end an answer that their filter has emptied. */
const filteredFinish = /content[_ ]?filter|safety|refusal|recitation|blocklist|prohibited|spii|sensitive|inspection/i;

function plain(failureClass: FailureClass): Failure {
  return { class: failureClass, message: failureSentence(failureClass) };
}

type Answer = Extract<FailureSignal, { kind: 'http' | 'inBand' }>;

function judgeAnswer(signal: Answer, rules: readonly ErrorRule[], context: ClassifyContext): Failure {
  const status = effectiveStatus(signal);
  const text = [signal.code, signal.type, signal.message].filter((part) => part !== undefined).join(' ');
  const rule = rules.find((row) => ruleApplies(row, signal, status, text));
  const judged = rule?.class ?? byWordingAndStatus(text, status, signal);
  const budget = judged === 'tooLong' ? answerBudget.exec(text) : null;
  const failureClass = budget === null ? judged : 'callerFault';
  const named = signal.kind === 'http' ? signal.parameter : undefined;
  const parameter =
    budget !== null
      ? (budget[1] ?? 'max_tokens')
      : failureClass === 'callerFault'
        ? rejectedParameter(named, signal.message)
        : undefined;
  const isAddress = signal.kind === 'http' && status === 404 && rule?.pattern === undefined && !aboutModel.test(text);
  const retryAfterMs = pushback(failureClass, signal, context);
  return {
    class: failureClass,
    message: answerSentence(failureClass, status, parameter, isAddress),
    ...(status === undefined ? {} : { status }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(parameter === undefined ? {} : { parameter }),
  };
}

function answerSentence(
  failureClass: FailureClass,
  status: number | undefined,
  parameter: string | undefined,
  isAddress: boolean,
): Sentence {
  if (failureClass === 'modelMissing' && isAddress) return wrongAddressSentence;
  if (failureClass === 'network' && status === 407) return proxyPasswordSentence;
  return httpSentence(failureClass, status, parameter);
}

/**
 * A text that fits, but not together with the room that was asked for the answer: leaving that request out mends it. Small servers
 * of one's own say so ("... 352 in the messages, 8548 in the completion").
 */
const answerBudget = /\bin the completion\b|\b(max_(?:completion_)?tokens)\b[^.]{0,60}\bis too large/i;

/** A 404 that speaks of no model may as well come from a path that does not exist. */
const aboutModel = /model|deployment|模型/i;

/** The status of the answer, or the one that stands inside a 200. */
function effectiveStatus(signal: Answer): number | undefined {
  if (signal.kind === 'http') return signal.status;
  if (signal.status !== undefined && signal.status >= 300) return signal.status;
  return [signal.code, signal.type].map(Number).find((code) => Number.isInteger(code) && code >= 400 && code < 600);
}

function ruleApplies(rule: ErrorRule, signal: Answer, status: number | undefined, text: string): boolean {
  if (rule.status !== undefined) {
    const statuses = typeof rule.status === 'number' ? [rule.status] : rule.status;
    if (status === undefined || !statuses.includes(status)) return false;
  }
  // `search` starts at the beginning even for a pattern with the global flag.
  if (rule.pattern !== undefined && text.search(rule.pattern) < 0) return false;
  return rule.withoutHeader === undefined || signal.headers[rule.withoutHeader.toLowerCase()] === undefined;
}

const overloadStatuses = new Set([500, 502, 503, 504, 529]);

/**
 * The common order: money, daily quota, rate limit, overload, region, model, key, content, length, caller's fault. A status that says
 * it all (402, 429, 5xx) stands beside the wording of its class.
 */
function byWordingAndStatus(text: string, status: number | undefined, signal: Answer): FailureClass {
  const says = (wording: Wording) =>
    !(status !== undefined && wording.exceptStatus?.includes(status)) &&
    wording.patterns.some((pattern) => pattern.test(text));
  if (status === 402 || says(moneyWording)) return 'billing';
  if (says(dailyQuotaWording)) return 'dailyQuota';
  if (ambiguousQuota.test(text) && !speaksOfRate.test(text)) return 'billing';
  if (says(busyWording)) return 'overload';
  if (status === 429 || says(rateLimitWording)) return 'rateLimit';
  if (status !== undefined && (overloadStatuses.has(status) || status >= 500)) return 'overload';
  if (status === 451 || says(geoWording)) return 'geo';
  if (status === 408) return 'timeout';
  if (status === 407 || (status !== undefined && status < 400) || isForeignPage(signal, status)) return 'network';
  if (says(modelMissingWording)) return 'modelMissing';
  if (status === 401 || says(authWording)) return 'auth';
  if (says(contentFilterWording)) return 'contentFilter';
  if (says(tooLongWording)) return 'tooLong';
  if (status === 403) return 'auth';
  if (status === 404 || status === 405 || status === 410) return 'modelMissing';
  if (status !== undefined || says(callerFaultWording)) return 'callerFault';
  return 'overload';
}

/** A refusal as a page of HTML comes from a proxy or a firewall on the way, not from the vendor's API. */
function isForeignPage(signal: Answer, status: number | undefined): boolean {
  return status === 403 && /^\s*<(?:!doctype|html)/i.test(signal.message);
}

/**
 * The shortest pause that a quota of the day can mean. A shorter one belongs to another limit: Gemini sends the pause of its
 * quota per minute along.
 */
const shortestDailyPauseMs = 600_000;

/**
 * The longest pause that a rate limit or an overload can mean; what asks for more is taken for a mistake (1,806,000 ms were seen), and
 * asking once more after it costs one quick refusal. Source of the value: aisix.
 */
const longestPauseMs = 600_000;

/** Limits are read from every place; other failures only from the headers that always mean "come back later". */
function pushback(failureClass: FailureClass, signal: Answer, context: ClassifyContext): number | undefined {
  const { nowMs, maxRetryAfterMs } = context;
  switch (failureClass) {
    case 'dailyQuota': {
      const asked = readRetryAfter(signal.headers, signal.message, nowMs, Number.POSITIVE_INFINITY);
      return asked === undefined || asked < shortestDailyPauseMs ? undefined : Math.min(asked, maxRetryAfterMs);
    }
    case 'billing':
      return readRetryAfter(signal.headers, signal.message, nowMs, maxRetryAfterMs);
    case 'rateLimit':
      return readRetryAfter(signal.headers, signal.message, nowMs, Math.min(longestPauseMs, maxRetryAfterMs));
    case 'overload': {
      const headers: Record<string, string> = {};
      for (const name of ['retry-after', 'retry-after-ms']) {
        const value = signal.headers[name];
        if (value !== undefined) headers[name] = value;
      }
      return readRetryAfter(headers, signal.message, nowMs, Math.min(longestPauseMs, maxRetryAfterMs));
    }
    default:
      return undefined;
  }
}
