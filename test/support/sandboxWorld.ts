/** The sandbox over a store in memory: mails are delivered as SMTP would, paths are asked as HTTP would. */
import { silentLogger } from '../../src/base/log.ts';
import { seededRandom } from '../../src/base/random.ts';
import { Directory, sandboxAddress } from '../../src/server/directory/directory.ts';
import { hashPassword } from '../../src/server/passwords.ts';
import { answerSandbox } from '../../src/server/sandbox/answer.ts';
import { Sandbox, type SandboxOptions } from '../../src/server/sandbox/sandbox.ts';
import { Delivery } from '../../src/server/smtp/delivery.ts';
import { Store } from '../../src/server/store/store.ts';
import { quickClock, testNow } from './memoryImap.ts';

export interface SentMail {
  readonly from?: string;
  readonly to?: readonly string[];
  readonly subject?: string;
  /** The whole message instead of a plain one. */
  readonly bytes?: string | Uint8Array;
  readonly receivedAt?: number;
}

export interface Asked {
  readonly status: number;
  readonly type: string;
  readonly text: string;
  readonly bytes: Uint8Array;
  readonly headers: { readonly [name: string]: string };
  /** The body as JSON. */
  readonly json: unknown;
}

export async function sandboxWorld(options: SandboxOptions = {}) {
  const clock = quickClock();
  const random = seededRandom(1);
  const store = new Store({ path: ':memory:', clock });
  store.addUser(sandboxAddress, await hashPassword('sandbox', random));
  const sandbox = new Sandbox(options, { store, clock, random, log: silentLogger });
  const delivery = new Delivery({
    store,
    directory: new Directory({ store, sandbox: true }),
    capture: (message) => sandbox.feed.hook(message),
  });
  return {
    store,
    sandbox,
    delivery,
    feed: sandbox.feed,
    clock,
    async send({ from = 'app@shop.example', to = ['ann@else.example'], subject = 'Hello', ...mail }: SentMail = {}) {
      const plain = `From: Shop <${from}>\r\nTo: ${to.join(', ')}\r\nSubject: ${subject}\r\nMessage-ID: <m${subject.length}@shop.example>\r\n\r\nIt is done.\r\n`;
      await delivery.deliver({
        from,
        recipients: to,
        bytes: Buffer.from(mail.bytes ?? plain),
        receivedAt: mail.receivedAt ?? testNow,
        trace: { id: 't1', greeting: 'app', address: '127.0.0.1', protocol: 'ESMTP' },
      });
    },
    /** Subjects of the messages in a mailbox of the catch-all, as IMAP and POP3 would find them. */
    subjectsIn(mailbox: string): string[] {
      const { id } = store.mailboxes.get(store.users.get(sandboxAddress).id, mailbox);
      const texts = store.messages.uids(id).map((uid) => Buffer.from(store.messages.bytes(id, uid) ?? []).toString());
      return texts.map((text) => /^Subject: (.*)\r$/m.exec(text)?.[1] ?? '');
    },
    async ask(method: string, path: string, body?: unknown): Promise<Asked> {
      const request = {
        method,
        url: new URL(path, 'http://localhost'),
        header: () => '',
        body: async () => Buffer.from(body === undefined ? '' : JSON.stringify(body)),
      };
      const answer = await answerSandbox(sandbox, request, '1.2.3');
      const bytes = Buffer.from(answer?.body?.bytes ?? '');
      const type = answer?.body?.type ?? '';
      return {
        status: answer ? (answer.status ?? 200) : 404,
        type,
        text: bytes.toString(),
        bytes,
        headers: answer?.headers ?? {},
        json: type.startsWith('application/json') ? JSON.parse(bytes.toString()) : undefined,
      };
    },
  };
}
