import { isRecord } from '../../protocol/index.ts';

/** What an error body says, whatever its shape. */
export interface ErrorFacts {
  readonly message: string;
  readonly code?: string;
  readonly type?: string;
  readonly parameter?: string;
  /** A status that the body itself names. */
  readonly status?: number;
}

type Fields = Readonly<Record<string, unknown>>;

const text = (value: unknown): string | undefined => {
  if (typeof value === 'string' && value !== '') return value;
  return typeof value === 'number' ? String(value) : undefined;
};

const httpStatus = (value: unknown): number | undefined => {
  const number = typeof value === 'string' && /^\d{3}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) && number >= 400 && number <= 599 ? number : undefined;
};

const facts = (values: { [Name in keyof ErrorFacts]: ErrorFacts[Name] | undefined }): ErrorFacts => ({
  message: values.message ?? '',
  ...(values.code === undefined ? {} : { code: values.code }),
  ...(values.type === undefined ? {} : { type: values.type }),
  ...(values.parameter === undefined ? {} : { parameter: values.parameter }),
  ...(values.status === undefined ? {} : { status: values.status }),
});

/** Google's `details`: the reason, the exhausted quota and the time to wait, which the message does not always repeat. */
const googleDetails = (details: unknown): { reason?: string; notes: readonly string[] } => {
  const notes: string[] = [];
  let reason: string | undefined;
  for (const detail of Array.isArray(details) ? details.filter(isRecord) : []) {
    reason ??= text(detail.reason);
    for (const violation of Array.isArray(detail.violations) ? detail.violations.filter(isRecord) : []) {
      const quota = text(violation.quotaId);
      if (quota !== undefined) notes.push(`quota ${quota}`);
    }
    const delay = text(detail.retryDelay);
    if (delay !== undefined) notes.push(`retry in ${delay}`);
  }
  return reason === undefined ? { notes } : { reason, notes };
};

const fromErrorObject = (error: Fields, outer: Fields): ErrorFacts => {
  const details = error.details;
  const google = googleDetails(details);
  const inner = isRecord(error.innererror) ? error.innererror : {};
  const nested = isRecord(details) ? text(details.error_code) : undefined;
  const message = text(error.message) ?? text(error.msg) ?? '';
  const notes = google.notes.filter((note) => !message.toLowerCase().includes(note.toLowerCase()));
  // Google puts the HTTP status into `code` and the code into `status`.
  const code = nested ?? text(error.status) ?? text(error.code);
  return facts({
    message: [message, ...notes.map((note) => `(${note})`)].filter((part) => part !== '').join(' '),
    code,
    type: text(error.type) ?? google.reason ?? text(inner.code) ?? text(outer.type),
    parameter: text(error.param),
    status: httpStatus(error.code) ?? httpStatus(error.status) ?? httpStatus(outer.status),
  });
};

/**
 * Reads an error body in the shapes that vendors and gateways use: an `error` object or text, a list with one such object
 * (Gemini), `error_code` and `error_msg` (Baidu), `code` and `message` at the top, `detail` (FastAPI). Undefined when the
 * value is not an error.
 */
export const readErrorBody = (value: unknown): ErrorFacts | undefined => {
  const body = Array.isArray(value) ? value[0] : value;
  if (!isRecord(body)) return undefined;
  const error = body.error;
  if (isRecord(error)) return fromErrorObject(error, body);
  if (typeof error === 'string' && error !== '') {
    return facts({
      message: [error, text(body.error_description) ?? text(body.message)].filter(Boolean).join(': '),
      code: text(body.code),
      type: text(body.type),
      parameter: undefined,
      status: httpStatus(body.status) ?? httpStatus(body.code),
    });
  }
  if (body.error_code !== undefined && body.error_code !== 0 && body.error_code !== '') {
    return facts({
      message: text(body.error_msg) ?? '',
      code: text(body.error_code),
      type: undefined,
      parameter: undefined,
      status: undefined,
    });
  }
  if (Array.isArray(body.choices) || body.object === 'chat.completion.chunk') return undefined;
  const message = text(body.message) ?? text(body.msg) ?? text(body.detail);
  if (message !== undefined || Array.isArray(body.detail)) {
    return facts({
      message: message ?? 'The request was not valid.',
      code: text(body.code) ?? text(body.statusCode),
      type: text(body.type),
      parameter: undefined,
      status: httpStatus(body.status) ?? httpStatus(body.statusCode) ?? httpStatus(body.code),
    });
  }
  return undefined;
};
