/** One direction of one proxied connection: finds where rules apply in the byte stream and does what they say. */
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Who the bytes come from. */
export type Direction = 'client' | 'server';

export interface ProxyRule {
  readonly from: Direction;
  /**
   * Where: before the byte with this number of the stream (0 = before anything), or at a text in it (each character is
   * a byte, latin1), `before` it or `after` it (default).
   */
  readonly at: number | { readonly text: string | RegExp; readonly side?: 'before' | 'after' };
  /**
   * `hold`: nothing more passes this way until `release()`; `cut`: both sides are reset; `close`: both are ended in
   * order; `{ replace }`: the text found goes as this instead; `{ insert }`: these bytes go in between; `{ flood }`: they
   * go in between over and over, as fast as they are taken, until the one who gets them ends the connection or `release()`.
   */
  readonly act:
    | 'hold'
    | 'cut'
    | 'close'
    | { readonly replace: string }
    | { readonly insert: string }
    | { readonly flood: string; readonly everyMs?: number };
  /** Only on the connection with this index. */
  readonly connection?: number;
  /** How often it acts in all, default 1. */
  readonly times?: number;
}

export interface RuleHandle {
  /** How often it has acted. */
  readonly hits: number;
  /** Resolves when it acts for the first time. */
  readonly hit: Promise<void>;
  /** Lets go what is held, and the rule acts no more. */
  release(): void;
}

/** A rule with what it has done so far. */
export class RuleState implements RuleHandle {
  readonly rule: ProxyRule;
  readonly hit: Promise<void>;
  readonly released: Promise<void>;
  hits = 0;
  #left: number;
  readonly #wasHit: () => void;
  readonly #release: () => void;

