/** What Mailpit tells of each change, to browsers and test helpers: `{Type, Data}` as one JSON message. */
import type { CaptureEvent, CaptureFeed } from '../captureFeed.ts';
import { summaryShape } from './shapes.ts';

export interface MailpitEvent {
  readonly Type: 'new' | 'update' | 'delete' | 'stats';
  readonly Data: unknown;
}

/** One event of the feed in Mailpit's words, with the counts behind it. */
export function mailpitEvents(feed: CaptureFeed, event: CaptureEvent, version: string): MailpitEvent[] {
  const { total, unread } = feed.counts();
  const stats: MailpitEvent = { Type: 'stats', Data: { Total: total, Unread: unread, Version: version } };
  return [...changes(feed, event), stats];
}

function changes(feed: CaptureFeed, event: CaptureEvent): MailpitEvent[] {
  if (event.kind === 'new') return [{ Type: 'new', Data: summaryShape(event.mail) }];
  if (event.kind === 'removed') return event.ids.map((id) => ({ Type: 'delete', Data: { ID: id } }));
  const ids = new Set(event.ids);
  const mails = feed.search(({ id }) => ids.has(id));
  return mails.map(({ id, isRead, tags }) => ({ Type: 'update', Data: { ID: id, Read: isRead, Tags: tags } }));
}
