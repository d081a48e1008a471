/** The things of a session that are cut, one by one (rounds.ts). */
import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { idleReissueMs } from '../../src/mail/imap/limits.ts';
import { mailboxCreate } from '../../src/protocol/methods/mailboxCreate.ts';
import { mailboxDelete } from '../../src/protocol/methods/mailboxDelete.ts';
import { mailboxList } from '../../src/protocol/methods/mailboxList.ts';
import { mailboxRename } from '../../src/protocol/methods/mailboxRename.ts';
import { messageAppend } from '../../src/protocol/methods/messageAppend.ts';
import { messageCopy } from '../../src/protocol/methods/messageCopy.ts';
import { messageDelete } from '../../src/protocol/methods/messageDelete.ts';
import { messageFlag } from '../../src/protocol/methods/messageFlag.ts';
import { messageList } from '../../src/protocol/methods/messageList.ts';
import { messageMove } from '../../src/protocol/methods/messageMove.ts';
import { messageSource } from '../../src/protocol/methods/messageSource.ts';
import { outboxEnqueue } from '../../src/protocol/methods/outboxEnqueue.ts';
import { syncConfigure } from '../../src/protocol/methods/syncConfigure.ts';
import type { MessageRow } from '../../src/protocol/records.ts';
import { message } from '../support/message.ts';
import { mailbox, rows } from './session.ts';
import type { SimWorld } from './simWorld.ts';

/** One thing that is said between engine and server. */
export interface Part {
  /** What it needs, with nothing broken. */
  readonly prepare?: (world: SimWorld, round: number) => Promise<void> | void;
  /** Begins it. */
  readonly act: (world: SimWorld, round: number) => Promise<void> | void;
  /** Whether it is over; asked until then. Nothing waits then either. */
  readonly isDone?: (world: SimWorld, round: number) => Promise<boolean> | boolean;
  /** Takes it back, past the engine, so that the next round finds what this one found. */
  readonly restore?: (world: SimWorld, round: number) => Promise<void> | void;
}

