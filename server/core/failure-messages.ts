import { type FailureClass, type Sentence, sentence } from '../protocol/index.ts';

/**
 * What a writer is told, one fixed clause per class, without the full stop, which may follow a status: vendors' texts may hold
 * pieces of a prompt or a key and are never shown.
 */
const failureClauses: Readonly<Record<FailureClass, Sentence>> = {
  auth: sentence('The key was refused'),
  billing: sentence('The account has no money left for this model'),
  dailyQuota: sentence('The quota of the day is used up'),
  rateLimit: sentence('The model is taking no more requests for the moment'),
  overload: sentence('The service is overloaded or has a fault'),
  network: sentence('The service could not be reached'),
  timeout: sentence('The model did not answer in time'),
  stall: sentence('The model stopped in the middle of its answer'),
  truncated: sentence('The answer broke off before its end'),
  empty: sentence('The model sent an empty answer'),
  geo: sentence('The service does not serve your region'),
  modelMissing: sentence('This model does not exist, or your key may not use it'),
  callerFault: sentence('The model did not accept the request'),
  contentFilter: sentence("The model's content filter stopped the answer"),
  tooLong: sentence('The text is too long for this model'),
  cancelled: sentence('The request was cancelled'),
};

/** A 200 that holds a web page or an endless line instead of an answer. */
export const foreignAnswerSentence = sentence(
  'Something that is not an answer came back, such as a web page. Is the base URL right?',
);

/** An answer, or one line of it, that was given up because it did not end. */
export const overlongSentence = sentence('The answer was longer than any script and was cut off.');

/** A 404 that names no model. */
export const wrongAddressSentence = sentence(
  'Nothing answers at this address, or the model does not exist (HTTP 404). Many servers want /v1 at the end of the base URL.',
);

/** Plain words for connection failures, by the system's code. */
const networkClauses: Readonly<Record<string, Sentence>> = {
  ECONNREFUSED: sentence('The connection was refused'),
  ECONNRESET: sentence('The connection was cut'),
  EPIPE: sentence('The connection was cut'),
  UND_ERR_SOCKET: sentence('The connection was cut'),
  ENOTFOUND: sentence("The service's address was not found"),
  EAI_AGAIN: sentence("The service's address could not be looked up"),
  ETIMEDOUT: sentence('The connection could not be made in time'),
  UND_ERR_CONNECT_TIMEOUT: sentence('The connection could not be made in time'),
  ENETUNREACH: sentence('There is no network connection to the service'),
  EHOSTUNREACH: sentence('There is no network connection to the service'),
  ENETDOWN: sentence('There is no network connection'),
};

/** The proxy asks who is there, as an error of the network layer or as an answer of its own (HTTP 407). */
export const proxyPasswordSentence = sentence(
  'Your proxy wants a user name and a password, or others than it got. Correct them in your proxy settings.',
);

/** A proxy that does not open the way, by the code of the network layer: here the person has something to do. */
const proxySentences: Readonly<Record<string, Sentence>> = {
  PROXY_AUTHENTICATION_REQUIRED: proxyPasswordSentence,
  PROXY_REFUSED: sentence(
    'Your proxy refused the connection to the service. Have this address allowed there, or except it from the proxy (NO_PROXY).',
  ),
};

const certificateCode = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|SSL|TLS/;

/** What kept the connection from standing, as far as the system's code tells. */
export function networkSentence(code: string | undefined): Sentence {
  if (code === undefined) return failureSentence('network');
  const proxy = proxySentences[code];
  if (proxy !== undefined) return proxy;
  if (certificateCode.test(code))
    return sentence('{0}.', sentence('The secure connection to the service could not be made'));
  return sentence('{0}.', networkClauses[code] ?? failureClauses.network);
}

/** The sentence of a class. */
export function failureSentence(failureClass: FailureClass): Sentence {
  return sentence('{0}.', failureClauses[failureClass]);
}

/** The sentence of a class with the HTTP status, when there was one that says something. */
export function httpSentence(failureClass: FailureClass, status: number | undefined, parameter?: string): Sentence {
  const clause =
    parameter === undefined
      ? failureClauses[failureClass]
      : sentence('The model does not accept the setting {0}', parameter);
  return status === undefined ? sentence('{0}.', clause) : sentence('{0} (HTTP {1}).', clause, status);
}
