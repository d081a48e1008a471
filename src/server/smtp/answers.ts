import { type Clock, sleep } from '../../base/clock.ts';
import { type Reply, writeReply } from '../../mail/wire/smtp/reply.ts';
import { answersMaxBytes } from '../limits.ts';
import type { Peer } from '../listen.ts';
import type { LiveSession } from '../sessions/sessions.ts';

/** The server's half of a dialogue: replies are gathered and leave together, as slowly as is wanted. */
export class Answers {
  /** The pace of this connection; 0 = as fast as it goes. */
  bytesPerSecond = 0;
  readonly #peer: Peer;
  readonly #live: LiveSession;
  readonly #clock: Clock;
  #text = '';
  /** Bytes since it was last seen that the client takes them. */
  #written = 0;

  constructor({ peer, live, clock }: { readonly peer: Peer; readonly live: LiveSession; readonly clock: Clock }) {
    this.#peer = peer;
    this.#live = live;
    this.#clock = clock;
  }

  say(answer: Reply): void {
    const text = writeReply(answer);
    for (const line of text.trimEnd().split('\r\n')) this.#live.said('server', line);
    this.#text += text;
  }

  /** Sends what was said; gives what to wait for before more is read, if anything. */
  flush(): Promise<unknown> | undefined {
    const text = this.#text;
    if (text === '') return undefined;
    this.#text = '';
    this.#peer.write(/[^\x00-\x7f]/.test(text) ? Buffer.from(text, 'utf8') : text);
    const pace = this.bytesPerSecond > 0 ? this.pace(text.length) : undefined;
    this.#written += text.length;
    if (this.#written < answersMaxBytes) return pace;
    // A client that sends and never reads: its commands wait until it has taken the answers.
    this.#written = 0;
    return Promise.all([pace, this.#peer.drained()]);
  }

  /** As long as so many bytes take. */
  pace(bytes: number): Promise<void> {
    return sleep(this.#clock, Math.ceil((bytes * 1_000) / this.bytesPerSecond));
  }
}