export const parts: { readonly [name: string]: Part } = {
  /** Greeting, sign-in, capabilities, ID, ENABLE, LIST, STATUS, SELECT, changes: on all lines. */
  connect: {
    act: ({ lines }) => lines.imap.cutAll(),
    isDone: ({ lines }) => lines.imap.connections.filter(({ open }) => open).length >= 2,
  },

  /** A mailbox that was never listed: LIST, STATUS, SELECT, FETCH of all rows. */
  list: {
    prepare: ({ server, ledger, clock }, round) => {
      server.createMailbox(`New ${round}`);
      for (const number of [1, 2, 3]) {
        const messageId = `<new-${round}-${number}@example.test>`;
        server.append(`New ${round}`, message({ subject: `New ${number}`, messageId, date: new Date(clock.now()) }));
        ledger.place(messageId, `New ${round}`);
      }
    },
    act: (world) => world.inStep(),
    restore: ({ server, ledger }, round) => {
      server.deleteMailbox(`New ${round}`);
      for (const number of [1, 2, 3]) ledger.places.delete(`<new-${round}-${number}@example.test>`);
    },
  },

  flag: {
    act: async (world, round) => {
      const row = await numbered(world, 'INBOX', 1);
      const [add, remove] = round % 2 ? [['todo'], ['later']] : [['later'], ['todo']];
      await world.engine.call(messageFlag, { ids: [row.id], add, remove });
      world.ledger.flags.set(row.messageId, add);
    },
  },

  move: {
    act: (world) => move(world, 2, 'INBOX', 'Work'),
    restore: (world) => movedBack(world, 2, 'Work'),
  },

  copy: {
    act: async (world) => {
      const row = await numbered(world, 'INBOX', 3);
      const { id } = await mailbox(world, 'Copies');
      await world.engine.call(messageCopy, { ids: [row.id], mailbox: id });
      world.ledger.copied(row.messageId, 'Copies');
    },
    restore: ({ server, ledger }) => {
      server.expunge('Copies', server.uids('Copies'));
      ledger.place('<seeded-3@example.test>', 'INBOX');
    },
  },

  append: {
    act: async (world, round) => {
      const messageId = `<appended-${round}@example.test>`;
      const file = join(world.folder, '..', 'appended.eml');
      await writeFile(file, message({ subject: 'Appended', messageId, date: new Date(world.clock.now()) }));
      const { id } = await mailbox(world, 'Work');
      await world.engine.call(messageAppend, { mailbox: id, file, flags: ['\\Seen'] });
      await rm(file);
      world.ledger.place(messageId, 'Work');
    },
    restore: ({ server, ledger }, round) => {
      server.expunge('Work', server.uids('Work'));
      ledger.place(`<appended-${round}@example.test>`, null);
    },
  },

  /** To Trash. */
  trash: {
    act: async (world) => {
      const row = await numbered(world, 'INBOX', 4);
      await world.engine.call(messageDelete, { ids: [row.id] });
      world.ledger.place(row.messageId, 'Trash');
    },
    restore: (world) => movedBack(world, 4, 'Trash'),
  },

  /** For good. */
  expunge: {
    prepare: async (world, round) => {
      const messageId = `<gone-${round}@example.test>`;
      world.server.append('Trash', message({ subject: 'Gone', messageId, date: new Date(world.clock.now()) }));
      world.ledger.place(messageId, 'Trash');
      await world.inStep();
    },
    act: async (world, round) => {
      const messageId = `<gone-${round}@example.test>`;
      const row = (await rows(world, 'Trash')).find((one) => one.messageId === messageId);
      assert.ok(row);
      await world.engine.call(messageDelete, { ids: [row.id] });
      world.ledger.place(messageId, null);
    },
  },

  createMailbox: {
    act: async ({ engine, account, ledger }, round) => {
      await engine.call(mailboxCreate, { account, parent: null, name: `Made ${round}` });
      ledger.named('made', `Made ${round}`);
    },
    restore: ({ server, ledger }, round) => {
      server.deleteMailbox(`Made ${round}`);
      ledger.named('made', null);
    },
  },

  renameMailbox: {
    prepare: (world, round) => makeMailbox(world, `Before ${round}`),
    act: async (world, round) => {
      const { id } = await mailbox(world, `Before ${round}`);
      await world.engine.call(mailboxRename, { mailbox: id, parent: null, name: `Behind ${round}` });
      world.ledger.named('made', `Behind ${round}`);
    },
    restore: ({ server, ledger }, round) => {
      server.deleteMailbox(`Behind ${round}`);
      ledger.named('made', null);
    },
  },

  deleteMailbox: {
    prepare: (world, round) => makeMailbox(world, `Gone ${round}`),
    act: async (world, round) => {
      const { id } = await mailbox(world, `Gone ${round}`);
      await world.engine.call(mailboxDelete, { mailbox: id });
      world.ledger.named('made', null);
    },
  },

  /** EXISTS in IDLE, DONE, what is new, IDLE. */
  push: {
    act: ({ server, ledger, clock }, round) => {
      const messageId = `<pushed-${round}@example.test>`;
      server.append('INBOX', message({ subject: 'Pushed', messageId, date: new Date(clock.now()) }));
      ledger.place(messageId, 'INBOX');
    },
    isDone: async (world, round) =>
      (await rows(world, 'INBOX')).some(({ messageId }) => messageId === `<pushed-${round}@example.test>`),
    restore: ({ server, ledger }, round) => {
      server.expunge('INBOX', server.uids('INBOX').slice(-1));
      ledger.place(`<pushed-${round}@example.test>`, null);
    },
  },

  /** EXPUNGE and flags of another client in IDLE. */
  pushGone: {
    prepare: async (world, round) => {
      const messageId = `<brief-${round}@example.test>`;
      const date = new Date(world.clock.now());
      world.server.append('INBOX', message({ subject: 'Brief', messageId, date }));
      world.ledger.place(messageId, 'INBOX');
      await world.inStep();
    },
    act: ({ server, ledger }, round) => {
      const uids = server.uids('INBOX');
      server.flag('INBOX', uids.slice(0, 1), round % 2 ? 'add' : 'remove', ['$Junk']);
      server.expunge('INBOX', uids.slice(-1));
      ledger.place(`<brief-${round}@example.test>`, null);
    },
    isDone: async (world, round) =>
      (await rows(world, 'INBOX')).every(({ messageId }) => messageId !== `<brief-${round}@example.test>`),
  },

  /** The source of a mail that was not fetched ahead, on the line for reading, which stands: another one was read before. */
  read: {
    prepare: async (world, round) => {
      await world.engine.call(syncConfigure, { textDays: 0 });
      for (const messageId of readIds(round)) {
        const date = new Date(world.clock.now());
        world.server.append('INBOX', message({ subject: 'To read', messageId, date, text: 'Read me.\n' }));
        world.ledger.place(messageId, 'INBOX');
      }
      await world.inStep();
      await readSource(world, readIds(round)[0]);
    },
    act: (world, round) => readSource(world, readIds(round)[1]),
    restore: ({ server, ledger }, round) => {
      server.expunge('INBOX', server.uids('INBOX').slice(-2));
      for (const messageId of readIds(round)) ledger.place(messageId, null);
    },
  },

  /** IDLE is ended and begun again; mailboxes that nobody watches are asked for news. */
  idle: {
    act: ({ clock }) => clock.advance(idleReissueMs + 1),
  },

  /** A submission, and its copy in Sent. A doubt ends as the person decides who asks the recipient. */
  send: {
    act: async ({ engine, ledger }, round) => {
      const text = `---\nfrom: ann@example.test\nto: bob@example.test\nsubject: Sent ${round}\n---\n\nHello\n`;
      const asked = { draft: `file:///sent-${round}.mail.md`, text, files: [], undoMs: 0 };
      const { item } = await engine.call(outboxEnqueue, asked);
      ledger.queued.add(item.messageId);
    },
    restore: async (world) => {
      if (world.engine.context.outbox.list().some(({ state }) => state === 'inDoubt')) await world.assertHealed();
    },
  },

  /** LOGOUT, and what a new engine on the same files says. */
  logout: {
    act: async (world) => {
      await world.engine.stop();
      await world.start();
    },
  },
};

