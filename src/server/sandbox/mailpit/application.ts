/** What Mailpit tells of itself: `/api/v1/info`, `/api/v1/webui`. */
import type { CaptureFeed } from '../captureFeed.ts';
import { type ApiAnswer, json } from '../request.ts';

export interface AppFacts {
  readonly version: string;
  readonly uptimeMs: number;
  readonly memoryBytes: number;
  /** Commands that faults answered with a code. */
  readonly refused: number;
}

export function getInfo(feed: CaptureFeed, { version, uptimeMs, memoryBytes, refused }: AppFacts): ApiAnswer {
  const { total, unread } = feed.counts();
  const { accepted, acceptedBytes, removed } = feed.stats;
  return json({
    Version: version,
    LatestVersion: version,
    Database: 'mail.db',
    DatabaseSize: feed.totalSize(),
    Messages: total,
    Unread: unread,
    Tags: Object.fromEntries(feed.tags().map(({ tag, count }) => [tag, count])),
    RuntimeStats: {
      Uptime: Math.floor(uptimeMs / 1_000),
      Memory: memoryBytes,
      MessagesDeleted: removed,
      SMTPAccepted: accepted,
      SMTPAcceptedSize: acceptedBytes,
      SMTPRejected: refused,
      SMTPIgnored: 0, // None is: twins are kept.
    },
  });
}

/** `release`: the server to send through, and to whom; absent where none is set. */
export function getWebUi(release: { readonly host: string; readonly allow: readonly string[] } | undefined): ApiAnswer {
  return json({
    Label: 'Mailroom',
    MessageRelay: {
      Enabled: release !== undefined,
      SMTPServer: release?.host ?? '',
      ReturnPath: '',
      AllowedRecipients: release?.allow.join(',') ?? '',
      BlockedRecipients: '',
      OverrideFrom: '',
      PreserveMessageIDs: true,
    },
    SpamAssassin: false,
    ChaosEnabled: true,
    DuplicatesIgnored: false,
    HideDeleteAllButton: false,
  });
}
