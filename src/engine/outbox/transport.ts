import type { Dialogue } from '../../mail/smtp/dialogue.ts';
import type { Submission, SubmissionHooks, SubmissionResult, SubmitOptions } from '../../mail/smtp/submit.ts';
import type { AccountId } from '../../protocol/records.ts';

/** A connection that is signed in and takes one message. */
export interface SubmissionSession {
  submit(submission: Submission, hooks: SubmissionHooks, options: SubmitOptions): Promise<SubmissionResult>;
  /** Lets go of it when nothing is submitted after all. */
  close(): void;
}

/** The way from an account to its submission server. */
export interface Transport {
  /** True when the account needs no secret or one is known; asks the clients. False: the account waits. */
  ready(account: AccountId): Promise<boolean>;
  /**
   * Connects and signs in, or goes on with a connection that was kept. `keepFor`, asked once the mail is over, tells
   * whether another one is about to leave. Throws `net.*`, `auth.*`, `account.*`, `engine.cancelled`.
   */
  open(
    account: AccountId,
    options: { readonly dialogue: Dialogue; readonly signal: AbortSignal; readonly keepFor?: () => boolean },
  ): Promise<SubmissionSession>;
  /** What the server takes, bytes, asked by a connection that sends nothing (RFC 1870 §4); 0: any size. Throws `net.*`. */
  sizeLimit(account: AccountId, options: { readonly signal: AbortSignal }): Promise<number>;
  /** Lets go of connections that wait. */
  close(): void;
}
