/**
 * An SMTP server on loopback that does what the test says at each step: refuses, holds, closes, reads slowly. It keeps
 * what it has accepted, so that a test can compare what a client believes with what is true.
 */
import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { portOf } from './freePort.ts';

/**
 * `content`: before the first byte of a message is read; `inContent`: once `holdAfterBytes` of it were read; `dot`: its
 * end was read and nothing accepted yet; `reply`: accepted, the reply not yet sent; `replied`: the reply is out.
 */
export type SmtpStep =
  | 'greeting'
  | 'ehlo'
  | 'auth'
  | 'mail'
  | 'rcpt'
  | 'data'
  | 'content'
  | 'inContent'
  | 'dot'
  | 'reply'
  | 'replied'
  | 'quit';

export interface SmtpMoment {
  readonly step: SmtpStep;
  /** What stands behind the command: an address for `mail` and `rcpt`. */
  readonly argument: string;
  /** 0 for the first connection of this server. */
  readonly connection: number;
  /** Ends the connection in order. */
  close(): void;
}

/** A reply in place of the usual one, at once or when its promise resolves; undefined: the usual one. */
export type SmtpScript = (moment: SmtpMoment) => string | undefined | Promise<string | undefined>;

export interface AcceptedMail {
  readonly from: string;
  readonly recipients: readonly string[];
  readonly bytes: Buffer;
  readonly messageId: string;
}

export interface ScriptedSmtp extends AsyncDisposable {
  readonly port: number;
  readonly accepted: readonly AcceptedMail[];
  readonly connections: number;
  /** Those that have not ended. */
  readonly open: number;
  /** Bytes of content read on all connections. */
  readonly contentBytes: number;
  /** All that clients sent as commands. */
  readonly commands: readonly string[];
  script: SmtpScript;
  /** Done with a mail that was taken, before the reply says so. */
  onAccepted: ((mail: AcceptedMail) => Promise<void>) | undefined;
  /** Reads content at most so fast. */
  bytesPerSecond: number | undefined;
  holdAfterBytes: number;
  /** Ends all connections at once. */
  closeAll(): void;
  /** Copies that a recipient has, of one message or of all. */
  copiesFor(address: string, messageId?: string): number;
}

export interface ScriptedSmtpOptions {
  readonly extensions?: readonly string[];
}

const usualExtensions = ['PIPELINING', 'SIZE 100000000', 'AUTH PLAIN LOGIN CRAM-MD5', '8BITMIME', 'SMTPUTF8'];

export async function startScriptedSmtp({
  extensions = usualExtensions,
}: ScriptedSmtpOptions = {}): Promise<ScriptedSmtp> {
  const sockets = new Set<Socket>();
  const accepted: AcceptedMail[] = [];
  const commands: string[] = [];
  const state = { connections: 0, open: 0, contentBytes: 0 };
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy()); // Killed clients and cut lines are what these tests are about.
    socket.once('close', () => sockets.delete(socket));
    state.open += 1;
    const session = new Session(socket, state.connections++, { scripted, accepted, commands, extensions, state });
    void session.run().finally(() => {
      state.open -= 1;
    });
  });
  const scripted: ScriptedSmtp = {
    script: () => undefined,
    onAccepted: undefined,
    bytesPerSecond: undefined,
    holdAfterBytes: Number.POSITIVE_INFINITY,
    accepted,
    commands,
    get port() {
      return portOf(server);
    },
    get connections() {
      return state.connections;
    },
    get open() {
      return state.open;
    },
    get contentBytes() {
      return state.contentBytes;
    },
    closeAll: () => {
      for (const socket of sockets) socket.destroy();
    },
    copiesFor: (address, messageId) =>
      accepted.filter((mail) => mail.recipients.includes(address) && (messageId ?? mail.messageId) === mail.messageId)
        .length,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return scripted;
}

interface Shared {
  readonly scripted: ScriptedSmtp;
  readonly accepted: AcceptedMail[];
  readonly commands: string[];
  readonly extensions: readonly string[];
  readonly state: { contentBytes: number };
}

class Session {
  readonly #socket: Socket;
  readonly #connection: number;
  readonly #shared: Shared;
  readonly #chunks: AsyncIterator<Buffer>;
  #buffer = Buffer.alloc(0);
  #from = '';
  #recipients: string[] = [];

  constructor(socket: Socket, connection: number, shared: Shared) {
    this.#socket = socket;
    this.#connection = connection;
    this.#shared = shared;
    this.#chunks = socket[Symbol.asyncIterator]();
  }

