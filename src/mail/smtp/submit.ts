import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { type Clock, otherWork, sleep } from '../../base/clock.ts';
import { MailError } from '../../base/errors.ts';
import { toSevenBit } from '../mime/sevenBit.ts';
import { toNetError } from '../net/errors.ts';
import type { SmtpSession } from './connection.ts';
import { finalReplyTimeoutMs, stallTimeoutMs } from './limits.ts';
import { judge, type Verdict } from './verdict.ts';

/** One message for one mail transaction (RFC 5321 §3.3). */
export interface Submission {
  readonly from: string;
  readonly recipients: readonly string[];
  /** Bytes of the message, announced where the server knows SIZE (RFC 1870). */
  readonly size: number;
  /** True when the message has octets above 127 (RFC 6152). */
  readonly has8Bit: boolean;
  /** What the server shall report (RFC 3461 §4.1), where it offers DSN; '' for what it reports anyway. */
  readonly notify?: string | undefined;
  /** Comes back in reports (RFC 3461 §4.4). */
  readonly envelopeId?: string | undefined;
  /** Read once, from the 354 on. CRLF line ends; dots are doubled on the way (RFC 5321 §4.5.2). */
  readonly bytes: AsyncIterable<Uint8Array>;
}

export interface SubmissionHooks {
  /**
   * Runs once, after the last byte went to the system and before anything of the final dot does, with what the server
   * has said to each recipient so far. Once it has resolved the dot leaves, unless the line broke meanwhile; when it
   * throws, it never does.
   */
  readonly beforeFinalDot: (soFar: readonly Verdict[]) => void | Promise<void>;
  /** Bytes that the system has taken so far. */
  readonly onProgress?: (sentBytes: number) => void;
}

export interface SubmissionResult {
  readonly verdicts: readonly Verdict[];
  /** Why the line broke, where it did: what the server had not answered by then is `untouched` or `unknown`. */
  readonly lost: MailError | undefined;
  /** The session was kept: it may take another mail ({@link SmtpSession.resume}). */
  readonly isReusable: boolean;
}

export interface SubmitOptions {
  /** Ends the transaction at once. The caller decides, by its own mark, whether it still may. */
  readonly signal?: AbortSignal | undefined;
  /** Asked at the end: true leaves a reusable session open. Default: it is over afterwards in any case. */
  readonly keep?: (() => boolean) | undefined;
  readonly stallMs?: number;
  readonly finalReplyMs?: number;
}

/**
 * Hands a message to the server and tells what became of each recipient. The session is over afterwards, unless the mail
 * was taken and `keep` wants it. A reply that comes before our final dot ends the connection at that moment, so that the dot can't follow.
 * Throws, with nothing sent: `send.tooLarge` above the server's SIZE, `send.recipientRefused` (data.reason `smtpUtf8`)
 * where RFC 6531 is needed and missing, what `bytes` or `beforeFinalDot` threw, `engine.cancelled`.
 */
export async function submit(
  session: SmtpSession,
  submission: Submission,
  hooks: SubmissionHooks,
  { signal, keep = () => false, stallMs = stallTimeoutMs, finalReplyMs = finalReplyTimeoutMs }: SubmitOptions = {},
): Promise<SubmissionResult> {
  const { connection, dialogue, endpoint, clock } = session;
  const socket = connection._socket;
  try {
    assertServerCan(session, submission);
    if (signal?.aborted) throw new MailError('engine.cancelled');
    if (!socket || socket.destroyed) return untouched(submission, new MailError('net.closed', { retry: 'later' }));
  } catch (error) {
    session.quit();
    throw error;
  }
  const onAbort = () => socket.destroy();
  signal?.addEventListener('abort', onAbort, { once: true });
  socket.setTimeout(stallMs);
  const verdicts = () => judge(dialogue.exchanges, submission.recipients, source.dotSent);
  const source = new MarkedSource(
    bytesFor(session, submission),
    { socket, clock, onProgress: hooks.onProgress },
    async () => {
      if (signal?.aborted) throw new MailError('engine.cancelled');
      await hooks.beforeFinalDot(judge(dialogue.exchanges, submission.recipients, false));
      // A reply that came meanwhile has ended the line: then no dot follows.
      if (socket.destroyed) throw new MailError('net.closed', { retry: 'later' });
      socket.setTimeout(finalReplyMs);
    },
  );
  const ended = Promise.withResolvers<unknown>();
  // A session that is closed from our side forgets its callback; an error of the line calls it right after `end`.
  const onEnd = () => void clock.after(0, () => ended.resolve(new Error('connection closed')));
  connection.once('end', onEnd);
  const sent = new Promise<unknown>((resolve) => {
    const { from, recipients, size, has8Bit } = submission;
    const envelope = { from, to: [...recipients], size, use8BitMime: has8Bit, ...dsnOf(submission) };
    connection.send(envelope, Readable.from(source.chunks(), { objectMode: false, highWaterMark: 1 }), (error) => {
      // In this very turn: a 552 before our dot must not be followed by it.
      if (error || !verdicts().some(({ outcome }) => outcome === 'accepted')) socket.destroy();
      resolve(error);
    });
  });
  const failure = await Promise.race([sent, ended.promise]);
  connection.removeListener('end', onEnd);
  signal?.removeEventListener('abort', onAbort);
  const isReusable = !failure && source.failure === undefined && isQuiet(session) && keep();
  if (socket.destroyed) session.close();
  else if (isReusable) session.rest();
  else session.quit();
  if (source.failure !== undefined) throw source.failure;
  if (signal?.aborted && !source.dotSent) throw new MailError('engine.cancelled');
  const result = verdicts();
  const open = result.some(({ outcome }) => outcome === 'untouched' || outcome === 'unknown');
  return {
    verdicts: result,
    lost: open ? toNetError(failure ?? new Error('reply before the end'), endpoint) : undefined,
    isReusable,
  };
}

