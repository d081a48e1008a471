/**
 * A person on a real engine process with real Dovecot and Postfix, whose engine is killed with SIGKILL in the middle of
 * whatever it does, again and again on the same files.
 */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isMailError } from '../../src/base/errors.ts';
import { type Random, randomInteger, seededRandom } from '../../src/base/random.ts';
import { accountAdd } from '../../src/protocol/methods/accountAdd.ts';
import { accountList } from '../../src/protocol/methods/accountList.ts';
import { draftJournal } from '../../src/protocol/methods/draftJournal.ts';
import { draftRecover } from '../../src/protocol/methods/draftRecover.ts';
import { engineStatus } from '../../src/protocol/methods/engineStatus.ts';
import { mailboxCreate } from '../../src/protocol/methods/mailboxCreate.ts';
import { mailboxDelete } from '../../src/protocol/methods/mailboxDelete.ts';
import { mailboxList } from '../../src/protocol/methods/mailboxList.ts';
import { mailboxRename } from '../../src/protocol/methods/mailboxRename.ts';
import { mailboxSync } from '../../src/protocol/methods/mailboxSync.ts';
import { messageAppend } from '../../src/protocol/methods/messageAppend.ts';
import { messageCopy } from '../../src/protocol/methods/messageCopy.ts';
import { messageDelete } from '../../src/protocol/methods/messageDelete.ts';
import { messageFlag } from '../../src/protocol/methods/messageFlag.ts';
import { messageList } from '../../src/protocol/methods/messageList.ts';
import { messageMove } from '../../src/protocol/methods/messageMove.ts';
import { outboxEnqueue } from '../../src/protocol/methods/outboxEnqueue.ts';
import { outboxList } from '../../src/protocol/methods/outboxList.ts';
import { outboxResolve } from '../../src/protocol/methods/outboxResolve.ts';
import type { MailboxRecord, MessageRow } from '../../src/protocol/records.ts';
import type { Dovecot } from '../live/servers/dovecot.ts';
import type { Postfix } from '../live/servers/postfix.ts';
import { killProcess, startEngine, type TestEngine } from '../support/engine.ts';
import { message } from '../support/message.ts';
import { dovecotAccount } from '../support/syncWorld.ts';
import { waitFor } from '../support/waitFor.ts';
import { assertConsistent, Ledger, type ServerMessage, type ServerTruth } from './assertConsistent.ts';
import { noted } from './session.ts';

export interface KillLoopOptions {
  readonly dovecot: Dovecot;
  readonly postfix: Postfix;
  readonly address: string;
  readonly password: string;
  readonly recipient: string;
  readonly seed: number;
}

/** What was under way when the engine was killed, and how often. */
export type Counts = ReadonlyMap<string, number>;

/** Kills come up to so long after an action began: most are over by then, and sync and sending are in full swing. */
const killWithinMs = 250;
/** What is copied goes there and stays. */
const copiesMailbox = 'Copies';

export class KillLoop implements AsyncDisposable {
  readonly #options: KillLoopOptions;
  readonly #engine: TestEngine;
  readonly #random: Random;
  readonly #ledger = new Ledger();
  readonly #counts = new Map<string, number>();
  /** Of the files that are stored in mailboxes. */
  readonly #folder: string;
  /** What a draft may say now: the last text that was shown as kept, and any that was on its way since. */
  #draft: readonly string[] = [''];
  #round = 0;

  private constructor(options: KillLoopOptions, engine: TestEngine, folder: string) {
    this.#options = options;
    this.#engine = engine;
    this.#folder = folder;
    this.#random = seededRandom(options.seed);
  }

  static async start(options: KillLoopOptions, seeded: readonly string[]): Promise<KillLoop> {
    const { dovecot, postfix, address, password } = options;
    const engine = await startEngine({ kind: 'editor', secrets: async () => password });
    const loop = new KillLoop(options, engine, await mkdtemp(join(tmpdir(), 'mr-kills-')));
    await dovecot.doveadm('mailbox', 'create', '-u', address, copiesMailbox);
    for (const messageId of seeded) loop.#ledger.place(messageId, 'INBOX');
    const smtp = { host: 'localhost', port: postfix.submissionPort, security: 'starttls' } as const;
    await engine.client.call(accountAdd, { config: dovecotAccount(dovecot, address, { smtp }) });
    await engine.client.call(mailboxSync, {});
    return loop;
  }

