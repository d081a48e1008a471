import type { MailError } from '../base/errors.ts';
import type { AccountItem, MailboxItem } from '../host/items.ts';
import type { AccountRecord, AccountState, Failure, MailboxRecord, SpecialUse } from '../protocol/records.ts';
import type { Translate } from '../texts/translate.ts';
import { mailboxNames, viewTexts } from '../texts/views.ts';
import type { Formats } from './formats.ts';
import type { MailSnapshot } from './mailState.ts';

/** A failure as a row: a click mends it or tells more. */
export interface ProblemItem {
  readonly kind: 'problem';
  readonly id: string;
  readonly failure: Failure | MailError;
  readonly account: AccountRecord | undefined;
}

/** Messages of a mailbox that are marked for deletion and that its server can only remove all at once; a click lists them. */
export interface MarkedItem {
  readonly kind: 'marked';
  readonly mailbox: MailboxRecord;
}

export type MailboxNode = AccountItem | MailboxItem | MarkedItem | ProblemItem;

/** The rows below one, `undefined` = the top. With one account its folders still hang below it: its state has a place. */
export function mailboxChildren(snapshot: MailSnapshot, parent?: MailboxNode): readonly MailboxNode[] {
  if (!parent) return snapshot.accounts.map((account) => ({ kind: 'account', account }));
  if (parent.kind === 'problem' || parent.kind === 'marked') return [];
  if (parent.kind === 'mailbox') {
    const mailbox = snapshot.mailboxes.find(({ id }) => id === parent.mailbox.id) ?? parent.mailbox;
    const marked: readonly MailboxNode[] = mailbox.marked > 0 ? [{ kind: 'marked', mailbox }] : [];
    return [...marked, ...children(snapshot, mailbox.account, mailbox.id)];
  }
  const account = snapshot.accounts.find(({ id }) => id === parent.account.id) ?? parent.account;
  return [...problems(account), ...children(snapshot, account.id, null)];
}

export function parentOf(snapshot: MailSnapshot, node: MailboxNode): MailboxNode | undefined {
  if (node.kind === 'account') return undefined;
  if (node.kind === 'problem') return node.account && { kind: 'account', account: node.account };
  if (node.kind === 'marked') return { kind: 'mailbox', mailbox: node.mailbox };
  const parent = snapshot.mailboxes.find(({ id }) => id === node.mailbox.parent);
  if (parent) return { kind: 'mailbox', mailbox: parent };
  const account = snapshot.accounts.find(({ id }) => id === node.mailbox.account);
  return account && { kind: 'account', account };
}

export function hasChildren(snapshot: MailSnapshot, { id, marked }: MailboxRecord): boolean {
  return marked > 0 || snapshot.mailboxes.some(({ parent }) => parent === id);
}

export function nodeId(node: MailboxNode): string {
  if (node.kind === 'account') return node.account.id;
  if (node.kind === 'marked') return `${node.mailbox.id}/marked`;
  return node.kind === 'mailbox' ? node.mailbox.id : node.id;
}

export function accountName({ config }: AccountRecord): string {
  return config.label || config.address;
}

/** INBOX and the other special mailboxes in the reader's language (they are IMAP's names, not the person's). */
export function mailboxName(t: Translate, { name, specialUse }: MailboxRecord): string {
  return specialUse && isProtocolName(name, specialUse) ? t(mailboxNames[specialUse]) : name;
}

/** True for an account without a server to get mail from. It never connects by itself, so it is never late or offline. */
export function sendsOnly({ config, state }: AccountRecord): boolean {
  return !config.imap && !config.pop3 && (state === 'new' || state === 'online');
}

export function accountStateText(t: Translate, formats: Formats, account: AccountRecord): string {
  const { state, onlineAt } = account;
  if (sendsOnly(account)) return t(viewTexts.stateSendsOnly);
  if (state === 'offline' && onlineAt !== null)
    return t(viewTexts.stateOfflineSince, { time: formats.shortDate(onlineAt) });
  return t(stateTexts[state]);
}

export function mailboxIcon({ specialUse, selectable }: MailboxRecord): string {
  return specialUse ? specialIcons[specialUse] : selectable ? 'folder' : 'folder-opened';
}

export function accountIcon(account: AccountRecord): string {
  return sendsOnly(account) ? 'send' : accountIcons[account.state];
}

/** Online is the common case and stays quiet. */
export function isQuietState(state: AccountState): boolean {
  return state === 'online';
}

function problems(account: AccountRecord): readonly ProblemItem[] {
  const { failure, state } = account;
  if (!failure || state === 'online' || state === 'offline') return [];
  return [{ kind: 'problem', id: `${account.id}/problem`, failure, account }];
}

function children(snapshot: MailSnapshot, account: string, parent: string | null): readonly MailboxNode[] {
  const all = snapshot.mailboxes.filter((mailbox) => mailbox.account === account);
  const known = new Set<string>(all.map(({ id }) => id));
  const here = all.filter((mailbox) => {
    // A parent that the server does not list must not hide its children.
    const above = mailbox.parent !== null && known.has(mailbox.parent) ? mailbox.parent : null;
    return above === parent;
  });
  return here.sort(byRankAndName).map((mailbox) => ({ kind: 'mailbox', mailbox }));
}

const specialOrder: readonly SpecialUse[] = [
  'inbox',
  'flagged',
  'important',
  'drafts',
  'sent',
  'archive',
  'junk',
  'trash',
  'all',
];

function byRankAndName(a: MailboxRecord, b: MailboxRecord): number {
  const rank = ({ specialUse }: MailboxRecord) => (specialUse ? specialOrder.indexOf(specialUse) : specialOrder.length);
  return rank(a) - rank(b) || a.name.localeCompare(b.name, undefined, { numeric: true, sensitivity: 'base' });
}

/** The names that servers give by themselves; a mailbox that somebody named keeps its name. */
const protocolNames: { readonly [U in SpecialUse]: RegExp } = {
  inbox: /^inbox$/i,
  sent: /^sent( (messages|items|mail))?$/i,
  drafts: /^drafts?$/i,
  trash: /^(trash|deleted( (messages|items))?)$/i,
  junk: /^(junk( e-?mail)?|spam)$/i,
  archive: /^archives?$/i,
  all: /^all( mail)?$/i,
  flagged: /^(flagged|starred)$/i,
  important: /^important$/i,
};

function isProtocolName(name: string, specialUse: SpecialUse): boolean {
  return protocolNames[specialUse].test(name);
}

const specialIcons: { readonly [U in SpecialUse]: string } = {
  inbox: 'inbox',
  sent: 'send',
  drafts: 'edit',
  trash: 'trash',
  junk: 'report',
  archive: 'archive',
  all: 'mail',
  flagged: 'star-full',
  important: 'bookmark',
};

const accountIcons: { readonly [S in AccountState]: string } = {
  new: 'account',
  connecting: 'sync~spin',
  syncing: 'sync~spin',
  online: 'account',
  offline: 'debug-disconnect',
  needsSignIn: 'key',
  error: 'error',
};

const stateTexts = {
  new: viewTexts.stateNew,
  connecting: viewTexts.stateConnecting,
  syncing: viewTexts.stateSyncing,
  online: viewTexts.stateOnline,
  offline: viewTexts.stateOffline,
  needsSignIn: viewTexts.stateNeedsSignIn,
  error: viewTexts.stateError,
} as const satisfies { readonly [S in AccountState]: string };
