/** What the reader says. */
export const readerTexts = {
  to: 'To',
  cc: 'Cc',
  noSubject: '(no subject)',
  noSender: '(no sender)',
  attachments: 'Attachments',
  open: 'Open',
  save: 'Save',
  saveAll: 'Save All',
  showImages: 'Show once',
  why: 'Why?',
  body: 'Message text',
  views: 'Show as',
  viewMail: 'Mail',
  viewText: 'Text',
  viewHeaders: 'Headers',
  viewSource: 'Source',
  originalColours: 'Original colors',
  loading: 'Loading the message…',
  tryAgain: 'Try Again',
  details: 'Details',
  linkTo: 'Link to',
  moreRecipients: '{count} more',
  sendings: 'Delivery',
  preview: 'Mail',
  attachmentLabel: '{name} {size}',
  openProgram: '“{name}” can run a program on this computer. Open it only if you know the sender and expected it.',
  openAnyway: 'Open Anyway',
  saveInstead: 'Save Instead…',
  saveTitle: 'Save Attachment',
  saveAllTitle: 'Save All Attachments In',
  replaceFile: '“{name}” is already in this folder.',
  replace: 'Replace',
  keepBoth: 'Keep Both',
  openLink: 'Open this link?',
  linkGoesTo: 'It leads to {host}:\n{url}',
  linkOpen: 'Open Link',
  linkLies: 'The text of this link names {shown}, but it leads to {target}.',
  fetching: 'Getting the attachment',
  sourceFailed: 'The source of this message cannot be shown.',
} as const;

/** Where the sender of a mail asks to be told that it was read (RFC 8098), and the receipt itself. */
export const receiptTexts = {
  asked: '{address} asks to be told that you have read this mail.',
  askedElsewhere: 'This mail asks for a receipt to {address}, where it does not come from. None can be sent.',
  send: 'Send Receipt',
  decline: 'Don’t Send',
  never: 'Never Ask',
  hide: 'Hide',
  sent: 'The receipt is on its way to {address}.',
  neverSaid: 'Mailroom asks no more. The setting “Receipts: Ask” brings it back.',
  subject: 'Read: {subject}',
  textNobody:
    'Your mail “{subject}” of {date} was opened.\n\nThis says that it was shown, not that it was read or understood.',
  text: 'Your mail “{subject}” of {date} was opened by {reader}.\n\nThis says that it was shown, not that it was read or understood.',
} as const;

/** Over a copy of an attachment or a source, when somebody types in it. */
export const copyTexts = {
  saveTitle: 'Save Copy',
  saved: 'Saved “{name}”',
  readOnly: 'This is a copy of what came in a mail. To change it, save it first.',
} as const;

/** Over the body, where remote pictures were left out. */
export const imagesTexts = {
  blocked: { one: '{count} picture blocked', other: '{count} pictures blocked' },
  blockedTracker: {
    one: '{count} picture blocked, a tracker',
    other: '{count} pictures blocked, one of them a tracker',
  },
  blockedTrackers: {
    one: '{count} picture blocked, a tracker',
    other: '{count} pictures blocked, {trackers} of them trackers',
  },
  junk: {
    one: '{count} picture blocked. In Junk they stay so.',
    other: '{count} pictures blocked. In Junk they stay so.',
  },
} as const;

export const savedTexts = {
  saved: { one: 'Saved {count} attachment', other: 'Saved {count} attachments' },
} as const;

/** What a reader should know before believing a mail, by code; `why` explains it. */
export const warningTexts = {
  'mail.senderDiffers': {
    text: 'The sender’s name shows {shown}, but the mail comes from {address}.',
    why: 'A sender can write any name. Only the address says where answers go, and another address in the name is a usual trick.',
  },
  'mail.replyToElsewhere': {
    text: 'Answers to this mail go to {replyTo}, not to {address}.',
    why: 'Mailing lists and newsletters do this for good reasons. Frauds do it to answer from another address than the one they pretend to have.',
  },
  'mail.severalSenders': {
    text: 'This mail names more than one sender. Shown is {address}.',
    why: 'Mail programs differ in which of them they show. That is used to show one sender and be checked as another.',
  },
  'mail.hiddenDirection': {
    text: 'This mail uses invisible characters that change the order of letters.',
    why: 'They make a name look like another one, for example a program like a document.',
  },
  'mail.linkDiffers': {
    text: 'A link shows {shown}, but leads to {target}.',
    why: 'The text of a link can be anything. Where it leads is what counts; Mailroom shows it before it opens.',
  },
  'mail.damaged': {
    text: 'This mail is not well-formed. Something may be missing or look strange.',
    why: 'Parts of it end too early or are in a form that nobody knows. The source shows everything.',
  },
  'mail.contentCut': {
    text: 'This mail is larger than what is shown of it.',
    why: 'It has more parts, headers or text than any mail needs. The source shows everything.',
  },
} as const;