  get counts(): Counts {
    return this.#counts;
  }

  /** Something a person does, and in the middle of it, or of what follows, the end of the process. */
  async round(): Promise<void> {
    const { client } = this.#engine;
    const { pid } = await client.call(engineStatus, {});
    const [name, action] = this.#pick();
    const under = action.call(this, this.#round++).then(
      () => 'shown as done',
      (error) => {
        if (isMailError(error, 'engine.closed', 'engine.unreachable', 'engine.timeout')) return 'cut off';
        throw error;
      },
    );
    await sleep(randomInteger(this.#random, 0, killWithinMs));
    await killProcess(pid);
    const ended = `${name}, ${await under}`;
    this.#counts.set(ended, (this.#counts.get(ended) ?? 0) + 1);
  }

  /** Lets everything come to rest, decides doubts by what the recipient has, and judges. `last`: copies in Sent too. */
  async judge({ last }: { readonly last: boolean }): Promise<void> {
    const { client } = this.#engine;
    const isAtRest = async () => {
      await this.#resolveDoubts();
      return this.#isSent(last);
    };
    await waitFor(isAtRest, { what: 'all mail to have left', timeoutMs: 120_000, everyMs: 100 });
    await waitFor(
      async () => {
        const submitted = await this.#submitted(); // Anew each time: Postfix may write its log later than it answers.
        await client.call(mailboxSync, {});
        await assertConsistent({
          engine: client,
          truth: doveadmTruth(this.#options),
          ledger: this.#ledger,
          copiesSent: (messageId) => submitted.get(messageId) ?? 0,
          drafts: 1,
        });
        return true;
      },
      { what: 'the invariants to hold', timeoutMs: 30_000, everyMs: 250 },
    );
    const text = await this.#draftText();
    assert.ok(this.#draft.includes(text ?? ''), `the draft says ${text}, not ${this.#draft.join(' or ')}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#engine[Symbol.asyncDispose]();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #draftText(): Promise<string | null> {
    try {
      return (await this.#engine.client.call(draftRecover, { uri: draftUri })).text;
    } catch (error) {
      if (isMailError(error, 'draft.unknown')) return null; // Nothing was written yet.
      throw error;
    }
  }

  #pick(): readonly [string, (round: number) => Promise<void>] {
    const actions = [
      ['flag', this.#flag],
      ['archive', (round: number) => this.#move(round, 'INBOX', 'Archive')],
      ['bring back', (round: number) => this.#move(round, 'Archive', 'INBOX')],
      ['delete', this.#delete],
      ['copy', this.#copy],
      ['append', this.#append],
      ['make a mailbox', this.#makeMailbox],
      ['rename a mailbox', this.#renameMailbox],
      ['delete a mailbox', this.#deleteMailbox],
      ['send', this.#send],
      ['arrive', this.#arrive],
      ['write a draft', this.#write],
    ] as const;
    const found = actions[randomInteger(this.#random, 0, actions.length - 1)];
    assert.ok(found);
    return found;
  }

  async #flag(round: number): Promise<void> {
    const chosen = await this.#some('INBOX', 3);
    if (chosen.length === 0) return;
    const keyword = `k${round}`;
    await this.#engine.client.call(messageFlag, { ids: chosen.map(({ id }) => id), add: [keyword], remove: [] });
    for (const { messageId } of chosen) this.#ledger.flagged(messageId, keyword);
  }

  async #move(_: number, from: string, to: string): Promise<void> {
    const chosen = await this.#some(from, 3);
    const target = await this.#mailbox(to);
    if (chosen.length === 0) return;
    await this.#goes(chosen, [from, to], () =>
      this.#engine.client.call(messageMove, { ids: chosen.map(({ id }) => id), mailbox: target.id }),
    );
  }

  async #delete(): Promise<void> {
    const [inTrash] = await this.#some('Trash', 1);
    const [row] = inTrash ? [inTrash] : await this.#some('INBOX', 1);
    if (!row) return;
    await this.#goes([row], inTrash ? ['Trash', null] : ['INBOX', 'Trash'], () =>
      this.#engine.client.call(messageDelete, { ids: [row.id] }),
    );
  }

  /** To a mailbox that nothing else touches: each copy stays. */
  async #copy(): Promise<void> {
    const chosen = await this.#some('INBOX', 2);
    const target = await this.#mailbox(copiesMailbox);
    if (chosen.length === 0) return;
    await noted(
      this.#engine.client.call(messageCopy, { ids: chosen.map(({ id }) => id), mailbox: target.id }),
      (isSure) => {
        for (const { messageId } of chosen) this.#ledger.copied(messageId, copiesMailbox, isSure);
      },
    );
  }

  async #append(round: number): Promise<void> {
    const messageId = `<appended-${round}-${this.#options.address}>`;
    const file = join(this.#folder, `${round}.eml`);
    await writeFile(file, message({ subject: `Appended ${round}`, messageId, date: new Date() }));
    const target = await this.#mailbox('Archive');
    this.#ledger.place(messageId, null);
    await noted(this.#engine.client.call(messageAppend, { mailbox: target.id, file, flags: ['\\Seen'] }), (isSure) =>
      this.#ledger.stored(messageId, 'Archive', isSure),
    );
  }

  async #makeMailbox(round: number): Promise<void> {
    const { client } = this.#engine;
    const { accounts } = await client.call(accountList, {});
    const account = accounts[0]?.id ?? assert.fail('no account');
    const name = `Made ${round}`;
    await noted(client.call(mailboxCreate, { account, parent: null, name }), (isSure) =>
      this.#ledger.named(name, name, isSure),
    );
  }

  async #renameMailbox(round: number): Promise<void> {
    const found = await this.#madeMailbox();
    if (!found) return;
    const name = `Renamed ${round}`;
    await noted(this.#engine.client.call(mailboxRename, { mailbox: found.mailbox.id, parent: null, name }), (isSure) =>
      this.#ledger.named(found.key, name, isSure),
    );
  }

  async #deleteMailbox(): Promise<void> {
    const found = await this.#madeMailbox();
    if (!found) return;
    await noted(this.#engine.client.call(mailboxDelete, { mailbox: found.mailbox.id }), (isSure) =>
      this.#ledger.named(found.key, null, isSure),
    );
  }

  /** One of those that the person made, as it is shown now. */
  async #madeMailbox(): Promise<{ readonly key: string; readonly mailbox: MailboxRecord } | undefined> {
    const { mailboxes } = await this.#engine.client.call(mailboxList, {});
    const shown = [...this.#ledger.made].flatMap(([key, names]) => {
      const mailbox = mailboxes.find(({ path }) => names.includes(path));
      return mailbox ? [{ key, mailbox }] : [];
    });
    return shown[randomInteger(this.#random, 0, Math.max(0, shown.length - 1))];
  }

  async #send(round: number): Promise<void> {
    const { address, recipient } = this.#options;
    const text = `---\nfrom: ${address}\nto: ${recipient}\nsubject: Round ${round}\n---\n\nHello ${round}\n`;
    const asked = { draft: `file:///${round}.mail.md`, text, files: [], undoMs: 0 };
    const { item } = await this.#engine.client.call(outboxEnqueue, asked);
    this.#ledger.queued.add(item.messageId);
  }

  async #arrive(round: number): Promise<void> {
    const { dovecot, address } = this.#options;
    const messageId = `<arrived-${round}-${address}>`;
    this.#ledger.place(messageId, 'INBOX');
    await dovecot.deliver(address, message({ subject: `Arrived ${round}`, messageId }));
  }

  async #write(round: number): Promise<void> {
    const text = `---\nto: x@example.test\nsubject: Draft\n---\n\nAs of ${round}\n`;
    this.#draft = [...this.#draft, text];
    await this.#engine.client.call(draftJournal, { uri: draftUri, text, folder: '' });
    this.#draft = [text];
  }

  async #goes(
    chosen: readonly MessageRow[],
    [from, to]: readonly [string, string | null],
    act: () => Promise<unknown>,
  ): Promise<void> {
    await noted(act(), (isSure) => {
      for (const { messageId } of chosen) this.#ledger.moved(messageId, from, to, isSure);
    });
  }

  async #some(path: string, count: number): Promise<readonly MessageRow[]> {
    const mailbox = await this.#mailbox(path);
    const { rows } = await this.#engine.client.call(messageList, { mailbox: mailbox.id, limit: 200 });
    const start = randomInteger(this.#random, 0, Math.max(0, rows.length - count));
    return rows.slice(start, start + count);
  }

  async #mailbox(path: string): Promise<MailboxRecord> {
    const { mailboxes } = await this.#engine.client.call(mailboxList, {});
    const found = mailboxes.find((one) => one.path === path);
    assert.ok(found, `the mailbox ${path} is shown`);
    return found;
  }

  async #isSent(copiesToo: boolean): Promise<boolean> {
    const { items } = await this.#engine.client.call(outboxList, {});
    return items.every(({ state, sentCopy }) => state === 'sent' && (!copiesToo || sentCopy === 'saved'));
  }

  /** As the person would who asks the recipient: it is there, or it never came. */
  async #resolveDoubts(): Promise<void> {
    const { client } = this.#engine;
    const { items } = await client.call(outboxList, {});
    const doubts = items.filter(({ state }) => state === 'inDoubt');
    if (doubts.length === 0) return;
    const submitted = await this.#submitted();
    for (const { id, messageId } of doubts) {
      const decision = submitted.has(messageId) ? 'arrived' : 'sendAgain';
      await client.call(outboxResolve, { id, decision });
      this.#counts.set(`doubt: ${decision}`, (this.#counts.get(`doubt: ${decision}`) ?? 0) + 1);
    }
  }

  /** How often Postfix has taken each mail, once it is done with all that it was handed. */
  async #submitted(): Promise<ReadonlyMap<string, number>> {
    const { postfix } = this.#options;
    return waitFor(async () => takenBy(await postfix.log()), { what: 'Postfix to be done', timeoutMs: 60_000 });
  }
}

const draftUri = 'file:///drafts/kept.mail.md';

/** Message-ID → how often it was queued; undefined while a session that may still queue something is open, or the queue isn't empty. */
function takenBy(log: string): ReadonlyMap<string, number> | undefined {
  const named = new Map(
    [...log.matchAll(/cleanup\[\d+\]: (\w+): message-id=(<[^>]+>)/g)].map(([, id, name]) => [id, name]),
  );
  const active = new Set([...log.matchAll(/qmgr\[\d+\]: (\w+): from=/g)].map(([, id]) => id));
  const removed = new Set([...log.matchAll(/qmgr\[\d+\]: (\w+): removed/g)].map(([, id]) => id));
  const opened = log.match(/submission\/smtpd\[\d+\]: connect from/g)?.length ?? 0;
  const closed = log.match(/submission\/smtpd\[\d+\]: disconnect from/g)?.length ?? 0;
  if (opened > closed || [...active].some((id) => !removed.has(id))) return undefined;
  const counts = new Map<string, number>();
  for (const id of active) {
    const name = named.get(id);
    if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

/** What Dovecot has, by its own tool. */
function doveadmTruth({ dovecot, address }: KillLoopOptions): ServerTruth {
  return {
    async read() {
      const truth = new Map<string, ServerMessage[]>();
      const status = await dovecot.doveadm('-f', 'tab', 'mailbox', 'status', '-u', address, 'uidvalidity', '*');
      const validities = new Map(rowsOf(status).map(([path = '', validity]) => [path, Number(validity)]));
      for (const path of validities.keys()) truth.set(path, []);
      const fields = 'mailbox uid flags hdr.message-id';
      const fetched = await dovecot.doveadm('-f', 'tab', 'fetch', '-u', address, fields, 'ALL');
      for (const [path = '', uid, flags = '', messageId = ''] of rowsOf(fetched)) {
        const words = flags.split(' ').filter((flag) => flag !== '');
        const row = { uid: Number(uid), uidValidity: validities.get(path) ?? 0, messageId, flags: words };
        truth.get(path)?.push(row);
      }
      return truth;
    },
  };
}

function rowsOf(table: string): readonly (readonly string[])[] {
  return table
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t'));
}
