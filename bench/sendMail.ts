import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { accountAdd } from '../src/protocol/methods/accountAdd.ts';
import { engineStatus } from '../src/protocol/methods/engineStatus.ts';
import { outboxEnqueue } from '../src/protocol/methods/outboxEnqueue.ts';
import { outboxList } from '../src/protocol/methods/outboxList.ts';
import { memoryGrowth } from '../test/e2e/harness/processMemory.ts';
import { startDovecot } from '../test/live/servers/dovecot.ts';
import { startPostfix } from '../test/live/servers/postfix.ts';
import { connects } from '../test/live/servers/ready.ts';
import { startDaemon } from '../test/support/childProcess.ts';
import { startEngine, type TestEngine } from '../test/support/engine.ts';
import { freePorts } from '../test/support/freePort.ts';
import { waitFor } from '../test/support/waitFor.ts';
import { type Bench, median, timed } from './row.ts';

const user = { address: 'bench@example.test', password: 'secret' };
const attachmentBytes = 20_000_000;
const burstMails = 1_000;

/**
 * Mail on its way out, beside nodemailer alone, each in its turn: one mail with a large file to Postfix over TLS, and a
 * burst, to Postfix and to its own sink. Ours is on disk before it leaves, and its journal is synced three times a mail.
 */
export const sendMail: Bench = {
  name: 'send-mail',
  async run({ runs }) {
    const large = await sendLarge(runs);
    const rate = await sendBurst(Math.min(runs, 3));
    const postfix = await sendBurstToPostfix(Math.min(runs, 3));
    const base = { bench: 'send-mail' } as const;
    return [
      {
        ...{ ...base, metric: 'send a mail with a 20 MB attachment to Postfix, times nodemailer alone', unit: 'x' },
        ...{ goal: 1.1, better: 'lower', baseline: 1, runs, value: large.ratio },
      },
      {
        ...{ ...base, metric: 'send a mail with a 20 MB attachment, growth of resident memory', unit: 'MB' },
        ...{ goal: 40, better: 'lower', baseline: null, runs, value: large.growthMb },
      },
      {
        ...{ ...base, metric: `rate of a burst of ${burstMails} mails to a sink, times a pool of nodemailer alone` },
        ...{ unit: 'x', goal: 0.9, better: 'higher', baseline: 1, runs: rate.runs, value: rate.ratio },
      },
      {
        ...{ ...base, metric: `rate of a burst of ${burstMails} mails to Postfix, times a pool of nodemailer alone` },
        ...{ unit: 'x', goal: 0.9, better: 'higher', baseline: 1, runs: postfix.runs, value: postfix.ratio },
      },
    ];
  },
};

async function sendLarge(runs: number): Promise<{ readonly ratio: number; readonly growthMb: number }> {
  await using dovecot = await startDovecot({ users: [user] });
  await using postfix = await startPostfix({ dovecot, messageSizeLimitBytes: 3 * attachmentBytes });
  await using engine = await startEngine({ secrets: async () => user.password });
  const smtp = { host: 'localhost', port: postfix.smtpsPort, security: 'tls' } as const;
  const config = { address: user.address, name: 'Bench', auth: 'password', smtp, ca: postfix.ca } as const;
  await engine.client.call(accountAdd, { config, secret: user.password });
  const file = join(engine.profile, 'large.bin');
  await writeFile(file, Buffer.alloc(attachmentBytes, 'mailroom '));
  const ours = async (run: number) => {
    const text = `---\nto: ${user.address}\nsubject: Large ${run}\nattach: ${file}\n---\n\nHello\n`;
    const files = [{ path: file, name: 'large.bin', reference: file }];
    const { item } = await engine.client.call(outboxEnqueue, { draft: '', text, files, undoMs: 0, wait: true });
    if (item.state !== 'sent') throw new Error(`the mail is ${item.state}`);
  };
  const theirs = async () => {
    const transport = createTransport({
      ...{ host: 'localhost', port: postfix.smtpsPort, secure: true },
      ...{ auth: { user: user.address, pass: user.password }, tls: { rejectUnauthorized: false } },
    });
    const mail = { from: user.address, to: user.address, subject: 'Large', text: 'Hello' };
    await transport.sendMail({ ...mail, attachments: [{ filename: 'large.bin', path: file }] });
    transport.close();
  };
  await ours(0); // Both begin with warm code.
  await theirs();
  const ratios: number[] = [];
  for (let run = 1; run <= runs; run++) {
    const [mine = 0] = await timed(1, () => ours(run));
    const [alone = 1] = await timed(1, theirs);
    ratios.push(mine / alone);
  }
  const { pid } = await engine.client.call(engineStatus, {});
  const growth = await memoryGrowth([pid], () => ours(runs + 1));
  return { ratio: median(ratios), growthMb: growth / 1_000_000 };
}

