/** One engine that is killed again and again while it sends, and the server that knows what really arrived. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { accountAdd } from '../../src/protocol/methods/accountAdd.ts';
import { outboxEnqueue } from '../../src/protocol/methods/outboxEnqueue.ts';
import { outboxList } from '../../src/protocol/methods/outboxList.ts';
import { outboxResolve } from '../../src/protocol/methods/outboxResolve.ts';
import type { AccountConfig, OutboxId, OutboxRecord } from '../../src/protocol/records.ts';
import { startEngine, type TestEngine } from '../support/engine.ts';
import { type Proxy as HoldingProxy, startProxy } from '../support/proxy.ts';
import { type AcceptedMail, type ScriptedSmtp, type SmtpStep, startScriptedSmtp } from '../support/scriptedSmtp.ts';
import { waitFor } from '../support/waitFor.ts';

export const phases = [
  'before MAIL',
  'RCPT..354',
  '354..first byte',
  'inside the content',
  'at the final dot',
  'dot..reply',
  'after the reply',
] as const;
export type Phase = (typeof phases)[number];

/** Where the peer holds still until the engine is dead; those of a phase take turns. `dot` is held by the proxy. */
const holds: Readonly<Record<Phase, readonly (SmtpStep | 'beforeDot')[]>> = {
  'before MAIL': ['greeting', 'ehlo', 'auth', 'mail'],
  'RCPT..354': ['rcpt', 'data'],
  '354..first byte': ['content'],
  'inside the content': ['inContent'],
  'at the final dot': ['beforeDot'],
  'dot..reply': ['reply'],
  'after the reply': ['replied', 'quit'],
};

/** Every point where the peer holds still, with its phase. */
export const points: readonly { readonly phase: Phase; readonly hold: SmtpStep | 'beforeDot' }[] = phases.flatMap(
  (phase) => holds[phase].map((hold) => ({ phase, hold })),
);

/** What a kill left behind, told by the engine that came after it and by the server. */
export interface Aftermath {
  readonly phase: Phase;
  readonly hold: string;
  readonly large: boolean;
  readonly subject: string;
  readonly stateShown: OutboxRecord['state'];
  /** Copies that the server had when the state was shown. */
  readonly copiesThen: number;
  /** Connections that came by themselves to a mail in doubt. */
  readonly unaskedConnections: number;
  readonly finalState: OutboxRecord['state'];
  readonly finalCopies: number;
}

/** What may be shown, by what the engine can know: the mark, and nothing more, tells a doubt from a mail that waits. */
export const truthful: Readonly<Record<Phase, (aftermath: Aftermath) => boolean>> = {
  'before MAIL': isWaiting,
  'RCPT..354': isWaiting,
  '354..first byte': (aftermath) =>
    aftermath.large ? isWaiting(aftermath) : isWaiting(aftermath) || isDoubt(aftermath),
  'inside the content': isWaiting,
  'at the final dot': (aftermath) => isDoubt(aftermath) && aftermath.copiesThen === 0,
  'dot..reply': (aftermath) => isDoubt(aftermath) && aftermath.copiesThen === 1,
  'after the reply': (aftermath) =>
    aftermath.copiesThen === 1 && (aftermath.stateShown === 'sent' || isDoubt(aftermath)),
};

function isWaiting({ stateShown, copiesThen }: Aftermath): boolean {
  return (stateShown === 'queued' || stateShown === 'sending') && copiesThen === 0;
}

function isDoubt({ stateShown }: Aftermath): boolean {
  return stateShown === 'inDoubt';
}

export const senders = ['straight@example.test', 'proxied@example.test'] as const;

export interface KillSenderOptions {
  /** More of the settings of a sender's account: where it keeps what it sent. */
  readonly accountOf?: (address: string) => Partial<AccountConfig>;
  /** The server does this with a mail that it has taken, before it says so. */
  readonly onAccepted?: (mail: AcceptedMail) => Promise<void>;
}

const recipient = 'bob@example.test';
const largeBytes = 9_000_000; // More than two sockets' buffers take: the end can't leave while the peer holds still.
const holdAfterBytes = 200_000;

export class KillSender implements AsyncDisposable {
  readonly #engine: TestEngine;
  readonly #server: ScriptedSmtp;
  readonly #proxy: HoldingProxy;
  readonly #attachment: string;
  #round = 0;
  /** How often each phase had its turn: its variants follow each other. */
  readonly #turns = new Map<Phase, number>();

  private constructor(engine: TestEngine, server: ScriptedSmtp, proxy: HoldingProxy, attachment: string) {
    this.#engine = engine;
    this.#server = server;
    this.#proxy = proxy;
    this.#attachment = attachment;
  }

  static async start({ accountOf = () => ({}), onAccepted }: KillSenderOptions = {}): Promise<KillSender> {
    const server = await startScriptedSmtp();
    server.onAccepted = onAccepted;
    const proxy = await startProxy({ targetPort: server.port });
    const engine = await startEngine({ secrets: async () => 'secret-word' });
    for (const [index, address] of senders.entries()) {
      const smtp = { host: '127.0.0.1', port: index === 0 ? server.port : proxy.port, security: 'none' } as const;
      const config = { address, name: 'Ann', auth: 'password', smtp, ...accountOf(address) } as const;
      await engine.client.call(accountAdd, { config, secret: 'secret-word' });
    }
    const attachment = join(engine.profile, 'large.bin');
    await writeFile(attachment, Buffer.alloc(largeBytes, 'mailroom '));
    return new KillSender(engine, server, proxy, attachment);
  }