  async run(): Promise<void> {
    try {
      await this.#answer('greeting', '', '220 scripted.example.test ESMTP');
      for (;;) {
        const line = await this.#line();
        if (line === undefined) return this.#close();
        this.#shared.commands.push(line);
        if (!(await this.#command(line))) return this.#close();
      }
    } catch {
      this.#close(); // The client is gone.
    }
  }

  #close(): void {
    this.#socket.end();
    this.#socket.destroySoon();
  }

  /** False: the session is over. */
  async #command(line: string): Promise<boolean> {
    const [verb = '', rest = ''] = line.split(/ (.*)/s, 2);
    const address = /<(.*?)>/.exec(rest)?.[1] ?? '';
    switch (verb.toUpperCase()) {
      case 'EHLO':
        await this.#answer(
          'ehlo',
          rest,
          ['scripted.example.test', ...this.#shared.extensions].map(ehloLine).join('\r\n'),
        );
        return true;
      case 'AUTH':
        if (/^LOGIN$/i.test(rest)) {
          await this.#say('334 VXNlcm5hbWU6');
          await this.#line();
          await this.#say('334 UGFzc3dvcmQ6');
          await this.#line();
        } else if (/^CRAM-MD5$/i.test(rest)) {
          await this.#say(`334 ${Buffer.from('<1@x>').toString('base64')}`);
          await this.#line();
        }
        await this.#answer('auth', rest, '235 2.7.0 Welcome');
        return true;
      case 'MAIL':
        this.#from = address;
        this.#recipients = [];
        await this.#answer('mail', address, '250 2.1.0 Sender fine');
        return true;
      case 'RCPT': {
        const reply = await this.#answer('rcpt', address, '250 2.1.5 Recipient fine');
        if (reply.startsWith('2')) this.#recipients.push(address);
        return true;
      }
      case 'DATA':
        if (this.#recipients.length === 0) await this.#say('503 5.5.1 No recipients');
        else if ((await this.#answer('data', '', '354 Go on')).startsWith('3')) await this.#content();
        return true;
      case 'QUIT':
        await this.#answer('quit', '', '221 2.0.0 Bye');
        return false;
      default:
        await this.#say(verb.toUpperCase() === 'RSET' ? '250 2.0.0 Fine' : '500 5.5.2 What?');
        return true;
    }
  }

  async #content(): Promise<void> {
    const { scripted, accepted, state } = this.#shared;
    await this.#moment('content', '');
    const end = Buffer.from('\r\n.\r\n');
    const pieces: Buffer[] = [];
    let length = 0;
    let held = false;
    let last = Buffer.alloc(0); // The end may come in pieces.
    for (;;) {
      const found = Buffer.concat([last, this.#buffer]).indexOf(end);
      if (found >= 0) {
        const rest = found + end.length - last.length;
        pieces.push(this.#buffer.subarray(0, Math.max(0, rest)));
        this.#buffer = this.#buffer.subarray(rest);
        break;
      }
      if (this.#buffer.length > 0) {
        pieces.push(this.#buffer);
        length += this.#buffer.length;
        last = Buffer.concat([last, this.#buffer]).subarray(-4);
        state.contentBytes += this.#buffer.length;
        if (scripted.bytesPerSecond) await sleep((this.#buffer.length * 1_000) / scripted.bytesPerSecond);
        this.#buffer = Buffer.alloc(0);
        if (!held && length >= scripted.holdAfterBytes) {
          held = true;
          const early = await this.#moment('inContent', '');
          if (early !== undefined) await this.#say(early);
        }
      }
      if (!(await this.#more())) throw new Error('closed inside the content');
    }
    const refusal = await this.#moment('dot', '');
    if (refusal !== undefined) return this.#say(refusal);
    const bytes = Buffer.from(
      Buffer.concat(pieces).subarray(0, -3).toString('latin1').replace(/^\.\./gm, '.'),
      'latin1',
    );
    const messageId = /^Message-ID:\s*(<[^>]+>)/im.exec(bytes.toString('latin1'))?.[1] ?? '';
    const mail = { from: this.#from, recipients: [...this.#recipients], bytes, messageId };
    accepted.push(mail);
    await scripted.onAccepted?.(mail);
    await this.#answer('reply', '', '250 2.0.0 Taken');
    await this.#moment('replied', '');
  }

  async #answer(step: SmtpStep, argument: string, usual: string): Promise<string> {
    const reply = (await this.#moment(step, argument)) ?? usual;
    await this.#say(reply);
    return reply;
  }

  async #moment(step: SmtpStep, argument: string): Promise<string | undefined> {
    const close = () => this.#close();
    return this.#shared.scripted.script({ step, argument, connection: this.#connection, close });
  }

  async #say(reply: string): Promise<void> {
    if (reply === '') return;
    await new Promise<void>((resolve) => this.#socket.write(`${reply}\r\n`, () => resolve()));
  }

  async #line(): Promise<string | undefined> {
    for (;;) {
      const at = this.#buffer.indexOf('\r\n');
      if (at >= 0) {
        const line = this.#buffer.subarray(0, at).toString();
        this.#buffer = this.#buffer.subarray(at + 2);
        return line;
      }
      if (!(await this.#more())) return undefined;
    }
  }

  async #more(): Promise<boolean> {
    const { value, done } = await this.#chunks.next();
    if (done) return false;
    this.#buffer = Buffer.concat([this.#buffer, value]);
    return true;
  }
}

function ehloLine(text: string, index: number, all: readonly string[]): string {
  return `250${index === all.length - 1 ? ' ' : '-'}${text}`;
}
