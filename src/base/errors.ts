import type { ErrorCode } from './errorCodes.ts';

/** `never`: the same call fails again. `later`: time may mend it. `afterUser`: a person must do something first. */
export type Retry = 'never' | 'later' | 'afterUser';

/** Plain values that complete an error's sentence: hosts, names, a server's own words. Never a secret, never mail text. */
export type ErrorData = { readonly [key: string]: string | number | boolean | readonly string[] | undefined };

export interface MailErrorOptions {
  readonly retry?: Retry;
  readonly data?: ErrorData;
  readonly cause?: unknown;
}

/** An expected failure. Carries a code, not a sentence: `texts/errors.ts` has the words. */
export class MailError extends Error {
  override readonly name = 'MailError';
  readonly code: ErrorCode;
  readonly retry: Retry;
  readonly data: ErrorData;

  constructor(code: ErrorCode, options: MailErrorOptions = {}) {
    super(code, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retry = options.retry ?? 'never';
    this.data = options.data ?? {};
  }
}

/** True for a {@link MailError}, of one of `codes` when any are given. */
export function isMailError(error: unknown, ...codes: readonly ErrorCode[]): error is MailError {
  return error instanceof MailError && (codes.length === 0 || codes.includes(error.code));
}

/** The error as a {@link MailError}: itself when it is one, `internal` around anything else. */
export function toMailError(error: unknown, otherwise: ErrorCode = 'internal'): MailError {
  if (error instanceof MailError) return error;
  return new MailError(otherwise, { cause: error, data: { detail: messageOf(error) } });
}

/** The words of anything thrown. For logs and the Details of an error. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
