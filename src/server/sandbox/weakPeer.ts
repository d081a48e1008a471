import { type Clock, sleep } from '../../base/clock.ts';
import type { Peer, PeerHandlers } from '../listen.ts';
import type { FaultStage, Weakness } from './faultRules.ts';
import type { Fault, Faults } from './faults.ts';
import { weakLineMaxBytes } from './limits.ts';

export interface WeakPeerOptions {
  readonly protocol: 'imap' | 'pop3';
  readonly faults: Faults;
  readonly clock: Clock;
  /** Lets a message go that a client may be about to fetch. */
  readonly race: () => void;
}

export type Weaken = (peer: Peer, protocol: WeakPeerOptions['protocol']) => WeakPeer;

/**
 * A connection of IMAP or POP3 on which things go wrong by rule. It stands between the socket and the session, which is right
 * as ever: commands are held back, answered in the session's place or not passed on, and answers are spoilt on their way.
 * Without a rule for its protocol it only hands on.
 */
export class WeakPeer implements Peer {
  readonly #peer: Peer;
  readonly #options: WeakPeerOptions;
  #handlers: PeerHandlers | undefined;
  #held = '';
  #lines: string[] = [];
  #isBusy = false;
  #weakness: Weakness | undefined;
  /** Bytes that still go out before the connection ends; undefined: all do. */
  #left: number | undefined;

  constructor(peer: Peer, options: WeakPeerOptions) {
    this.#peer = peer;
    this.#options = options;
  }

  get remoteAddress(): string {
    return this.#peer.remoteAddress;
  }

  get secure(): boolean {
    return this.#peer.secure;
  }

  /** What the socket is to call instead of the session. */
  around(handlers: PeerHandlers): PeerHandlers {
    this.#handlers = handlers;
    return { onData: (chunk) => this.#onData(chunk), onClose: () => handlers.onClose() };
  }

  write(data: Uint8Array | string): void {
    if (this.#left === undefined && this.#weakness === undefined) this.#peer.write(data);
    else this.#writeSpoilt(typeof data === 'string' ? data : Buffer.from(data).toString('latin1'));
  }

  drained(): Promise<void> {
    return this.#peer.drained();
  }

  startTls(): void {
    this.#peer.startTls();
  }

  startCompression(): void {
    this.#peer.startCompression();
  }

  pause(): void {
    this.#peer.pause();
  }

  resume(): void {
    this.#peer.resume();
  }

  end(): void {
    this.#peer.end();
  }

  destroy(): void {
    this.#peer.destroy();
  }

  #onData(chunk: Uint8Array): void {
    const { faults, protocol } = this.#options;
    const isIdle = !this.#isBusy && this.#lines.length === 0 && this.#held === '';
    if (isIdle && !faults.rules.some(({ stage }) => stage.startsWith(protocol))) {
      this.#handlers?.onData(chunk);
      return;
    }
    const parts = `${this.#held}${Buffer.from(chunk).toString('latin1')}`.split(/(?<=\n)/);
    const last = parts.at(-1) ?? '';
    // What is no line, as a large literal, is handed on in pieces.
    const isWhole = last.endsWith('\n') || last.length > weakLineMaxBytes;
    this.#held = isWhole ? '' : last;
    this.#lines.push(...(isWhole ? parts : parts.slice(0, -1)));
    if (!this.#isBusy) void this.#work();
  }

  async #work(): Promise<void> {
    this.#isBusy = true;
    for (let line = this.#lines.shift(); line !== undefined; line = this.#lines.shift()) {
      const stage = this.#stageOf(line);
      const fault = stage && this.#faultAt(stage);
      if (fault && fault.delayMs > 0) await sleep(this.#options.clock, fault.delayMs);
      if (fault?.cut) return void this.#peer.destroy();
      if (fault && this.#answered(line, fault)) continue;
      this.#handlers?.onData(Buffer.from(line, 'latin1'));
    }
    this.#isBusy = false;
  }

  #faultAt(stage: FaultStage): Fault | undefined {
    return this.#options.faults.at(stage, { remoteAddress: this.remoteAddress, user: '', from: '', recipient: '' });
  }

  /** True: the client has its answer, and the session never hears of the command. */
  #answered(line: string, { refusal, weakness }: Fault): boolean {
    const isImap = this.#options.protocol === 'imap';
    const no = isImap ? `${line.split(' ')[0] ?? '*'} NO` : '-ERR';
    if (refusal) this.#peer.write(`${no} ${refusal.words}\r\n`);
    else if (weakness === 'tokenExpired')
      this.#peer.write(`${no} ${isImap ? '[AUTHENTICATIONFAILED]' : '[AUTH]'} the token has expired\r\n`);
    else if (weakness === 'expungeRace') this.#options.race();
    else this.#weakness = weakness;
    return refusal !== undefined || weakness === 'tokenExpired';
  }

  #stageOf(line: string): FaultStage | undefined {
    const [, imap = ''] = /^[^\s*+]+ (?:UID )?([A-Z]+)\b/i.exec(line) ?? [];
    const [, pop3 = ''] = /^([A-Z]+)\b/i.exec(line) ?? [];
    return this.#options.protocol === 'imap' ? imapStages.get(imap.toUpperCase()) : pop3Stages.get(pop3.toUpperCase());
  }

