import type { RequestErrorCode } from '../protocol/index.ts';

/** Thrown inside the command line when a command cannot even begin; caught in one place and shown without a stack. */
export class UsageError extends Error {
  readonly code: RequestErrorCode;

  /** `message` is in the person's language already. */
  constructor(message: string, code: RequestErrorCode = 'invalidRequest') {
    super(message);
    this.code = code;
  }
}