  /** Queues one mail, kills the engine where the phase says, starts another and lets it go on to the end. */
  async round(phase: Phase): Promise<Aftermath> {
    const turn = this.#turns.get(phase) ?? 0;
    this.#turns.set(phase, turn + 1);
    const hold = holds[phase][turn % holds[phase].length] ?? 'greeting';
    const large = phase === 'inside the content' || (phase === '354..first byte' && turn % 2 === 0);
    return this.roundAt({ phase, hold, large, late: turn % 4 === 1 });
  }

  /** The same at one point. `late`: the end of a small mail may be in the system's hands by then. */
  async roundAt({ phase, hold, large, late = false }: Point): Promise<Aftermath> {
    const round = this.#round++;
    const released = Promise.withResolvers<void>();
    const reached = this.#holdAt(hold, released.promise);
    const id = await this.#enqueue(round, hold === 'beforeDot', large);
    await reached;
    // A small mail is all in the system's hands soon after the 354, its end too: half of those kills come that late.
    if (phase === '354..first byte' && !large && late) await new Promise((resolve) => setTimeout(resolve, 100));
    await this.#engine.kill();
    released.resolve();
    this.#proxy.cutAll();
    await waitFor(() => this.#server.open === 0, { what: 'the server to see the end' });
    return { phase, hold, large, subject: subjectOf(round), ...(await this.#afterwards(id)) };
  }

  /** Waits until it is known of every mail that it has its copy, or that there is none. */
  async copiesSettled(): Promise<readonly OutboxRecord[]> {
    return waitFor(
      async () => {
        const { items } = await this.#engine.client.call(outboxList, {});
        return items.every(({ sentCopy }) => sentCopy !== 'pending') && items;
      },
      { timeoutMs: 180_000, everyMs: 500, what: 'the copies in Sent' },
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#engine[Symbol.asyncDispose]();
    await this.#proxy[Symbol.asyncDispose]();
    await this.#server[Symbol.asyncDispose]();
  }

  #holdAt(hold: SmtpStep | 'beforeDot', released: Promise<void>): Promise<void> {
    const server = this.#server;
    server.holdAfterBytes = holdAfterBytes;
    if (hold === 'beforeDot') {
      server.script = () => undefined;
      return this.#proxy.rule({ from: 'client', at: { text: '\r\n.\r\n', side: 'before' }, act: 'hold' }).hit;
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    server.script = async ({ step }) => {
      if (step !== hold) return undefined;
      resolve();
      await released;
      return undefined;
    };
    return promise;
  }

  async #enqueue(round: number, proxied: boolean, large: boolean): Promise<OutboxId> {
    const from = proxied ? 'proxied@example.test' : 'straight@example.test';
    const attach = large ? `attach: ${this.#attachment}\n` : '';
    const { item } = await this.#engine.client.call(outboxEnqueue, {
      draft: `file:///drafts/${round}.mail.md`,
      text: `---\nfrom: ${from}\nto: ${recipient}\nsubject: ${subjectOf(round)}\n${attach}---\n\nHello\n`,
      files: large ? [{ path: this.#attachment, name: 'large.bin', reference: this.#attachment }] : [],
      undoMs: 0,
    });
    return item.id;
  }

  async #afterwards(id: OutboxId): Promise<Omit<Aftermath, 'phase' | 'hold' | 'large' | 'subject'>> {
    const server = this.#server;
    const gate = Promise.withResolvers<void>();
    server.script = async ({ step }) => {
      if (step === 'greeting') await gate.promise;
      return undefined;
    };
    const connectionsBefore = server.connections;
    const shown = await this.#item(id); // Starts the next engine.
    const copiesThen = server.copiesFor(recipient, shown.messageId);
    const inDoubt = shown.state === 'inDoubt';
    // Long enough for an engine that would send again to have connected: it begins at once with what is queued.
    if (inDoubt) await new Promise((resolve) => setTimeout(resolve, 150));
    const unaskedConnections = inDoubt ? server.connections - connectionsBefore : 0;
    gate.resolve();
    if (inDoubt)
      await this.#engine.client.call(outboxResolve, { id, decision: copiesThen > 0 ? 'arrived' : 'sendAgain' });
    const final = await waitFor(async () => {
      const item = await this.#item(id);
      return item.state !== 'queued' && item.state !== 'sending' && item;
    });
    await waitFor(() => server.open === 0, { what: 'the session to end' });
    const finalCopies = server.copiesFor(recipient, shown.messageId);
    return { stateShown: shown.state, copiesThen, unaskedConnections, finalState: final.state, finalCopies };
  }

  async #item(id: OutboxId): Promise<OutboxRecord> {
    const { items } = await this.#engine.client.call(outboxList, {});
    const item = items.find((one) => one.id === id);
    if (!item) throw new Error(`the mail ${id} is lost`);
    return item;
  }
}

export interface Point {
  readonly phase: Phase;
  readonly hold: SmtpStep | 'beforeDot';
  readonly large: boolean;
  readonly late?: boolean;
}

function subjectOf(round: number): string {
  return `Round ${round}`;
}
