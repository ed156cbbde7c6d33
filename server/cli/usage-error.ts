import type { RequestErrorCode } from '../protocol/index.ts';

/** Thrown inside the command line when a command cannot even begin; caught in one place and shown without a stack. */
export class UsageError extends Error {
  readonly code: RequestErrorCode;
  /** What to do, when the code does not say it. */
  readonly hint: string | undefined;

  /** `message` and `hint` are in the person's language already. */
  constructor(message: string, code: RequestErrorCode = 'invalidRequest', hint?: string) {
    super(message);
    this.code = code;
    this.hint = hint;
  }
}
