import type { EngineCaller } from '../host/engineConnection.ts';
import type { MessageItem } from '../host/items.ts';
import { pageMaxRows } from '../protocol/limits.ts';
import { messageCounts } from '../protocol/methods/messageCounts.ts';
import { messageList } from '../protocol/methods/messageList.ts';
import type { MailboxId, MessageRow } from '../protocol/records.ts';
import { type DateGroup, splitGroup, topGroups } from './dateGroups.ts';

/** A row that opens to messages or to finer groups. `count` messages lie in it. */
export interface GroupNode {
  readonly kind: 'group';
  readonly id: string;
  readonly mailbox: MailboxId;
  readonly span: DateGroup;
  readonly count: number;
  readonly unread: number;
  /** Open when it is first shown. */
  readonly open: boolean;
  /** Set where more messages share one hour than a page holds: the page that this row continues. */
  readonly before: string | undefined;
}

export type MessageNode = GroupNode | MessageItem;

/** The most spans that one request may name. */
const spansPerRequest = 200;
/** Months that are asked about before the age of the oldest message is known. */
const firstMonths = 24;
const dayMs = 86_400_000;
/** A mailbox this small shows all its messages at once. */
const openAllMax = 100;

/**
 * The groups of a mailbox, newest first; empty ones are left out. No group that is not itself split holds more than a
 * page: expanding is the paging, so that 100,000 messages cost two requests to show.
 */
export async function mailboxGroups(
  engine: EngineCaller,
  mailbox: MailboxId,
  nowMs: number,
): Promise<readonly GroupNode[]> {
  let spans = topGroups(nowMs, nowMs - firstMonths * 30 * dayMs);
  let counted = await countSpans(engine, mailbox, spans);
  const covered = spans.at(-1)?.from ?? nowMs;
  if (counted.oldest !== null && counted.oldest < covered) {
    const older = topGroups(nowMs, counted.oldest).slice(spans.length);
    const more = await countSpans(engine, mailbox, older);
    spans = [...spans, ...older];
    counted = { ...counted, spans: [...counted.spans, ...more.spans] };
  }
  return groupNodes(mailbox, spans, counted.spans, counted.total <= openAllMax);
}

/** What a group opens to. */
export async function groupChildren(engine: EngineCaller, group: GroupNode): Promise<readonly MessageNode[]> {
  const { mailbox, span } = group;
  const finer = group.count > pageMaxRows && group.before === undefined ? splitGroup(span) : [];
  if (finer.length > 0) {
    const { spans } = await countSpans(engine, mailbox, finer);
    return groupNodes(mailbox, finer, spans, false);
  }
  const page = { mailbox, limit: pageMaxRows, from: span.from, to: span.to };
  const { rows, next } = await engine.call(
    messageList,
    group.before === undefined ? page : { ...page, before: group.before },
  );
  const items = rows.map(messageItem);
  const left = group.count - rows.length;
  if (next === null || left <= 0) return items;
  return [...items, { ...group, id: `${group.id}+${next}`, count: left, unread: 0, open: false, before: next }];
}

export function messageItem(row: MessageRow): MessageItem {
  return { kind: 'message', row };
}

interface Counted {
  readonly total: number;
  readonly oldest: number | null;
  readonly spans: readonly { readonly messages: number; readonly unread: number }[];
}

async function countSpans(engine: EngineCaller, mailbox: MailboxId, spans: readonly DateGroup[]): Promise<Counted> {
  const counted: { messages: number; unread: number }[] = [];
  let total = 0;
  let oldest: number | null = null;
  for (let start = 0; start === 0 || start < spans.length; start += spansPerRequest) {
    const part = spans.slice(start, start + spansPerRequest).map(({ from, to }) => ({ from, to }));
    const answer = await engine.call(messageCounts, { mailbox, spans: part });
    counted.push(...answer.spans);
    ({ total, oldest } = answer);
  }
  return { total, oldest, spans: counted };
}

function groupNodes(
  mailbox: MailboxId,
  spans: readonly DateGroup[],
  counts: Counted['spans'],
  openAll: boolean,
): readonly GroupNode[] {
  const nodes: GroupNode[] = [];
  spans.forEach((span, index) => {
    const { messages = 0, unread = 0 } = counts[index] ?? {};
    if (messages === 0) return;
    const id = `${mailbox}/${span.level}/${span.from}`;
    const open = openAll || nodes.length === 0; // The newest group is open, so that mail is seen at once.
    nodes.push({ kind: 'group', id, mailbox, span, count: messages, unread, open, before: undefined });
  });
  return nodes;
}
