import type { MailError } from '../../../../src/base/errors.ts';
import { silentLogger } from '../../../../src/base/log.ts';
import { seededRandom } from '../../../../src/base/random.ts';
import { EngineEvents } from '../../../../src/engine/events.ts';
import { Outbox } from '../../../../src/engine/outbox/outbox.ts';
import { SentCopies } from '../../../../src/engine/outbox/sentCopy.ts';
import type { SentEnvelope } from '../../../../src/engine/outbox/sentMailbox.ts';
import type { Transport } from '../../../../src/engine/outbox/transport.ts';
import { AccountStore } from '../../../../src/engine/store/accounts.ts';
import { Database } from '../../../../src/engine/store/database.ts';
import { OutboxStore } from '../../../../src/engine/store/outbox.ts';
import { userMigrations } from '../../../../src/engine/store/schema/user.ts';
import { SubmissionLimits } from '../../../../src/engine/store/submissionLimits.ts';
import { writeDate } from '../../../../src/mail/mime/writeHeader.ts';
import { parseReply } from '../../../../src/mail/smtp/reply.ts';
import type { SubmissionHooks, SubmissionResult } from '../../../../src/mail/smtp/submit.ts';
import type { Verdict } from '../../../../src/mail/smtp/verdict.ts';
import { tempFolder } from '../../../support/tempFolder.ts';
import { virtualClock } from '../../../support/virtualClock.ts';
import { waitFor } from '../../../support/waitFor.ts';

export type Server = (
  recipients: readonly string[],
  hooks: SubmissionHooks,
  signal: AbortSignal | undefined,
) => Promise<SubmissionResult>;

const taken = parseReply('250 2.0.0 ok');
export const accept: Server = async (recipients, hooks) => {
  await hooks.beforeFinalDot([]);
  return result(recipients.map((address) => ({ address, outcome: 'accepted', stage: 'content', reply: taken })));
};
export const result = (verdicts: readonly Verdict[], lost?: MailError): SubmissionResult => ({
  ...{ verdicts, lost },
  isReusable: false,
});

/** An outbox over a server that does as told, a Sent mailbox in memory and a clock that stands still. */
export async function outboxWorld() {
  const folder = await tempFolder();
  const clock = virtualClock();
  const random = seededRandom(7);
  const user = new Database(':memory:', { migrations: userMigrations, durability: 'full' });
  const accounts = new AccountStore({ user, clock, random });
  const endpoint = { host: 'x.test', port: 1, security: 'tls' } as const;
  const account = accounts.add({ address: 'me@x.test', name: 'Me', auth: 'password', smtp: endpoint, imap: endpoint });
  const store = new OutboxStore(user);
  const sent: SentEnvelope[] = [];
  const state = {
    server: accept,
    secret: true,
    sessions: 0,
    appended: 0,
    savesByItself: false,
    sentFails: undefined as MailError | undefined,
    onOpen: () => {},
  };
  const marked: string[] = [];
  const make = () => {
    const transport: Transport = {
      ready: async () => state.secret,
      open: async () => {
        state.sessions += 1;
        state.onOpen();
        return {
          submit: async ({ recipients, bytes }, hooks, { signal }) => {
            for await (const _ of bytes);
            return state.server(recipients, hooks, signal);
          },
          close() {},
        };
      },
      sizeLimit: async () => 0,
      close() {},
    };
    const afterSending = new SentCopies({
      ...{ store, accounts, clock, log: silentLogger, pathOf: (id) => `${folder.path}/${id}.eml` },
      savesByItself: () => state.savesByItself,
      openSent: async () => {
        if (state.sentFails) throw state.sentFails;
        return {
          position: async () => ({ uidValidity: 1, uidNext: sent.length + 1 }),
          newer: async (uidNext) => sent.slice(uidNext - 1),
          append: async () => {
            state.appended += 1;
            sent.push({ messageId: store.all().at(-1)?.messageId ?? '', subject: '', date: 0, recipients: [] });
          },
          close: async () => {},
        };
      },
    });
    let number = 0;
    return new Outbox({
      ...{
        store,
        accounts,
        transport,
        limits: new SubmissionLimits(user),
        afterSending,
        clock,
        random,
        log: silentLogger,
        folder: folder.path,
      },
      events: new EngineEvents(),
      marks: { mark: (item) => void marked.push(item.account) },
      build: async (text, _files, { sendAt = 0 }) => ({
        sendAt,
        ...{
          account,
          messageId: `<${++number}.${clock.now()}@x.test>`,
          subject: text,
          eightBit: false,
          answers: [],
          forwards: [],
        },
        envelope: { from: 'me@x.test', to: text.split(',') },
        open: async function* () {
          const date = writeDate(sendAt || clock.now());
          yield new TextEncoder().encode(`Subject: ${text}\r\nDate: ${date}\r\n\r\nHi\r\nDate: mine\r\n`);
        },
      }),
    });
  };
  const outbox = make();
  outbox.start();
  const settle = (is: () => boolean | undefined) => waitFor(is, { timeoutMs: 5_000, everyMs: 2 });
  const enqueue = (text: string, more: { draft?: string; undoMs?: number; sendAt?: number } = {}) =>
    outbox.enqueue({ draft: '', text, files: [], undoMs: 0, ...more });
  const stateOf = (id: string) => store.all().find((item) => item.id === id)?.state;
  return {
    ...{ folder, user, clock, store, outbox, state, sent, marked, make, settle, enqueue, stateOf, account },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}