  constructor(rule: ProxyRule) {
    this.rule = rule;
    this.#left = rule.times ?? 1;
    const hit = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    [this.hit, this.#wasHit] = [hit.promise, hit.resolve];
    [this.released, this.#release] = [released.promise, released.resolve];
  }

  get active(): boolean {
    return this.#left > 0;
  }

  count(): void {
    this.hits += 1;
    this.#left -= 1;
    this.#wasHit();
  }

  release(): void {
    this.#left = 0;
    this.#release();
  }
}

export interface PipeOptions {
  readonly from: Direction;
  readonly source: Socket;
  readonly sink: Socket;
  readonly connection: number;
  readonly rules: readonly RuleState[];
  readonly speed: () => number | undefined;
  readonly cut: () => void;
}

/** A text may straddle two packets: so much of what has passed is looked at again. */
const OVERLAP_BYTES = 1_024;
/** No line of our protocols' commands and replies is longer; what is longer passes unfinished. */
const LINE_MAX_BYTES = 65_536;
/** More than this is not read while it cannot pass. */
const PENDING_MAX_BYTES = 1_000_000;

interface Place {
  readonly state: RuleState;
  /** First byte that the action keeps back, and first that goes on after it; from the start of the stream. */
  readonly start: number;
  readonly end: number;
}

export class ProxyPipe {
  readonly #options: PipeOptions;
  /** What the other side got, and the last bytes of what came, which differ after a replacement. */
  readonly #passed: Buffer[] = [];
  #tail: Buffer = Buffer.alloc(0);
  #passedBytes = 0;
  #pending: Buffer = Buffer.alloc(0);
  #sourceEnded = false;
  #stopped = false;
  #pumping = false;
  #again = false;
  /** Where each rule acted last in this stream: it never acts twice at one place. */
  readonly #doneAt = new Map<RuleState, number>();

  constructor(options: PipeOptions) {
    this.#options = options;
    options.source.on('data', (chunk: Buffer) => {
      this.#pending = Buffer.concat([this.#pending, chunk]);
      if (this.#pending.length > PENDING_MAX_BYTES) options.source.pause();
      this.poke();
    });
    options.source.once('end', () => {
      this.#sourceEnded = true;
      this.poke();
    });
  }

  passed(): Buffer {
    return Buffer.concat(this.#passed);
  }

  /** Bytes of the source that have been passed on or replaced. */
  get passedBytes(): number {
    return this.#passedBytes;
  }

  stop(): void {
    this.#stopped = true;
  }

  /** Looks again whether something can pass: bytes came, or a rule did. */
  poke(): void {
    this.#again = true;
    if (this.#pumping) return;
    this.#pumping = true;
    this.#pump().then(
      () => {
        this.#pumping = false;
      },
      () => this.#options.cut(),
    );
  }

  async #pump(): Promise<void> {
    while (this.#again && !this.#stopped) {
      this.#again = false;
      const place = this.#nextPlace();
      await this.#pass(place ? place.start - this.#passedBytes : this.#passable());
      if (place && !this.#stopped) {
        await this.#act(place);
        this.#again = true;
      }
    }
    if (this.#stopped) return;
    this.#options.source.resume();
    if (this.#sourceEnded && this.#pending.length === 0) this.#options.sink.end();
  }

  /** All that came; where a text may have to be replaced, an unfinished line waits for its end. */
  #passable(): number {
    const { rules, from } = this.#options;
    const replaces = ({ active, rule }: RuleState) => active && rule.from === from && isReplace(rule.act);
    if (this.#sourceEnded || this.#pending.length > LINE_MAX_BYTES || !rules.some(replaces))
      return this.#pending.length;
    return this.#pending.lastIndexOf('\n') + 1;
  }

  async #act({ state, start, end }: Place): Promise<void> {
    const { act } = state.rule;
    this.#doneAt.set(state, end);
    state.count();
    if (act === 'hold') {
      this.#options.source.pause(); // The one who sends feels it too, as on a line that stands still.
      await state.released;
    } else if (act === 'cut') this.#options.cut();
    else if (act === 'close') {
      this.#stopped = true;
      this.#options.source.end();
      this.#options.sink.end();
    } else if ('insert' in act) this.#write(Buffer.from(act.insert, 'latin1'));
    else if ('flood' in act) await this.#flood(state, act);
    else {
      this.#take(end - start);
      this.#write(Buffer.from(act.replace, 'latin1'));
    }
  }

  /** What has flooded is not kept: it is the same all over. */
  async #flood(state: RuleState, { flood, everyMs = 0 }: { readonly flood: string; readonly everyMs?: number }) {
    const { sink } = this.#options;
    const bytes = Buffer.from(flood, 'latin1');
    let ended = false;
    void state.released.then(() => {
      ended = true;
    });
    while (!ended && !this.#stopped && !sink.destroyed) {
      const taken = sink.write(bytes);
      if (!taken)
        await new Promise((resolve) => setTimeout(resolve, 1)); // 'drain' never comes on a line that is cut.
      else if (everyMs > 0) await sleep(everyMs);
      else await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Writes `count` of the pending bytes, at the speed asked for. */
  async #pass(count: number): Promise<void> {
    for (let left = count; left > 0 && !this.#stopped; ) {
      const speed = this.#options.speed();
      const size = speed === undefined ? left : Math.min(left, Math.max(1, Math.floor(speed / 50)));
      this.#write(this.#take(size));
      left -= size;
      if (speed !== undefined) await sleep((size / speed) * 1_000);
    }
  }

  #take(count: number): Buffer {
    const bytes = this.#pending.subarray(0, count);
    this.#pending = this.#pending.subarray(count);
    this.#passedBytes += count;
    this.#tail = Buffer.concat([this.#tail, bytes.subarray(-OVERLAP_BYTES)]).subarray(-OVERLAP_BYTES);
    return bytes;
  }

  #write(bytes: Buffer): void {
    this.#passed.push(Buffer.from(bytes));
    this.#options.sink.write(bytes);
  }

  #nextPlace(): Place | undefined {
    let next: Place | undefined;
    for (const state of this.#options.rules) {
      const place = this.#placeOf(state);
      if (place && (!next || place.start < next.start)) next = place;
    }
    return next;
  }

  #placeOf(state: RuleState): Place | undefined {
    const { from, at, act, connection } = state.rule;
    if (!state.active || from !== this.#options.from) return undefined;
    if (connection !== undefined && connection !== this.#options.connection) return undefined;
    const done = this.#doneAt.get(state);
    if (typeof at === 'number') {
      const reached = at >= this.#passedBytes && at <= this.#passedBytes + this.#pending.length;
      return reached && done === undefined ? { state, start: at, end: at } : undefined;
    }
    const found = this.#find(at.text, done ?? 0);
    if (!found) return undefined;
    if (isReplace(act)) return found.start < this.#passedBytes ? undefined : { state, ...found };
    const edge = Math.max(at.side === 'before' ? found.start : found.end, this.#passedBytes);
    return { state, start: edge, end: Math.max(edge, found.end) };
  }

  /** First match that ends behind what has passed and starts at or behind `from`. */
  #find(text: string | RegExp, from: number): { start: number; end: number } | undefined {
    const base = this.#passedBytes - this.#tail.length;
    const window = Buffer.concat([this.#tail, this.#pending]).toString('latin1');
    for (const match of window.matchAll(globalPattern(text))) {
      const start = base + match.index;
      const end = start + match[0].length;
      if (start >= from && end > this.#passedBytes && match[0].length > 0) return { start, end };
    }
    return undefined;
  }
}

function isReplace(act: ProxyRule['act']): act is { readonly replace: string } {
  return typeof act === 'object' && 'replace' in act;
}

function globalPattern(text: string | RegExp): RegExp {
  if (typeof text === 'string') return new RegExp(text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'), 'g');
  return new RegExp(text.source, `${text.flags.replace('g', '')}g`);
}
