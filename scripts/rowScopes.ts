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
  A07: {
    feature: 'Several identities and aliases; the address that was written to answers',
    notChecked: 'what large providers make of a return path in another domain',
  },
  A08: { feature: 'A folder names the identity and the mailing list of its mail, once it is trusted' },
  A09: {
    feature:
      'Connection doctor: name, connection, encryption, greeting and sign-in, timed one by one, with the next step',
    scope: 'IMAP, POP3 and SMTP',
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
  E01: { feature: 'Drafts are editor documents, kept to the second', notChecked: 'other extensions for Markdown' },
  E02: {
    feature:
      'Rich text on the same document: each command by its test, both editors in step, input methods lose nothing',
    scope:
      'each command by the text that it gives the document; a received mail by bold, colour, alignment, table, picture',
  },
  E03: { feature: 'Recipients by `,` and `;`, each address checked' },
  E04: {
    feature: 'multipart/alternative from Markdown or an HTML file, styled for mail clients, pictures inside',
    notChecked: 'the mail clients themselves: what they keep is taken from their pages and from caniemail.com',
  },
  E05: {
    feature: 'Attach by picker, drop, paste, Explorer and "Send Current File as Attachment"; folders as archives',
    notChecked: 'drop and paste in the editor itself: where their files go is tested',
  },
  E06: { feature: 'Any characters in subject, names, body and file names' },
  E07: {
    feature: 'Reply, reply all, to the list, forward, redirect, as new and again, with quoting and threading headers',
    scope: 'the 24 mails of the matrix, and 25 more by their fields',
  },
  E08: {
    feature: 'Templates, snippets with variables and questions, a signature per identity as text, Markdown or HTML',
  },
  E15: {
    feature: 'Drafts in the Drafts mailbox, joined with changes of other clients',
    scope: 'Dovecot and a client over imaplib',
    notChecked: 'Thunderbird, Gmail and phones themselves',
  },
  F01: { feature: 'Background sending with visible states' },
  F02: {
    feature: 'Durable outbox, never a second copy, one copy in Sent',
    scope:
      'at least 8 kills in each phase of the dialogue, and one at each of 12 points with four kinds of Sent; 51 each of them by `npm run sim -- --kills 51 --only killSent`',
  },
  E10: { feature: 'Plain text safe for patches: applies with git am byte for byte' },
  E11: { feature: 'Large mail: SIZE asked first; zip, split or links', notChecked: 'file services' },
  E12: {
    feature: 'Draft problems in the Problems panel, each with a mend',
    scope: 'a list is known once a mail that came by it was answered here',
  },
  E13: { feature: 'Receipts, priority, delivery reports, Reply-To, extra headers' },
  F03: { feature: 'The dialogue of a sending, explained; SMTP by hand' },
  F04: {
    feature: 'Text messages over HTTP gateways: form fields, templates, parts, states, the words of each provider',
    notChecked: 'the providers themselves: their forms are tested with gateways that answer as they do',
  },
  F05: { feature: 'Undo send' },
  F06: { feature: 'Schedule send, times in words, English and Chinese' },
  F07: {
    feature: 'Delivery story: result per recipient, bounces and reports matched to the mail',
    scope: 'reports are found in mail of the last 14 days',
    notChecked: 'the providers themselves: their reports are tested, not their servers',
  },
  H05: { feature: 'Secret guard: text, files and archives', scope: '30 planted secrets, 500 clean files' },
  H06: {
    feature: 'Hostile mail is harmless: a worker of its own with limits of time and memory',
    scope: '420 mails made to break readers and 6 lost workers, without an editor',
    notChecked: 'the time of the editor meanwhile',
  },
  B04: {
    feature: 'POP3 accounts: fetched once, kept here, removed from the server by rule',
    scope: 'Dovecot and our own server',
    notChecked: 'the providers’ own POP3 servers',
  },
  J02: {
    feature: 'POP3 server: deletes only at QUIT, one session for a maildrop',
    scope: 'poplib, curl, mpop, fetchmail',
    notChecked: 'Thunderbird; UTF8 (RFC 6856) is not offered',
  },
  J01: { feature: 'SMTP server: submission for who lives here, mail from strangers for them, never an open relay' },
  J03: {
    feature: 'IMAP server: mailboxes, flags, SEARCH in UTF-8, IDLE, UIDPLUS, MOVE, SPECIAL-USE',
    scope: 'our engine, imapflow, imaplib, mbsync, offlineimap3, neomutt',
    notChecked: 'Thunderbird, aerc',
  },
  J05: {
    feature: 'Mail to other servers: a queue with retries and expiry, reports to the sender, smart host',
    scope: 'two of our own servers over loopback, off until it is switched on',
    notChecked: 'other servers and providers’ smart hosts; MX of real domains',
  },
  J07: {
    feature:
      'Extensions of SMTP and IMAP: CHUNKING, DSN, SMTPUTF8; CONDSTORE, QRESYNC, QUOTA, COMPRESS, SORT, THREAD, IMAP4rev2',
    scope: 'SMTP and IMAP; parameters of DSN are kept, no report is made of a success; THREADID is NIL',
  },
  K01: {
    feature: 'Start, stop and move each service alone; name, address, certificate and welcome texts kept',
    notChecked: 'the page’s way to a certificate of one’s own: that is `--cert`, `--key` and SIGHUP',
  },
  K04: {
    feature: 'Logs of SMTP, IMAP and POP3: live, search, clear, level, location, size with rotation, no password',
    notChecked: 'live on the command line: that is the page and the event stream; size and location on the page',
  },
  K05: { feature: 'Mail from the administration to all, to some, to all but some' },
  K06: {
    feature: 'Remote administration over HTTPS: command line and page, roles, a lock after wrong passwords',
    scope: 'a second instance on the same machine',
    notChecked: 'views of VS Code; domains, aliases, rules and bans have no section on the page yet',
  },
  K08: {
    feature: 'The queue: seen, held, released, tried at once, deleted, bounced',
    scope: 'API and command line; the page does not show it yet',
  },
  K09: { feature: 'Sessions seen and cut, an audit trail of who did what' },
  L01: { feature: 'Local server that keeps every mail on the machine', scope: 'SMTP, IMAP, POP3 and the feed' },
  L02: { feature: 'Wait for a mail', scope: 'HTTP, command line, server-sent events, webhook' },
  L03: {
    feature: 'Connection settings for the framework in use',
    scope: '.env and Django’s settings by smtplib, Nodemailer by itself',
    notChecked: 'Spring, Rails, Laravel and Symfony run; their text is compared only',
  },
  L05: { feature: 'SMTP faults by rule', scope: 'seen by smtplib', notChecked: 'the pace of a throttled line' },
  L06: {
    feature: 'Faults of the reading side',
    scope: 'UIDVALIDITY, expunge race, half literals, expired token, refusals, delays, cuts; imaplib and poplib',
    notChecked: 'our own client against each; two other libraries',
  },
  L07: { feature: 'Release by an allow-list' },
  L09: { feature: 'Routes, tags and retention of captured mail' },
  L13: { feature: 'Seeded sample data and preload' },
  O08: {
    feature: 'The administration’s API with its OpenAPI document; Mailpit’s paths',
    scope: 'lists, search, one mail, parts, tags, chaos, release, views',
    notChecked: 'a generated client; a test suite of others; /send, checks and thumbnails are not answered',
  },
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
