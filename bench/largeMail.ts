import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { accountAdd } from '../src/protocol/methods/accountAdd.ts';
import { attachmentFetch } from '../src/protocol/methods/attachmentFetch.ts';
import { engineStatus } from '../src/protocol/methods/engineStatus.ts';
import { mailboxList } from '../src/protocol/methods/mailboxList.ts';
import { mailboxSync } from '../src/protocol/methods/mailboxSync.ts';
import { messageList } from '../src/protocol/methods/messageList.ts';
import { messageRead } from '../src/protocol/methods/messageRead.ts';
import type { MessageRow } from '../src/protocol/records.ts';
import { memoryGrowth } from '../test/e2e/harness/processMemory.ts';
import { startDovecot } from '../test/live/servers/dovecot.ts';
import { startEngine, type TestEngine } from '../test/support/engine.ts';
import { message } from '../test/support/message.ts';
import { type Proxy as Relay, startProxy } from '../test/support/proxy.ts';
import { manyMessages, type SeedMessage, seedMailbox } from '../test/support/seedMailbox.ts';
import { dovecotAccount } from '../test/support/syncWorld.ts';
import { waitFor } from '../test/support/waitFor.ts';
import { rawDrain } from './coldList.ts';
import { type Bench, median, timed } from './row.ts';

const user = { address: 'bench@example.test', password: 'secret' };
const usualMails = 200;
const openedBytes = 5_000_000;
const savedBytes = 25_000_000;
const savedMails = 3;
/** A line of 20 Mbit/s, as far as it counts here: the way from the server. */
const lineBytesPerSecond = 2_500_000;

/**
 * Mails with large files in them, from Dovecot over TLS through a relay that counts and slows: what a person waits for
 * the text of one that was never fetched, and what saving a file costs in memory.
 */
export const largeMail: Bench = {
  name: 'large-mail',
  async run({ runs }) {
    await using dovecot = await startDovecot({ users: [user] });
    seedMailbox({ dovecot, address: user.address }, mails(2 * runs + 1));
    await using relay = await startProxy({ targetPort: dovecot.imapsPort });
    await using engine = await startEngine({ kind: 'editor', secrets: async () => user.password });
    const config = dovecotAccount(dovecot, user.address, { port: relay.port });
    const { account } = await engine.client.call(accountAdd, { config, secret: user.password });
    await engine.client.call(mailboxSync, { account });
    const [opened, saved] = await largeRows(engine);
    const text = new TextOpener(engine, relay);
    await text.open(opened.pop()); // The engine's worker and its connection for reading stand from then on.
    const direct = await beside(runs, opened, text, { dovecot, user });
    relay.throttle('server', lineBytesPerSecond);
    const slow = await beside(runs, opened, text, { dovecot: { ...dovecot, imapsPort: relay.port }, user });
    relay.throttle('server', undefined);
    const growthMb = await savedGrowth(engine, saved);
    const base = { bench: 'large-mail', better: 'lower', runs } as const;
    const ratio = { ...base, unit: 'x', goal: 0.05, baseline: 1 } as const;
    const metric = 'text of a mail with a 5 MB attachment';
    return [
      {
        ...{ ...ratio, metric: `${metric}, times fetching the whole mail, on a line of 20 Mbit/s` },
        value: median(slow.map(({ openedMs, wholeMs }) => openedMs / wholeMs)),
      },
      {
        ...{ ...ratio, metric: `${metric}, bytes from the server, times the whole mail` },
        value: median(direct.map(({ bytes, wholeBytes }) => bytes / wholeBytes)),
      },
      {
        ...{ ...ratio, metric: `${metric}, times a raw drain of the whole mail, no line between` },
        value: median(direct.map(({ openedMs, wholeMs }) => openedMs / wholeMs)),
      },
      {
        ...{ ...base, metric: 'save a 25 MB attachment, growth of resident memory', unit: 'MB', goal: 30 },
        ...{ value: growthMb, baseline: null, runs: saved.length },
      },
    ];
  },
};