function readIds(round: number): readonly [string, string] {
  return [`<read-before-${round}@example.test>`, `<to-read-${round}@example.test>`];
}

async function readSource(world: SimWorld, messageId: string): Promise<void> {
  const row = (await rows(world, 'INBOX')).find((one) => one.messageId === messageId);
  assert.ok(row);
  await world.answer(world.engine.call(messageSource, { id: row.id })).then(
    ({ file }) => assert.ok(file),
    (error) => assert.notEqual(error.code, 'internal'), // A broken line is an error, told, and no harm.
  );
}

async function numbered(world: SimWorld, path: string, number: number): Promise<MessageRow> {
  const wanted = `<seeded-${number}@example.test>`;
  let row: MessageRow | undefined;
  const isShown = async () => {
    row = (await rows(world, path)).find(({ messageId }) => messageId === wanted);
    return row !== undefined;
  };
  await world.until(isShown, `${wanted} to be shown in ${path}`);
  return row ?? assert.fail(wanted);
}

async function move(world: SimWorld, number: number, from: string, to: string): Promise<void> {
  const row = await numbered(world, from, number);
  const { id } = await mailbox(world, to);
  await world.engine.call(messageMove, { ids: [row.id], mailbox: id });
  world.ledger.place(row.messageId, to);
}

/** As another client would: out of there, and a new one in INBOX. */
function movedBack({ server, ledger, clock }: SimWorld, number: number, from: string): void {
  const messageId = `<seeded-${number}@example.test>`;
  server.expunge(from, server.uids(from).slice(-1));
  if (server.uids('INBOX').length === 0) assert.fail('INBOX has mail');
  server.append('INBOX', message({ subject: `Message ${number}`, messageId, date: new Date(clock.now()) }));
  ledger.place(messageId, 'INBOX');
}

async function makeMailbox(world: SimWorld, name: string): Promise<void> {
  world.server.createMailbox(name);
  await world.inStep();
  const { mailboxes } = await world.engine.call(mailboxList, {});
  assert.ok(mailboxes.some(({ path }) => path === name));
  const found = mailboxes.find(({ path }) => path === name);
  await world.engine.call(messageList, { mailbox: found?.id ?? assert.fail(), limit: 1 });
  world.ledger.named('made', name);
}
