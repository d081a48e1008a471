import { type Clock, withTimeout } from '../../base/clock.ts';
import { MailError } from '../../base/errors.ts';
import type { CapturedMail } from '../store/captures.ts';
import type { CaptureFeed } from './captureFeed.ts';
import { waitersMax } from './limits.ts';

/** What somebody waits for; empty words hold for any mail. Contained in what they are compared with, case aside. */
export interface Wanted {
  /** A recipient of the envelope, or somebody named in To, Cc or Bcc. */
  readonly to: string;
  /** The envelope's sender or the mail's own. */
  readonly from: string;
  readonly subject: string;
  /** Only mails whose number is above this one; 0 = also what lies there already. */
  readonly after: number;
}

/** Waits for mails: told by the feed, never by looking again and again. */
export class MailWaits {
  readonly #feed: CaptureFeed;
  readonly #clock: Clock;
  #waiting = 0;

  constructor({ feed, clock }: { readonly feed: CaptureFeed; readonly clock: Clock }) {
    this.#feed = feed;
    this.#clock = clock;
  }

  /**
   * The newest mail that fits, at once or as soon as one comes. Throws `sandbox.waitTimedOut`, with the number to go on
   * after in `after`; `engine.cancelled` when `signal` aborts, `store.tooBusy` beyond {@link waitersMax} who wait.
   */
  async wait(wanted: Wanted, timeoutMs: number, { signal }: { signal?: AbortSignal } = {}): Promise<CapturedMail> {
    const matches = matchesOf(wanted);
    const there = this.#feed.newest(matches);
    if (there) return there;
    if (this.#waiting >= waitersMax) throw new MailError('store.tooBusy', { retry: 'later' });
    this.#waiting++;
    let stop = () => {};
    const arrived = new Promise<CapturedMail>((resolve) => {
      const subscription = this.#feed.events.on((event) => {
        if (event.kind === 'new' && matches(event.mail)) resolve(event.mail);
      });
      stop = () => subscription.dispose();
    });
    const onTimeout = () =>
      new MailError('sandbox.waitTimedOut', { retry: 'later', data: { after: this.#feed.newestNumber() } });
    try {
      return await withTimeout(this.#clock, timeoutMs, () => arrived, { signal, onTimeout });
    } finally {
      this.#waiting--;
      stop();
    }
  }
}

function matchesOf({ to, from, subject, after }: Wanted): (mail: CapturedMail) => boolean {
  const holds = (wanted: string, given: readonly string[]) =>
    wanted === '' || given.some((one) => one.toLowerCase().includes(wanted.toLowerCase()));
  return ({ number, summary, recipients, returnPath }) => {
    const named = [...summary.to, ...summary.cc, ...summary.bcc].map(({ address }) => address);
    return (
      number > after &&
      holds(to, [...recipients, ...named]) &&
      holds(from, [returnPath, ...(summary.from ? [summary.from.address] : [])]) &&
      holds(subject, [summary.subject])
    );
  };
}