  /** Where a literal (IMAP) or the lines of a message (POP3) begin, and half of what is known of their length. */
  #literalIn(text: string): { readonly start: number; readonly halfBytes: number } | undefined {
    if (this.#options.protocol === 'imap') {
      const found = /\{(\d+)\}\r\n/.exec(text);
      return found ? { start: found.index + found[0].length, halfBytes: Number(found[1]) >> 1 } : undefined;
    }
    if (!text.startsWith('+OK')) return undefined;
    const start = text.indexOf('\n') + 1;
    return { start, halfBytes: Math.max(1, (text.length - start) >> 1) };
  }

  #writeSpoilt(text: string): void {
    const cut = this.#weakness === 'halfLiteral' ? this.#literalIn(text) : undefined;
    if (this.#left !== undefined) this.#writeLast(text);
    else if (cut) {
      this.#weakness = undefined;
      this.#left = cut.halfBytes;
      this.#peer.write(text.slice(0, cut.start));
      this.#writeLast(text.slice(cut.start));
    } else if (this.#weakness === 'uidValidity') {
      const lied = text.replace(/\[UIDVALIDITY (\d+)\]/, (_, value: string) => `[UIDVALIDITY ${Number(value) + 1}]`);
      if (lied !== text) this.#weakness = undefined;
      this.#peer.write(lied);
    } else this.#peer.write(text);
  }

  #writeLast(text: string): void {
    const piece = text.slice(0, this.#left);
    this.#left = (this.#left ?? 0) - piece.length;
    if (piece !== '') this.#peer.write(piece);
    if (this.#left <= 0) this.#peer.end();
  }
}

const imapStages: ReadonlyMap<string, FaultStage> = new Map([
  ['LOGIN', 'imap.login'],
  ['AUTHENTICATE', 'imap.login'],
  ['SELECT', 'imap.select'],
  ['EXAMINE', 'imap.select'],
  ['FETCH', 'imap.fetch'],
  ['IDLE', 'imap.idle'],
]);
const pop3Stages: ReadonlyMap<string, FaultStage> = new Map([
  ['PASS', 'pop3.login'],
  ['AUTH', 'pop3.login'],
  ['STAT', 'pop3.list'],
  ['LIST', 'pop3.list'],
  ['UIDL', 'pop3.list'],
  ['RETR', 'pop3.retr'],
  ['TOP', 'pop3.retr'],
  ['QUIT', 'pop3.quit'],
]);