async function sendBurst(runs: number): Promise<{ readonly ratio: number; readonly runs: number }> {
  const [port = 0] = await freePorts(1);
  await using _sink = startDaemon('/usr/sbin/smtp-sink', ['-u', 'nobody', `127.0.0.1:${port}`, '100']);
  await waitFor(() => connects(port), { what: 'the sink' });
  const ratios: number[] = [];
  for (let run = 0; run < runs; run++) {
    await using engine = await startEngine();
    const smtp = { host: '127.0.0.1', port, security: 'none' } as const;
    const config = { address: user.address, name: 'Bench', auth: 'none', smtp } as const;
    await engine.client.call(accountAdd, { config });
    const [mine = 1] = await timed(1, () => burstOf(engine, someone));
    const pool = createTransport({ pool: true, host: '127.0.0.1', port, secure: false, ignoreTLS: true });
    const [alone = 1] = await timed(1, () => poolOf(pool, someone));
    ratios.push(alone / mine);
  }
  return { ratio: median(ratios), runs };
}

/** Over TLS with sign-in, each mail put into Postfix's queue, which it delivers to Dovecot meanwhile. */
async function sendBurstToPostfix(runs: number): Promise<{ readonly ratio: number; readonly runs: number }> {
  await using dovecot = await startDovecot({ users: [user] });
  await using postfix = await startPostfix({ dovecot });
  const ratios: number[] = [];
  for (let run = 0; run < runs; run++) {
    await using engine = await startEngine({ secrets: async () => user.password });
    const smtp = { host: 'localhost', port: postfix.smtpsPort, security: 'tls' } as const;
    const config = { address: user.address, name: 'Bench', auth: 'password', smtp, ca: postfix.ca } as const;
    await engine.client.call(accountAdd, { config, secret: user.password });
    const pool = createTransport({
      ...{ pool: true, host: 'localhost', port: postfix.smtpsPort, secure: true },
      ...{ auth: { user: user.address, pass: user.password }, tls: { rejectUnauthorized: false } },
    });
    const [mine = 1] = await timed(1, () => burstOf(engine, () => user.address));
    const [alone = 1] = await timed(1, () => poolOf(pool, () => user.address));
    ratios.push(alone / mine);
  }
  return { ratio: median(ratios), runs };
}

type RecipientOf = (number: number) => string;
const someone: RecipientOf = (number) => `someone${number}@example.test`;

async function burstOf(engine: TestEngine, to: RecipientOf): Promise<void> {
  const enqueue = (number: number) =>
    engine.client.call(outboxEnqueue, {
      draft: `file:///bench/${number}.mail.md`,
      text: `---\nto: ${to(number)}\nsubject: Mail ${number}\nformat: plain\n---\n\nHello\n`,
      files: [],
      undoMs: 0,
    });
  const numbers = Array.from({ length: burstMails }, (_, number) => number);
  for (let at = 0; at < numbers.length; at += enqueuedAtOnce)
    await Promise.all(numbers.slice(at, at + enqueuedAtOnce).map(enqueue));
  await waitFor(
    async () => {
      const { items } = await engine.client.call(outboxList, {});
      return items.length === burstMails && items.every(({ state }) => state === 'sent');
    },
    { what: 'the burst to leave', timeoutMs: 300_000, everyMs: 250 },
  );
}

const enqueuedAtOnce = 20;

async function poolOf(pool: ReturnType<typeof createTransport>, to: RecipientOf): Promise<void> {
  const mails = Array.from({ length: burstMails }, (_, number) =>
    pool.sendMail({ from: user.address, to: to(number), subject: `Mail ${number}`, text: 'Hello' }),
  );
  await Promise.all(mails);
  pool.close();
}
