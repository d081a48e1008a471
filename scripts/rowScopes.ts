/** What of each feature row is claimed to work now, and what nobody has checked yet. A row that isn't here is not claimed. */

export interface RowScope {
  /** The feature in a few words. */
  readonly feature: string;
  /** Where it stops, when that isn't the whole row. */
  readonly scope?: string;
  readonly notChecked?: string;
}

export const ROW_SCOPES: Readonly<Record<string, RowScope>> = {
  A01: {
    feature: 'Add an account from its address',
    notChecked: 'the providers themselves: their facts are tested, not their servers',
  },
  A02: { feature: 'Guided sign-in with the authorisation code, cause of a refusal in a sentence' },
  A03: {
    feature: 'Secrets only in the secret store, no host contacted but the own servers',
    scope: 'a trace of every connect over the end-to-end run, and over a run of the command line',
  },
  A04: { feature: 'TLS first, certificate problems shown and asked about' },
  A09: {
    feature:
      'Connection doctor: name, connection, encryption, greeting and sign-in, timed one by one, with the next step',
    scope: 'IMAP and SMTP',
    notChecked: 'POP3',
  },
  B01: { feature: 'Tree of accounts and folders with unread counts' },
  B02: {
    feature: 'Cache in SQLite, synchronised by difference',
    scope: 'QRESYNC, CONDSTORE, neither; UIDVALIDITY that changes, with changes that wait, and none at all',
  },
  B03: { feature: 'New mail by IDLE, reconnect with back-off' },
  C03: { feature: 'Read, flag, archive, move and delete on one or many, with undo' },
  D01: { feature: 'Real mail shown right', scope: 'the oracle in `eml/own`, and no throw on the rest of the corpus' },
  D02: { feature: 'HTML without scripts and without network' },
  D03: { feature: 'Attachments opened and saved under safe names' },
  E01: { feature: 'Drafts are editor documents', scope: 'without live preview' },
  E03: { feature: 'Recipients by `,` and `;`, each address checked' },
  E04: { feature: 'multipart/alternative from Markdown', scope: 'without paste and drop of pictures' },
  E05: { feature: 'Attach by picker, Explorer and "Send Current File as Attachment"' },
  E06: { feature: 'Any characters in subject, names, body and file names' },
  E07: { feature: 'Reply, reply all, forward with quoting and threading headers' },
  F01: { feature: 'Background sending with visible states' },
  F02: { feature: 'Durable outbox, never a second copy', scope: 'at least 8 kills in each phase of the dialogue' },
  H06: {
    feature: 'Hostile mail is harmless: a worker of its own with limits of time and memory',
    scope: '420 mails made to break readers and 6 lost workers, without an editor',
    notChecked: 'the time of the editor meanwhile',
  },
  L01: { feature: 'Local server that keeps every mail on the machine', scope: 'SMTP and IMAP', notChecked: 'POP3' },
  M01: { feature: 'English and Simplified Chinese' },
  M02: { feature: 'Keyboard and screen reader' },
  M03: { feature: 'Walkthrough and empty states' },
  M04: { feature: 'Status bar and progress' },
  M10: { feature: 'Unnoticed when idle', scope: '10,000 messages, 60 s' },
  M11: { feature: 'One .vsix without native code', scope: 'Linux', notChecked: 'Windows and macOS' },
  M12: { feature: 'Error sentences', scope: '20 errors' },
  N05: {
    feature: 'Crash proof: what a person made survives kill -9, broken lines, a full disk and damaged files',
    scope: '100 random kills; a sample of bytes and commits, all of them by `npm run sim`',
    notChecked: 'power cuts, network file systems, Windows and macOS',
  },
  O01: { feature: 'The command line over the same engine' },
};
