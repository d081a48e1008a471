import { type Disposable, DisposableList } from '../base/dispose.ts';
import { isMailError } from '../base/errors.ts';
import type { Logger } from '../base/log.ts';
import type { EngineConnection } from '../host/engineConnection.ts';
import { accountProtocolLog } from '../protocol/methods/accountProtocolLog.ts';
import type { AccountId, AccountRecord } from '../protocol/records.ts';
import { protocolLineText } from '../texts/protocolLine.ts';
import { protocolLogTexts } from '../texts/protocolLog.ts';
import type { Translate } from '../texts/translate.ts';
import { nameOf } from './accountChoice.ts';

/** What is used of VS Code's output channel, whose view brings filter, search and copying. */
export interface LogChannel extends Disposable {
  appendLine(line: string): void;
  clear(): void;
  show(): void;
}

export interface ProtocolLogsDeps {
  readonly engine: Pick<EngineConnection, 'call' | 'on' | 'onConnected'>;
  readonly t: Translate;
  readonly log: Logger;
  readonly createChannel: (name: string) => LogChannel;
}

/** Lines that a channel holds; then it begins anew with what the engine still has. */
const channelMaxLines = 50_000;
const pageLines = 500;

interface Followed {
  readonly channel: LogChannel;
  /** When the engine that numbered the lines began; 0 before the first answer. */
  engine: number;
  newest: number;
  lines: number;
  reading: Promise<void> | undefined;
  again: boolean;
}

/** One output channel for each account whose log was asked for, which goes on as long as the window. */
export class ProtocolLogs implements Disposable {
  readonly #deps: ProtocolLogsDeps;
  readonly #followed = new Map<AccountId, Followed>();
  readonly #resources = new DisposableList();

  constructor(deps: ProtocolLogsDeps) {
    this.#deps = deps;
  }

  /** Opens an account's channel, with what the engine has kept and from now on what comes. */
  async show(account: AccountRecord): Promise<void> {
    const { t, createChannel } = this.#deps;
    let followed = this.#followed.get(account.id);
    if (!followed) {
      if (this.#followed.size === 0) this.#listen();
      const channel = this.#resources.add(createChannel(t(protocolLogTexts.channel, { account: nameOf(account) })));
      channel.appendLine(t(protocolLogTexts.begins, { account: nameOf(account) }));
      followed = { channel, engine: 0, newest: 0, lines: 0, reading: undefined, again: false };
      this.#followed.set(account.id, followed);
    }
    followed.channel.show();
    await this.#read(account.id, followed);
  }

  /** All that the engine has kept of an account, as text; '' for nothing. */
  async textOf(account: AccountId, { signal }: { readonly signal: AbortSignal }): Promise<string> {
    const lines: string[] = [];
    for (let after = 0, more = true; more; ) {
      const page = await this.#deps.engine.call(accountProtocolLog, { account, after, max: pageLines }, { signal });
      lines.push(...page.lines.map(protocolLineText));
      ({ newest: after, more } = page);
    }
    return lines.map((line) => `${line}\n`).join('');
  }

  dispose(): void {
    this.#resources.dispose();
  }

  #listen(): void {
    const { engine } = this.#deps;
    const readAll = () => {
      for (const account of this.#followed.keys()) this.#more(account);
    };
    this.#resources.add(engine.on('protocolLogged', ({ account }) => this.#more(account)));
    this.#resources.add(engine.on('resync', readAll));
    this.#resources.add(engine.onConnected(readAll));
  }

  #more(account: AccountId): void {
    const followed = this.#followed.get(account);
    if (!followed) return;
    this.#read(account, followed).catch((error) => {
      // An account that went has no log any more; an engine that is gone is read again when it is back.
      if (!isMailError(error, 'account.unknown')) this.#deps.log.info('protocolLog.unread', { error });
    });
  }

  #read(account: AccountId, followed: Followed): Promise<void> {
    followed.again = followed.reading !== undefined;
    followed.reading ??= this.#readOn(account, followed).finally(() => {
      followed.reading = undefined;
    });
    return followed.reading;
  }

  async #readOn(account: AccountId, followed: Followed): Promise<void> {
    const { engine, t } = this.#deps;
    for (let more = true; more; ) {
      followed.again = false;
      const page = await engine.call(accountProtocolLog, { account, after: followed.newest, max: pageLines });
      if (page.engine !== followed.engine) {
        if (followed.engine > 0) followed.channel.appendLine(t(protocolLogTexts.engineAgain));
        const isNew = followed.newest > 0;
        Object.assign(followed, { engine: page.engine, newest: 0 });
        if (isNew) continue; // Another engine counts from 1 again.
      }
      if (followed.lines + page.lines.length > channelMaxLines) {
        followed.channel.clear();
        followed.lines = 0;
        followed.channel.appendLine(t(protocolLogTexts.missed));
      }
      for (const line of page.lines) followed.channel.appendLine(protocolLineText(line));
      followed.lines += page.lines.length;
      followed.newest = page.newest;
      more = page.more || followed.again;
    }
  }
}
