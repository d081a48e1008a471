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
      this.push(`${this.#answers[name] ?? ''}${tag} OK done\r\n`);
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

describe('The bulk-listing hook', () => {
  test('imapflow still hands every response to handleResponse, as bytes with their literals', async () => {
    const server = new ScriptedServer({
      'UID FETCH':
        '* 1 FETCH (UID 7 BODY[HEADER.FIELDS (REFERENCES)] {5}\r\na\r\nbc FLAGS ())\r\n* 2 EXISTS\r\n* 2 FETCH (UID 9)\r\n',
    });
    const flow = await connected(server);
    const before = flow.hookCalls;
    assert.ok(before > 0, 'the hook has seen the responses of signing in');
    const rows: [string, string[]][] = [];
    flow.bulkRow = (line, literals) =>
      rows.push([Buffer.from(line).toString('latin1'), literals.map((one) => Buffer.from(one).toString('latin1'))]);
    // What connection.ts calls: in imapflow's own types it does not exist.
    const exec: unknown = Reflect.get(flow, 'exec');
    assert.equal(typeof exec, 'function');
    const { next } = await Reflect.apply(exec as (...args: unknown[]) => Promise<{ next: () => void }>, flow, [
      'UID FETCH',
      [{ type: 'SEQUENCE', value: '1:*' }],
      {},
    ]);
    next();
    assert.deepEqual(rows, [
      ['* 1 FETCH (UID 7 BODY[HEADER.FIELDS (REFERENCES)] {5}\r\n FLAGS ())', ['a\r\nbc']],
      ['* 2 FETCH (UID 9)', []],
    ]);
    assert.equal(flow.hookCalls - before, 4, 'two rows, EXISTS and the tagged OK');
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
