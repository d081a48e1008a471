/** One full session of a person, the same for each fault: every step is noted in the ledger once it is shown as done. */
import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Method } from '../../src/protocol/method.ts';
import { mailboxCreate } from '../../src/protocol/methods/mailboxCreate.ts';
import { mailboxDelete } from '../../src/protocol/methods/mailboxDelete.ts';
import { mailboxList } from '../../src/protocol/methods/mailboxList.ts';
import { mailboxRename } from '../../src/protocol/methods/mailboxRename.ts';
import { messageAppend } from '../../src/protocol/methods/messageAppend.ts';
import { messageArchive } from '../../src/protocol/methods/messageArchive.ts';
import { messageCopy } from '../../src/protocol/methods/messageCopy.ts';
import { messageDelete } from '../../src/protocol/methods/messageDelete.ts';
import { messageFlag } from '../../src/protocol/methods/messageFlag.ts';
import { messageList } from '../../src/protocol/methods/messageList.ts';
import { messageMove } from '../../src/protocol/methods/messageMove.ts';
import { messageSource } from '../../src/protocol/methods/messageSource.ts';
import { outboxEnqueue } from '../../src/protocol/methods/outboxEnqueue.ts';
import type { MailboxRecord, MessageRow } from '../../src/protocol/records.ts';
import { message } from '../support/message.ts';
import type { SimWorld } from './simWorld.ts';

/** A step; it ends when what it did is shown as done, not when the server has it. */
export type Step = (world: SimWorld) => Promise<void>;

const seeded = 12;
/** Rows of INBOX that no step takes away. */
const shownAtLeast = 6;

/** Mail that is there before the first connection. */
export function fill({ server, ledger, clock }: SimWorld): void {
  for (let number = 1; number <= seeded; number += 1) {
    const messageId = idOf(number);
    const date = new Date(clock.now() - (seeded - number + 1) * 60_000);
    const text = `Body of message ${number}.\n`.repeat(number === 3 ? 40 : 1);
    server.append(
      'INBOX',
      message({ subject: `Message ${number}`, messageId, date, text }),
      number % 2 ? ['\\Seen'] : [],
    );
    ledger.place(messageId, 'INBOX');
  }
  const trashed = message({ subject: 'Old', messageId: '<trashed@example.test>', date: new Date(clock.now()) });
  server.append('Trash', trashed, ['\\Seen']);
  ledger.place('<trashed@example.test>', 'Trash');
}

/** From here on INBOX shows what no step takes away, whatever breaks. */
export function keepShown({ alwaysShown }: SimWorld): void {
  alwaysShown.set('INBOX', shownAtLeast);
}

