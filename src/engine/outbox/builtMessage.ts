import type { AccountId, AttachmentFile } from '../../protocol/records.ts';

/** A draft made ready to leave: all that the outbox must know, and the bytes, which are read once. */
export interface BuiltMessage {
  readonly account: AccountId;
  /** Return path and recipients (RFC 5321), Bcc among them, each once, domains in A-labels. */
  readonly envelope: { readonly from: string; readonly to: readonly string[] };
  /** With angle brackets. */
  readonly messageId: string;
  readonly subject: string;
  readonly eightBit: boolean;
  /** Message-IDs that it answers. */
  readonly answers: readonly string[];
  /** Ids of messages that it forwards. */
  readonly forwards: readonly string[];
  /** When it shall leave; 0 for at once. */
  readonly sendAt?: number;
  /** NOTIFY of RFC 3461; '' for what servers report anyway. */
  readonly notify?: string;
  /** It asks its readers for a receipt (RFC 8098). */
  readonly receipt?: boolean;
  readonly open: () => AsyncIterable<Uint8Array>;
}

/** How a draft becomes a mail, beside what it says. */
export interface BuildWishes {
  /** In place of what `send-at:` says. */
  readonly sendAt?: number | undefined;
  /** All attachments in one archive. */
  readonly zips?: boolean | undefined;
}

/** Reads, checks and addresses a draft. Throws `draft.*`. */
export type MessageBuilder = (
  text: string,
  files: readonly AttachmentFile[],
  wishes: BuildWishes,
) => Promise<BuiltMessage>;
