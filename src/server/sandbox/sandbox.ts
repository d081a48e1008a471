import type { Clock } from '../../base/clock.ts';
import { type Disposable, DisposableList } from '../../base/dispose.ts';
import type { Logger } from '../../base/log.ts';
import { type Random, seededRandom } from '../../base/random.ts';
import type { Peer } from '../listen.ts';
import type { Store } from '../store/store.ts';
import { CaptureFeed, type Retention } from './captureFeed.ts';
import { Faults } from './faults.ts';
import { summaryShape } from './mailpit/shapes.ts';
import type { ReleaseOptions } from './release.ts';
import { MailWaits } from './waitForMail.ts';
import { WeakPeer } from './weakPeer.ts';
import { Webhook } from './webhook.ts';

/** What the command line says of the sandbox. */
export interface SandboxOptions {
  /** Absent: as it was chosen before. */
  readonly retention?: Retention;
  readonly webhook?: URL;
  /** Absent: nothing leaves. */
  readonly release?: ReleaseOptions;
}

export interface SandboxDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
}

/** The parts of catch-all mode, joined. */
export class Sandbox implements Disposable {
  readonly feed: CaptureFeed;
  readonly waits: MailWaits;
  readonly faults = new Faults(seededRandom);
  readonly webhook: Webhook;
  readonly release: ReleaseOptions | undefined;
  readonly clock: Clock;
  readonly log: Logger;
  readonly startedAt: number;
  readonly #resources = new DisposableList();

  constructor(options: SandboxOptions, { store, clock, random, log }: SandboxDependencies) {
    this.clock = clock;
    this.log = log;
    this.startedAt = clock.now();
    this.release = options.release;
    this.feed = this.#resources.add(new CaptureFeed({ store, clock, random }));
    if (options.retention) this.feed.setRetention(options.retention);
    this.waits = new MailWaits({ feed: this.feed, clock });
    this.webhook = this.#resources.add(new Webhook({ clock, random, log }));
    this.webhook.set(options.webhook);
    this.#resources.add(
      this.feed.events.on((event) => {
        if (event.kind === 'new') this.webhook.tell(summaryShape(event.mail));
      }),
    );
  }

  /** A connection of IMAP or POP3 on which the rules of {@link faults} hold. */
  weaken(peer: Peer, protocol: 'imap' | 'pop3'): WeakPeer {
    const { faults, clock, feed } = this;
    return new WeakPeer(peer, { protocol, faults, clock, race: () => feed.remove(feed.list(0, 1)) });
  }

  dispose(): void {
    this.#resources.dispose();
  }
}