export const steps: { readonly [name: string]: Step } = {
  /** LIST, STATUS, SELECT, FETCH of everything. */
  listed: (world) => world.settled(),

  flagged: async (world) => {
    const [one, two] = await byIds(world, 'INBOX', [1, 2]);
    await world.engine.call(messageFlag, { ids: [one.id, two.id], add: ['\\Flagged', 'todo'], remove: [] });
    for (const { messageId } of [one, two]) world.ledger.flagged(messageId, '\\Flagged', 'todo');
  },

  archived: async (world) => {
    const chosen = await byIds(world, 'INBOX', [2, 3, 7]);
    await goes(world, chosen, 'Archive', messageArchive, { ids: chosen.map(({ id }) => id) });
  },

  read: async (world) => {
    const [row] = await byIds(world, 'INBOX', [4]);
    // Reading needs the server: what a fault does to it is an error, told, and no harm.
    await world.answer(world.engine.call(messageSource, { id: row.id })).then(
      ({ file }) => assert.ok(file),
      (error) => assert.notEqual(error.code, 'internal'),
    );
  },

  moved: async (world) => {
    const [row] = await byIds(world, 'INBOX', [5]);
    const junk = await mailbox(world, 'Junk');
    await goes(world, [row], 'Junk', messageMove, { ids: [row.id], mailbox: junk.id });
  },

  deleted: async (world) => {
    const [row] = await byIds(world, 'INBOX', [6]);
    await goes(world, [row], 'Trash', messageDelete, { ids: [row.id] });
    const [old] = (await rows(world, 'Trash')).filter(({ messageId }) => messageId === '<trashed@example.test>');
    assert.ok(old);
    await goes(world, [old], null, messageDelete, { ids: [old.id] });
  },

  copied: async (world) => {
    const chosen = await byIds(world, 'INBOX', [9, 10]);
    const archive = await mailbox(world, 'Archive');
    const asked = { ids: chosen.map(({ id }) => id), mailbox: archive.id };
    await noted(world.engine.call(messageCopy, asked), (isSure) => {
      for (const { messageId } of chosen) world.ledger.copied(messageId, 'Archive', isSure);
    });
  },

  appended: async (world) => {
    const messageId = '<appended@example.test>';
    const file = join(world.folder, '..', 'appended.eml');
    await writeFile(file, message({ subject: 'Appended', messageId, date: new Date(world.clock.now()) }));
    const archive = await mailbox(world, 'Archive');
    world.ledger.place(messageId, null);
    await noted(
      world.engine.call(messageAppend, { mailbox: archive.id, file, flags: ['\\Seen'] }).finally(() => rm(file)),
      (isSure) => world.ledger.stored(messageId, 'Archive', isSure),
    );
  },

  madeMailbox: async ({ engine, ledger, account }) => {
    for (const name of ['Made', 'Made for a moment']) {
      await noted(engine.call(mailboxCreate, { account, parent: null, name }), (isSure) =>
        ledger.named(name, name, isSure),
      );
    }
  },

  renamedMailbox: async (world) => {
    const made = await shownMailbox(world, 'Made');
    if (!made) return; // The engine died over making it.
    const asked = { mailbox: made.id, parent: null, name: 'Renamed' };
    await noted(world.engine.call(mailboxRename, asked), (isSure) => world.ledger.named('Made', 'Renamed', isSure));
  },

  deletedMailbox: async (world) => {
    const made = await shownMailbox(world, 'Made for a moment');
    if (!made) return; // As above.
    await noted(world.engine.call(mailboxDelete, { mailbox: made.id }), (isSure) =>
      world.ledger.named('Made for a moment', null, isSure),
    );
  },

  /** Another client and another sender, seen by IDLE. */
  pushed: async ({ server, ledger, clock }) => {
    const messageId = '<pushed@example.test>';
    server.append('INBOX', message({ subject: 'Pushed', messageId, date: new Date(clock.now()) }));
    ledger.place(messageId, 'INBOX');
    const uids = server.uids('INBOX');
    const [first, second] = [uids[0] ?? 0, uids[1] ?? 0];
    server.flag('INBOX', [second], 'add', ['\\Answered']);
    const gone = (await server.truth.read()).get('INBOX')?.find(({ uid }) => uid === first);
    assert.ok(gone);
    server.expunge('INBOX', [first]);
    ledger.place(gone.messageId, null);
  },

  sent: async (world) => {
    const text = '---\nfrom: ann@example.test\nto: bob@example.test\nsubject: Sent once\n---\n\nHello\n';
    const asked = { draft: 'file:///sent.mail.md', text, files: [], undoMs: 0 };
    const { item } = await world.engine.call(outboxEnqueue, asked);
    world.ledger.queued.add(item.messageId);
  },

  flaggedAgain: async (world) => {
    const [row] = await byIds(world, 'INBOX', [8]);
    await world.engine.call(messageFlag, { ids: [row.id], add: ['\\Seen'], remove: ['\\Flagged'] });
    world.ledger.flagged(row.messageId, '\\Seen');
  },
};

/** An action that takes messages elsewhere; one over which the engine dies may count or not. */
async function goes<P, R>(
  { engine, ledger }: SimWorld,
  chosen: readonly MessageRow[],
  place: string | null,
  method: Method<P, R>,
  params: P,
): Promise<void> {
  await noted(engine.call(method, params), (isSure) => {
    for (const { messageId } of chosen) isSure ? ledger.place(messageId, place) : ledger.mayBe(messageId, place);
  });
}

/** An action that was shown as done counts; one over which the engine died may. */
export async function noted(asked: Promise<unknown>, note: (isSure: boolean) => void): Promise<void> {
  try {
    await asked;
  } catch (error) {
    note(false);
    throw error;
  }
  note(true);
}

/** The rows that are shown, by the numbers of the seeded mail. */
async function byIds<const N extends readonly number[]>(
  world: SimWorld,
  path: string,
  numbers: N,
): Promise<{ readonly [I in keyof N]: MessageRow }> {
  const shown = new Map((await rows(world, path)).map((row) => [row.messageId, row]));
  const found = numbers.map((number) => {
    const row = shown.get(idOf(number));
    assert.ok(row, `message ${number} is shown in ${path}`);
    return row;
  });
  return found as { readonly [I in keyof N]: MessageRow }; // One for each number: asserted above.
}

export async function rows(world: SimWorld, path: string): Promise<readonly MessageRow[]> {
  const { id } = await mailbox(world, path);
  return (await world.engine.call(messageList, { mailbox: id, limit: 500 })).rows;
}

async function shownMailbox({ engine }: SimWorld, path: string): Promise<MailboxRecord | undefined> {
  const { mailboxes } = await engine.call(mailboxList, {});
  return mailboxes.find((one) => one.path === path);
}

export async function mailbox(world: SimWorld, path: string): Promise<MailboxRecord> {
  const found = await shownMailbox(world, path);
  assert.ok(found, `the mailbox ${path} is shown`);
  return found;
}

function idOf(number: number): string {
  return `<seeded-${number}@example.test>`;
}
