import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MailError } from '../../../src/base/errors.ts';
import { accountRecord, mailboxRecord } from '../../../src/protocol/records.ts';
import type { Translate } from '../../../src/texts/translate.ts';
import { createFormats } from '../../../src/views/formats.ts';
import {
  accountIcon,
  accountStateText,
  hasChildren,
  type MailboxNode,
  mailboxChildren,
  mailboxIcon,
  mailboxName,
  nodeId,
  parentOf,
} from '../../../src/views/mailboxTree.ts';
import { mailStatus } from '../../../src/views/mailStatus.ts';
import { english } from './rows.ts';

const now = new Date('2026-11-19T15:00:00').getTime();
const formats = createFormats('en', () => now);

function account(more: object = {}) {
  const config = { address: 'me@example.org', name: 'Me', auth: 'password' };
  return accountRecord.parse({ id: 'a1', config, state: 'online', failure: null, onlineAt: now, unread: 0, ...more });
}

function mailbox(id: string, name: string, more: object = {}) {
  const rest = {
    specialUse: null,
    selectable: true,
    subscribed: true,
    total: 0,
    unread: 0,
    marked: 0,
    syncedAt: null,
    failure: null,
  };
  return mailboxRecord.parse({ id, account: 'a1', path: name, name, parent: null, ...rest, ...more });
}

const mailboxes = [
  mailbox('m1', 'Zebra'),
  mailbox('m2', 'Sent Items', { specialUse: 'sent' }),
  mailbox('m3', 'INBOX', { specialUse: 'inbox', unread: 3 }),
  mailbox('m4', '项目', { parent: 'm1', path: 'Zebra/项目' }),
  mailbox('m5', 'Work 10'),
  mailbox('m6', 'Work 9'),
  mailbox('m7', 'orphan', { parent: 'mgone' }),
];
const names = (nodes: readonly MailboxNode[]) =>
  nodes.map((node) => (node.kind === 'mailbox' ? node.mailbox.name : nodeId(node)));

describe('B01 the tree of mailboxes', () => {
  const snapshot = { accounts: [account()], mailboxes };
  const [top] = mailboxChildren(snapshot);

  test('accounts, below them special mailboxes first, then the others as people count', () => {
    assert.ok(top);
    assert.deepEqual(names(mailboxChildren(snapshot, top)), [
      'INBOX',
      'Sent Items',
      'orphan',
      'Work 9',
      'Work 10',
      'Zebra',
    ]);
  });

  test('the hierarchy of the server, with Chinese names; each row finds its parent', () => {
    const zebra = mailboxChildren(snapshot, top).find((node) => nodeId(node) === 'm1');
    assert.ok(zebra);
    const [project] = mailboxChildren(snapshot, zebra);
    assert.ok(project);
    assert.deepEqual(names([project]), ['项目']);
    assert.equal(nodeId(parentOf(snapshot, project) ?? project), 'm1');
    assert.equal(nodeId(parentOf(snapshot, zebra) ?? zebra), 'a1');
  });

  test('a server’s own name for a special mailbox is said in the reader’s language, a person’s stays', () => {
    const shout: Translate = (message, ..._values) => message.toUpperCase();
    assert.equal(mailboxName(shout, mailbox('m2', 'Sent Items', { specialUse: 'sent' })), 'SENT');
    assert.equal(mailboxName(shout, mailbox('m2', 'Ausgang', { specialUse: 'sent' })), 'Ausgang');
    assert.equal(mailboxIcon(mailbox('m2', 'x', { specialUse: 'junk' })), 'report');
  });

  test('a failure is a row that can be mended; offline is not: the content stays and says since when', () => {
    const failure = { code: 'auth.refused', retry: 'afterUser', data: {} };
    const refused = { accounts: [account({ state: 'needsSignIn', failure })], mailboxes };
    const [first] = mailboxChildren(refused, mailboxChildren(refused)[0]);
    assert.equal(first?.kind, 'problem');
    const offline = account({ state: 'offline', failure, onlineAt: now - 3_600_000 });
    assert.equal(accountStateText(english, formats, offline), 'offline since 14:00');
    const quiet = { accounts: [offline], mailboxes };
    assert.equal(mailboxChildren(quiet, mailboxChildren(quiet)[0])[0]?.kind, 'mailbox');
  });

  test('M02 an account that only sends says so, and nothing of a connection that it never makes', () => {
    const smtp = { host: 'smtp.example.org', port: 465, security: 'tls' };
    const config = { address: 'me@example.org', name: 'Me', auth: 'password', smtp };
    const sender = account({ state: 'new', onlineAt: null, config });
    assert.equal(accountStateText(english, formats, sender), 'sends only');
    assert.equal(accountIcon(sender), 'send');
    const refused = account({ state: 'needsSignIn', onlineAt: null, config });
    assert.equal(accountStateText(english, formats, refused), 'needs sign-in');
    const receiver = account({ state: 'new', onlineAt: null, config: { ...config, imap: { ...smtp, port: 993 } } });
    assert.equal(accountStateText(english, formats, receiver), 'not connected yet');
  });

  test('C03 what a server can only remove all at once hangs below its mailbox, and the row opens', () => {
    const trash = mailbox('m8', 'Trash', { specialUse: 'trash', marked: 3 });
    const marked = { accounts: [account()], mailboxes: [trash] };
    const node = { kind: 'mailbox', mailbox: trash } as const;
    assert.equal(hasChildren(marked, trash), true);
    assert.deepEqual(mailboxChildren(marked, node).map(nodeId), ['m8/marked']);
    const [row] = mailboxChildren(marked, node);
    assert.ok(row);
    assert.deepEqual([parentOf(marked, row), mailboxChildren(marked, row)], [node, []]);
    assert.equal(hasChildren(marked, mailbox('m9', 'Empty')), false);
  });

  test('M04 the status bar says first what a person must do', () => {
    const states = (...list: readonly ('error' | 'needsSignIn' | 'offline' | 'online' | 'syncing')[]) =>
      mailStatus(
        list.map((state) => ({ state })),
        undefined,
      ).icon;
    assert.equal(states('online', 'offline', 'needsSignIn', 'syncing'), 'key');
    assert.equal(states('online', 'syncing', 'error'), 'warning');
    assert.equal(states('online', 'syncing', 'offline'), 'sync~spin');
    assert.equal(states('online'), 'mail');
    assert.equal(mailStatus([{ state: 'online' }], new MailError('engine.unreachable')).icon, 'error');
  });
});
