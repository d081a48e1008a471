import type { Clock } from '../../base/clock.ts';
import { type Disposable, disposable } from '../../base/dispose.ts';
import { Emitter } from '../../base/events.ts';
import { Redactor } from '../../base/redactor.ts';
import type { Protocol } from '../service.ts';

/** A connection as administrators see it. */
export interface SessionInfo {
  readonly id: number;
  readonly protocol: Protocol;
  readonly remoteAddress: string;
  readonly openedAt: number;
  /** Who signed in; empty before. */
  readonly user: string;
}

/**
 * One line of a session's dialogue, without its end and controls. What is secret was masked by the protocol that knows it,
 * and once more here by one that follows every sign-in: a form that a protocol forgot is not shown either.
 */
export interface SessionLine {
  readonly session: SessionInfo;
  readonly at: number;
  readonly by: 'client' | 'server' | 'note';
  readonly text: string;
}

/** What a protocol tells of one connection. Disposed of when the connection has ended. */
export interface LiveSession extends Disposable {
  readonly id: number;
  signedIn(user: string): void;
  said(by: SessionLine['by'], text: string): void;
}

export interface Opening {
  readonly protocol: Protocol;
  readonly remoteAddress: string;
  /** Ends the connection; called when somebody cuts the session. */
  readonly cut: () => void;
}

/** Every connection of every service: to be listed, watched and cut. */
export class Sessions {
  readonly #clock: Clock;
  readonly #open = new Map<number, { info: SessionInfo; readonly cut: () => void }>();
  readonly #said = new Emitter<SessionLine>();
  readonly #changed = new Emitter<void>();
  #last = 0;

  constructor({ clock }: { readonly clock: Clock }) {
    this.#clock = clock;
  }

  open({ protocol, remoteAddress, cut }: Opening): LiveSession {
    const id = ++this.#last;
    const entry = { info: { id, protocol, remoteAddress, openedAt: this.#clock.now(), user: '' }, cut };
    const redactor = new Redactor();
    const tell = (by: SessionLine['by'], text: string) =>
      this.#said.emit({ session: entry.info, at: this.#clock.now(), by, text });
    this.#open.set(id, entry);
    this.#changed.emit();
    tell('note', 'connected');
    return {
      id,
      signedIn: (user) => {
        entry.info = { ...entry.info, user };
        this.#changed.emit();
        tell('note', 'signed in');
      },
      said: (by, text) => tell(by, by === 'client' ? redactor.client(text) : redactor.server(text)),
      dispose: () => {
        if (!this.#open.delete(id)) return;
        this.#changed.emit();
        tell('note', 'ended');
      },
    };
  }

  /** Oldest first. */
  all(): SessionInfo[] {
    return [...this.#open.values()].map(({ info }) => info);
  }

  /** Ends those that `which` chooses, and tells how many. */
  cut(which: (session: SessionInfo) => boolean): number {
    const chosen = [...this.#open.values()].filter(({ info }) => which(info));
    for (const { cut } of chosen) cut();
    return chosen.length;
  }

  /** Runs for each line that is said, on whichever connection. */
  onSaid(listener: (line: SessionLine) => void): Disposable {
    return this.#said.on(listener);
  }

  /** Runs when a session begins, signs in or ends. */
  onChanged(listener: () => void): Disposable {
    const subscription = this.#changed.on(listener);
    return disposable(() => subscription.dispose());
  }
}
