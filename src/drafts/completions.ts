import type { Address } from '../protocol/records.ts';
import { draftTexts } from '../texts/drafts.ts';
import { plural, type Translate } from '../texts/translate.ts';
import { writeReference } from './attachEdit.ts';
import { allEmoji } from './emoji.ts';
import { headerNames } from './headerBlock.ts';

/** What completion offers in a header block, as plain data. */
export interface Suggestion {
  readonly kind: 'header' | 'address' | 'group' | 'file' | 'folder' | 'word' | 'emoji';
  readonly label: string;
  readonly detail: string;
  /** What replaces the text from the place's start to the cursor. */
  readonly insertText: string;
  /** What the typed text is matched with. */
  readonly filterText: string;
  /** Asks for the next completion once taken: after `to: ` come addresses. */
  readonly goOn: boolean;
}

/** Headers that are not there yet, and those that may stand twice. */
export function suggestHeaders(present: ReadonlySet<string>, t: Translate): readonly Suggestion[] {
  return headerNames
    .filter((name) => name === 'attach' || !present.has(name))
    .map((name) => ({
      kind: 'header',
      label: name,
      detail: t(details[name]),
      insertText: `${name}: `,
      filterText: `${name} ${chinese[name]}`,
      goOn: name !== 'subject',
    }));
}

/** `typed`: what the engine found them by. A Chinese name that is typed in pinyin holds none of its letters. */
export function suggestAddresses(contacts: readonly Address[], typed = ''): readonly Suggestion[] {
  return contacts.map(({ name, address }) => {
    const text = formatted(name, address);
    return {
      kind: 'address',
      label: name || address,
      detail: name ? address : '',
      insertText: text,
      filterText:
        /\p{Script=Han}/u.test(name) && /^[a-z ]+$/i.test(typed) ? `${typed} ${name} ${address}` : `${name} ${address}`,
      goOn: false,
    };
  });
}

/** Several people under one name, as a person's settings say. */
export interface AddressGroup {
  readonly name: string;
  /** Addresses as a draft takes them, each with its name or without. */
  readonly members: readonly string[];
}

/** A group is written out: each sees who gets the mail, and one may take somebody out. */
export function suggestGroups(groups: readonly AddressGroup[], t: Translate): readonly Suggestion[] {
  return groups
    .filter(({ members }) => members.length > 0)
    .map(({ name, members }) => ({
      kind: 'group',
      label: name,
      detail: plural(t, draftTexts.groupOf, members.length),
      insertText: members.join(', '),
      filterText: `${name} ${members.join(' ')}`,
      goOn: false,
    }));
}

export interface FolderEntry {
  readonly name: string;
  readonly isFolder: boolean;
}

/** Entries of the folder that `typed` names so far (`docs/re` lists `docs`). */
export function suggestFiles(typed: string, entries: readonly FolderEntry[]): readonly Suggestion[] {
  const folder = typed.replace(/^"/, '').replace(/[^/\\]*$/, '');
  return entries
    .filter(({ name }) => !name.startsWith('.') || /(^|[/\\])\.$/.test(typed))
    .map(({ name, isFolder }) => {
      const path = `${folder}${name}${isFolder ? '/' : ''}`;
      const insertText = isFolder ? path : writeReference(path);
      return {
        kind: isFolder ? 'folder' : 'file',
        label: isFolder ? `${name}/` : name,
        detail: '',
        insertText,
        filterText: path,
        goOn: isFolder,
      };
    });
}

export function suggestWords(words: readonly string[]): readonly Suggestion[] {
  return words.map((word) => ({
    kind: 'word',
    label: word,
    detail: '',
    insertText: word,
    filterText: word,
    goOn: false,
  }));
}

/** Pictures by their names; `typed` begins with the colon. */
export function suggestEmoji(): readonly Suggestion[] {
  return allEmoji().map(({ name, picture }) => ({
    kind: 'emoji',
    label: `${picture} :${name}:`,
    detail: '',
    insertText: picture,
    filterText: `:${name}:`,
    goOn: false,
  }));
}

const details = {
  from: draftTexts.headerFrom,
  to: draftTexts.headerTo,
  cc: draftTexts.headerCc,
  bcc: draftTexts.headerBcc,
  subject: draftTexts.headerSubject,
  attach: draftTexts.headerAttach,
  'reply-to': draftTexts.headerReplyTo,
  format: draftTexts.headerFormat,
  style: draftTexts.headerStyle,
  signature: draftTexts.headerSignature,
  template: draftTexts.headerTemplate,
  'send-at': draftTexts.headerSendAt,
  priority: draftTexts.headerPriority,
  receipt: draftTexts.headerReceipt,
  dsn: draftTexts.headerDsn,
} as const;

/** So that who types in Chinese finds them; the header is written in English. */
const chinese = {
  from: '发件人',
  to: '收件人',
  cc: '抄送',
  bcc: '密送',
  subject: '主题',
  attach: '附件',
  'reply-to': '回复地址',
  format: '格式',
  style: '样式',
  signature: '签名',
  template: '模板',
  'send-at': '定时发送',
  priority: '优先级',
  receipt: '已读回执',
  dsn: '投递报告',
} as const;

/** Quotes where the address list wants them (RFC 5322 specials and their full-width forms). */
function formatted(name: string, address: string): string {
  if (!name) return address;
  return /["(),:;<>@[\\\]；，、＜＞＠：]/.test(name)
    ? `"${name.replace(/[\\"]/g, '\\$&')}" <${address}>`
    : `${name} <${address}>`;
}