/** Old enough that no text of theirs is fetched ahead. */
function* mails(opened: number): Generator<SeedMessage> {
  yield* manyMessages({ count: usualMails });
  for (let number = 0; number < opened; number++) yield withFile(`Opened ${number}`, openedBytes);
  for (let number = 0; number < savedMails; number++) yield withFile(`Saved ${number}`, savedBytes);
}

function withFile(subject: string, bytes: number): SeedMessage {
  const text = `This is the text of ${subject}.\n`;
  return { bytes: message({ subject, text, attachments: [{ filename: 'large.bin', content: noise(bytes) }] }) };
}

/** The same bytes in each run, which nothing packs. */
function noise(bytes: number): Buffer {
  const parts: Buffer[] = [];
  for (let part = 0; part * 64 < bytes; part++) parts.push(createHash('sha512').update(`part ${part}`).digest());
  return Buffer.concat(parts).subarray(0, bytes);
}

async function largeRows({ client }: TestEngine): Promise<readonly [opened: MessageRow[], saved: MessageRow[]]> {
  const { mailboxes } = await client.call(mailboxList, {});
  const inbox = mailboxes.find(({ specialUse }) => specialUse === 'inbox');
  if (!inbox) throw new Error('no inbox');
  const { rows } = await client.call(messageList, { mailbox: inbox.id, limit: 100 });
  const named = (start: string) => rows.filter(({ subject }) => subject.startsWith(start));
  await waitFor(async () => (await client.call(engineStatus, {})).queues.index === null, { what: 'the index' });
  return [named('Opened'), named('Saved')];
}

interface Opened {
  readonly openedMs: number;
  readonly bytes: number;
  readonly wholeMs: number;
  readonly wholeBytes: number;
}

/** Each run opens a mail that nobody has fetched, and fetches the whole of it by a client that throws it away. */
async function beside(
  runs: number,
  rows: MessageRow[],
  text: TextOpener,
  drain: Parameters<typeof rawDrain>[0],
): Promise<readonly Opened[]> {
  const found: Opened[] = [];
  for (let run = 0; run < runs; run++) {
    const row = rows.pop();
    if (!row) throw new Error('too few mails');
    const opened = await text.open(row);
    const wholeMs = await rawDrain(drain, `UID FETCH ${row.uid} BODY.PEEK[]`);
    found.push({ ...opened, wholeMs, wholeBytes: row.size });
  }
  return found;
}

class TextOpener {
  readonly #engine: TestEngine;
  readonly #relay: Relay;

  constructor(engine: TestEngine, relay: Relay) {
    this.#engine = engine;
    this.#relay = relay;
  }

  /** From the request to the message as the reader shows it, and what came from the server until then. */
  async open(row: MessageRow | undefined): Promise<Pick<Opened, 'openedMs' | 'bytes'>> {
    if (!row) throw new Error('too few mails');
    const before = this.#passed();
    const [openedMs = Number.NaN] = await timed(1, async () => {
      const { content } = await this.#engine.client.call(messageRead, { id: row.id });
      if (!JSON.stringify(content).includes(`the text of ${row.subject}`)) throw new Error('the text is not shown');
    });
    return { openedMs, bytes: this.#passed() - before };
  }

  #passed(): number {
    return this.#relay.connections.reduce((sum, connection) => sum + connection.passedBytes('server'), 0);
  }
}

/** The most that one saving added to what the engine had in memory, MB. Linux. */
async function savedGrowth(engine: TestEngine, rows: readonly MessageRow[]): Promise<number> {
  const pid = await engine.pid();
  const grown: number[] = [];
  for (const { id } of rows) {
    const bytes = await memoryGrowth([pid], async () => {
      const { file } = await engine.client.call(attachmentFetch, { id, index: 0 });
      if (statSync(file).size !== savedBytes) throw new Error(`${statSync(file).size} bytes were saved`);
    });
    grown.push(bytes / 1e6);
  }
  return Math.max(...grown);
}
