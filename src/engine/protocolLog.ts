import type { Clock } from '../base/clock.ts';
import { Redactor } from '../base/redactor.ts';
import type { WireStage, WireTap } from '../mail/net/wireTap.ts';
import type { AccountId, ProtocolLine } from '../protocol/records.ts';
import type { EngineEvents } from './events.ts';
import { protocolLogCoalesceMs, protocolLogMaxLines } from './limits.ts';

/** A connection that stands. Times in ms. */
export interface OpenConnection {
  readonly account: AccountId;
  readonly service: ProtocolLine['service'];
  readonly number: number;
  readonly since: number;
  readonly lastAt: number;
  readonly secured: string;
}

interface AccountLog {
  readonly lines: ProtocolLine[];
  /** Somebody read to the end and is told once of what comes next. */
  followed: boolean;
  telling: boolean;
}

/**
 * What is said with the servers of each account, credentials masked: the newest {@link protocolLogMaxLines} lines, in
 * memory only. Whoever has read the log is told once that there is more, and reads again: a log that nobody follows
 * costs no event.
 */
export class ProtocolLog {
  readonly #clock: Clock;
  readonly #events: EngineEvents;
  readonly #logs = new Map<AccountId, AccountLog>();
  readonly #open = new Map<number, OpenConnection>();
  #connections = 0;
  #newest = 0;

  constructor({ clock, events }: { readonly clock: Clock; readonly events: EngineEvents }) {
    this.#clock = clock;
    this.#events = events;
  }

  /** Listens to a new connection. `secrets`: what it may carry. */
  tap(account: AccountId, service: ProtocolLine['service'], secrets: readonly string[]): WireTap {
    const number = ++this.#connections;
    const redactor = new Redactor(secrets);
    let rows = 0;
    let bytes = 0;
    const write = (side: ProtocolLine['side'], text: string) =>
      this.#add(account, { seq: ++this.#newest, at: this.#clock.now(), connection: number, service, side, text });
    const countRows = () => {
      if (rows > 0) write('note', `${rows} FETCH responses, ${bytes} bytes`);
      rows = 0;
      bytes = 0;
    };
    return {
      stage: (stage) => {
        countRows();
        this.#follow(account, service, number, stage);
        write('note', stageText(stage));
      },
      client: (line) => {
        countRows();
        write('client', redactor.client(line));
      },
      server: (line) => {
        countRows();
        write('server', redactor.server(line));
      },
      row: (size) => {
        rows++;
        bytes += size;
      },
    };
  }

  /** Lines after `after`, oldest first; `missed` were dropped before they could be read. */
  read(account: AccountId, { after, max }: { readonly after: number; readonly max: number }) {
    const log = this.#of(account);
    const first = log.lines.findIndex(({ seq }) => seq > after);
    const lines = first < 0 ? [] : log.lines.slice(first, first + max);
    const newest = lines.at(-1)?.seq ?? Math.max(after, log.lines.at(-1)?.seq ?? 0);
    const more = first >= 0 && log.lines.length > first + max;
    if (!more) log.followed = true;
    return { lines, newest, more };
  }

  /** Connections that stand now, in the order of their beginning. */
  connections(): readonly OpenConnection[] {
    return [...this.#open.values()];
  }

  forget(account: AccountId): void {
    this.#logs.delete(account);
  }

  #of(account: AccountId): AccountLog {
    let log = this.#logs.get(account);
    if (!log) {
      log = { lines: [], followed: false, telling: false };
      this.#logs.set(account, log);
    }
    return log;
  }

  #add(account: AccountId, line: ProtocolLine): void {
    const log = this.#of(account);
    log.lines.push(line);
    if (log.lines.length > protocolLogMaxLines) log.lines.splice(0, log.lines.length - protocolLogMaxLines);
    const open = this.#open.get(line.connection);
    if (open) this.#open.set(line.connection, { ...open, lastAt: line.at });
    if (!log.followed || log.telling) return;
    log.telling = true;
    this.#clock.after(protocolLogCoalesceMs, () => {
      log.telling = false;
      log.followed = false;
      this.#events.send('protocolLogged', { account });
    });
  }

  #follow(account: AccountId, service: ProtocolLine['service'], number: number, stage: WireStage): void {
    const now = this.#clock.now();
    if (stage.stage === 'closed') this.#open.delete(number);
    if (stage.stage === 'connected')
      this.#open.set(number, { account, service, number, since: now, lastAt: now, secured: '' });
    const open = this.#open.get(number);
    if (stage.stage === 'secured' && open) this.#open.set(number, { ...open, secured: stage.protocol });
  }
}

/** Not translated: a log is read by those who help. */
function stageText(stage: WireStage): string {
  if (stage.stage === 'secured') return `secured by ${stage.protocol} ${stage.cipher}`;
  if (stage.stage === 'closed') return 'closed';
  return { resolved: 'found at', refusedAt: 'no answer at', connected: 'connected to' }[stage.stage].concat(
    ` ${stage.address}`,
  );
}
