import type { FailureClass } from '../protocol/index.ts';

/** What a writer is told, one fixed sentence per class: vendors' texts may hold pieces of a prompt or a key and are never shown. */
export const failureSentences: Readonly<Record<FailureClass, string>> = {
  auth: 'The key was refused.',
  billing: 'The account has no money left for this model.',
  dailyQuota: 'The quota of the day is used up.',
  rateLimit: 'The model is taking no more requests for the moment.',
  overload: 'The service is overloaded or has a fault.',
  network: 'The service could not be reached.',
  timeout: 'The model did not answer in time.',
  stall: 'The model stopped in the middle of its answer.',
  truncated: 'The answer broke off before its end.',
  empty: 'The model sent an empty answer.',
  geo: 'The service does not serve your region.',
  modelMissing: 'This model does not exist, or your key may not use it.',
  callerFault: 'The model did not accept the request.',
  contentFilter: "The model's content filter stopped the answer.",
  tooLong: 'The text is too long for this model.',
  cancelled: 'The request was cancelled.',
};

/** A 200 that holds a web page or an endless line instead of an answer. */
export const foreignAnswerSentence =
  'Something that is not an answer came back, such as a web page. Is the base URL right?';

/** Plain words for connection failures, by the system's code. */
const networkSentences: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'The connection was refused.',
  ECONNRESET: 'The connection was cut.',
  EPIPE: 'The connection was cut.',
  UND_ERR_SOCKET: 'The connection was cut.',
  ENOTFOUND: "The service's address was not found.",
  EAI_AGAIN: "The service's address could not be looked up.",
  ETIMEDOUT: 'The connection could not be made in time.',
  UND_ERR_CONNECT_TIMEOUT: 'The connection could not be made in time.',
  ENETUNREACH: 'There is no network connection to the service.',
  EHOSTUNREACH: 'There is no network connection to the service.',
  ENETDOWN: 'There is no network connection.',
};

const certificateCode = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|SSL|TLS/;

export function networkSentence(code: string | undefined): string {
  if (code === undefined) return failureSentences.network;
  if (certificateCode.test(code)) return 'The secure connection to the service could not be made.';
  return networkSentences[code] ?? failureSentences.network;
}

/** The sentence of a class with the HTTP status, when there was one that says something. */
export function httpSentence(failureClass: FailureClass, status: number | undefined, parameter?: string): string {
  const sentence =
    parameter === undefined ? failureSentences[failureClass] : `The model does not accept the setting ${parameter}.`;
  return status === undefined ? sentence : `${sentence.slice(0, -1)} (HTTP ${status}).`;
}
