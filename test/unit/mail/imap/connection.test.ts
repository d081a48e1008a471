import assert from 'node:assert/strict';
import { Duplex } from 'node:stream';
import { describe, test } from 'node:test';
import { BulkFlow } from '../../../../src/mail/imap/connection.ts';

/** A server in memory: greets, signs in, and answers what the script knows by the command's name. */
class ScriptedServer extends Duplex {
  readonly #answers: { readonly [command: string]: string };
  readonly said: string[] = [];

  constructor(answers: { readonly [command: string]: string }) {
    super();
    this.#answers = answers;
    this.push('* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] ready\r\n');
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    for (const line of chunk.toString('latin1').split('\r\n').filter(Boolean)) {
      this.said.push(line);
      const [tag = '', ...words] = line.split(' ');
      const name = words[0] === 'UID' ? `UID ${words[1]}` : (words[0] ?? '');
      const answer = Buffer.from(`${this.#answers[name] ?? ''}${tag} OK done\r\n`, 'latin1');
      for (let at = 0; at < answer.length; at += 16_384) this.push(answer.subarray(at, at + 16_384));
    }
    done();
  }

  setTimeout(): this {
    return this;
  }
}

async function connected(server: ScriptedServer): Promise<BulkFlow> {
  const flow = new BulkFlow({
    host: 'mail.example.test',
    port: 143,
    secure: false,
    doSTARTTLS: false,
    auth: { user: 'ann', pass: 'secret' },
    logger: false,
    disableAutoIdle: true,
    transport: {
      connect: (_options, onConnect) => {
        setImmediate(onConnect);
        return server;
      },
      upgrade: () => {
        throw new Error('no TLS here');
      },
    },
  });
  flow.on('error', () => {});
  await flow.connect();
  return flow;
}

/** What connection.ts calls: in imapflow's own types it does not exist. */
async function fetchAll(flow: BulkFlow): Promise<void> {
  const exec: unknown = Reflect.get(flow, 'exec');
  assert.equal(typeof exec, 'function');
  const { next } = await Reflect.apply(exec as (...args: unknown[]) => Promise<{ next: () => void }>, flow, [
    'UID FETCH',
    [{ type: 'SEQUENCE', value: '1:*' }],
    {},
  ]);
  next();
}

describe('The bulk-listing hook', () => {
  test('imapflow’s stream still takes its bytes through the cutter, which takes the rows out of them', async () => {
    const long = `"${'x'.repeat(300_000)}"`; // More than is held back: this one goes the way of imapflow's framing.
    const server = new ScriptedServer({
      'UID FETCH':
        '* 1 FETCH (UID 7 BODY[HEADER.FIELDS (REFERENCES)] {5}\r\na\r\nbc FLAGS ())\r\n* 2 EXISTS\r\n' +
        `* 2 FETCH (UID 9)\r\n* 3 FETCH (UID 10 BODY[] {2}\r\nab X ${long})\r\n`,
    });
    const flow = await connected(server);
    const before = flow.hookCalls;
    assert.ok(before > 0, 'the hook has seen the responses of signing in');
    const rows: [string, string[] | undefined][] = [];
    flow.bulkRow = (line, literals) => {
      const text = Buffer.from(line).toString('latin1').replace(long, '"x…"');
      rows.push([text, literals?.map((one) => Buffer.from(one).toString('latin1'))]);
      return true;
    };
    await fetchAll(flow);
    assert.deepEqual(rows, [
      ['* 1 FETCH (UID 7 BODY[HEADER.FIELDS (REFERENCES)] {5}\r\na\r\nbc FLAGS ())', undefined],
      ['* 2 FETCH (UID 9)', undefined],
      ['* 3 FETCH (UID 10 BODY[] {2}\r\n X "x…")', ['ab']],
    ]);
    assert.equal(flow.rowsCut, 2);
    assert.equal(flow.hookCalls - before, 3, 'the long row, EXISTS and the tagged OK');
    flow.close();
  });

  test('a row that the listing does not take is imapflow’s, and counts as a change', async () => {
    const flow = await connected(new ScriptedServer({ 'UID FETCH': '* 1 FETCH (UID 7 FLAGS (\\Seen))\r\n' }));
    const flags = new Promise<{ readonly uid?: number }>((resolve) => flow.once('flags', resolve));
    const mailbox: unknown = { path: 'INBOX', exists: 1, flags: new Set(), highestModseq: 0n };
    Reflect.set(flow, 'mailbox', mailbox);
    flow.bulkRow = () => false;
    await fetchAll(flow);
    assert.equal((await flags).uid, 7);
    flow.close();
  });

  test('without a listing under way nothing is taken from imapflow', async () => {
    const flow = await connected(new ScriptedServer({ NOOP: '* 1 FETCH (UID 7 FLAGS (\\Seen))\r\n' }));
    const seen: unknown[] = [];
    flow.on('response', (response: unknown) => seen.push(response));
    await flow.noop();
    assert.equal(seen.length, 1);
    flow.close();
  });

  test('what connection.ts uses of imapflow’s inside is still there', () => {
    const flow = new BulkFlow({ host: 'localhost', auth: { user: 'ann', pass: 'secret' }, logger: false });
    for (const name of ['exec', 'handleResponse']) assert.equal(typeof Reflect.get(flow, name), 'function', name);
    assert.ok(Reflect.get(flow, 'folders') instanceof Map);
    assert.ok(Reflect.get(flow, 'enabled') instanceof Set);
  });
});