/** The message's bytes, and the moment when they are all out. */
class MarkedSource {
  readonly #bytes: AsyncIterable<Uint8Array>;
  readonly #line: { socket: Socket; clock: Clock; onProgress: SubmissionHooks['onProgress'] };
  readonly #mark: () => Promise<void>;
  /** What kept the message from being read to its end or from being marked. */
  failure: unknown;
  dotSent = false;

  constructor(
    bytes: AsyncIterable<Uint8Array>,
    line: { socket: Socket; clock: Clock; onProgress: SubmissionHooks['onProgress'] },
    mark: () => Promise<void>,
  ) {
    this.#bytes = bytes;
    this.#line = line;
    this.#mark = mark;
  }

  /** Ends only after the mark was set: this end is what makes nodemailer write the final dot. */
  async *chunks(): AsyncGenerator<Uint8Array> {
    const { socket, onProgress } = this.#line;
    let handed = 0;
    try {
      for await (const chunk of this.#bytes) {
        handed += chunk.length;
        yield chunk;
        onProgress?.(Math.max(0, handed - socket.writableLength));
      }
      await this.#drained();
      onProgress?.(handed);
      await this.#mark();
      this.dotSent = true;
    } catch (error) {
      // On a line that is gone anyway it is no news; what the server had said until then counts.
      if (!socket.destroyed) this.failure = error;
      throw error;
    }
  }

  /** Waits until the socket holds nothing back; what lies in the streams before it moves on as soon as it drains. */
  async #drained(): Promise<void> {
    const { socket, clock } = this.#line;
    for (let empty = 0; empty < 2 && !socket.destroyed; ) {
      if (socket.writableLength > 0) {
        empty = 0;
        await sleep(clock, drainPollMs);
      } else {
        empty += 1;
        await otherWork();
      }
    }
    if (socket.destroyed) throw new MailError('net.closed', { retry: 'later' });
  }
}

const drainPollMs = 5;

/** Headers come back, not the mail: the person has it. Left out by nodemailer where the server does not offer DSN. */
function dsnOf({ notify = '', envelopeId = '' }: Submission) {
  return notify || envelopeId ? { dsn: { ret: 'HDRS' as const, id: envelopeId, ...(notify ? { notify } : {}) } } : {};
}

/** Nothing is under way in either direction. */
function isQuiet({ dialogue, isOpen }: SmtpSession): boolean {
  return isOpen && dialogue.isQuiet;
}

function assertServerCan({ dialogue }: SmtpSession, { size, recipients, from }: Submission): void {
  const { extensions } = dialogue;
  const maxBytes = Number(extensions.get('SIZE') ?? 0) || 0;
  if (maxBytes > 0 && size > maxBytes)
    throw new MailError('send.tooLarge', { retry: 'afterUser', data: { size, maxBytes } });
  const beyondAscii = [from, ...recipients].find((address) => /[^\u0000-\u007f]/.test(address));
  if (beyondAscii !== undefined && !extensions.has('SMTPUTF8'))
    throw new MailError('send.recipientRefused', {
      retry: 'afterUser',
      data: { recipient: beyondAscii, reason: 'smtpUtf8' },
    });
}

/** RFC 6152 §3: where the server does not offer 8BITMIME, it is given 7 bits; a few more octets than SIZE was told. */
function bytesFor({ dialogue }: SmtpSession, { has8Bit, bytes }: Submission): AsyncIterable<Uint8Array> {
  return has8Bit && !dialogue.extensions.has('8BITMIME') ? toSevenBit(bytes) : bytes;
}

function untouched({ recipients }: Submission, lost: MailError): SubmissionResult {
  const verdicts = recipients.map(
    (address): Verdict => ({ address, outcome: 'untouched', stage: undefined, reply: undefined }),
  );
  return { verdicts, lost, isReusable: false };
}
