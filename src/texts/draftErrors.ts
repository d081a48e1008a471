import type { ErrorCode } from '../base/errorCodes.ts';

type DraftErrorCode = Extract<ErrorCode, `draft.${string}` | `template.${string}`>;

/** Sentences for what is wrong with a draft or keeps it from being sent. */
export const draftErrorTexts: Readonly<
  Record<DraftErrorCode, string | { readonly full: string; readonly bare: string }>
> = {
  'draft.noHeaderBlock': 'A draft begins with a header block between two lines of “---”. Add one with at least “to:”.',
  'draft.headerUnclosed': 'The header block has no end. Close it with a line of “---”.',
  'draft.unknownHeader': {
    full: 'There is no header “{name}”. Headers of your own begin with “x-”.',
    bare: 'There is no such header. Headers of your own begin with “x-”.',
  },
  'draft.duplicateHeader': { full: '“{name}” is there twice.', bare: 'This header is there twice.' },
  'draft.badAddress': { full: '“{address}” is not a mail address.', bare: 'This is not a mail address.' },
  'draft.noRecipient': 'Nobody to send to. Add an address to “to:”, “cc:” or “bcc:”.',
  'draft.badHeaderValue': {
    full: '“{name}” holds a line break or an invisible character. Put it on one line of plain text.',
    bare: 'A header holds a line break or an invisible character. Put it on one line of plain text.',
  },
  'draft.badFormat': {
    full: '“{format}” is no format. Use “markdown”, “plain”, “flowed” or “html”.',
    bare: 'This is no format. Use “markdown”, “plain”, “flowed” or “html”.',
  },
  'draft.badStyle': {
    full: '“{style}” is no style. Use “plain”, “document” or the path of a .css file.',
    bare: 'This is no style. Use “plain”, “document” or the path of a .css file.',
  },
  'draft.patchAsMarkdown': 'This looks like a patch. As Markdown it would not apply any more.',
  'draft.sentAsSource': {
    full: 'Mail programs do not draw {kind}: it is sent as its source. Attach a picture to show it.',
    bare: 'Mail programs do not draw this: it is sent as its source. Attach a picture to show it.',
  },
  'draft.notDrawn': {
    full: 'This cannot be drawn and is sent as its source: {reason}',
    bare: 'This could not be drawn and is sent as its source.',
  },
  'draft.largePicture': {
    full: '{reference} has {size}: many would rather get a smaller picture.',
    bare: 'This picture is large: many would rather get a smaller one.',
  },
  'draft.notShrunk': {
    full: 'The picture could not be made smaller: {reason}',
    bare: 'The picture could not be made smaller.',
  },
  'draft.clipped':
    'Gmail shows the first 102 KB of a mail and cuts off the rest. Make the text shorter, or attach it as a file.',
  'draft.badHeaderLine': {
    full: '“{line}” is no header. A header is a name, a colon and a value.',
    bare: 'This line is no header. A header is a name, a colon and a value.',
  },
  'draft.badSendAt': {
    full: '“{value}” is no time. Write one like “tomorrow 9:00”, “monday morning”, “in 2 hours” or “2026-11-23 09:00”.',
    bare: 'This is no time. Write one like “tomorrow 9:00”, “monday morning”, “in 2 hours” or “2026-11-23 09:00”.',
  },
  'draft.sendAtPast': 'The time to send at has passed. Choose a later one, or remove “send-at” to send now.',
  'draft.badChoice': {
    full: '“{value}” means nothing in “{name}”. Use one of: {choices}.',
    bare: 'This value means nothing in its header.',
  },
  'draft.badFrom': {
    full: 'No account sends as {address}. Name one of yours in “from:”, or leave it out.',
    bare: 'No account sends as this address. Name one of yours in “from:”, or leave it out.',
  },
  'draft.noAccount': 'There is no account to send from. Add one first.',
  'draft.attachmentMissing': {
    full: 'Not sent: there is no file {reference}. The draft is kept.',
    bare: 'Not sent: an attachment is missing. The draft is kept.',
  },
  'draft.attachmentFolder': {
    full: '{reference} is a folder. Attach its files instead.',
    bare: 'A folder cannot be attached. Attach its files instead.',
  },
  'draft.attachmentUnreadable': {
    full: 'Not sent: {reference} cannot be read. Check its permissions. The draft is kept.',
    bare: 'Not sent: an attachment cannot be read. Check its permissions. The draft is kept.',
  },
  'draft.attachmentChanged': {
    full: 'Not sent: something wrote to {reference} while it was being read. Send again once it is complete. The draft is kept.',
    bare: 'Not sent: something wrote to an attachment while it was being read. Send again once it is complete. The draft is kept.',
  },
  'draft.attachmentOutside': {
    full: '{reference} lies outside the draft’s folder.',
    bare: 'An attachment lies outside the draft’s folder.',
  },
  'draft.attachmentNoMatch': { full: 'No file matches {reference}.', bare: 'No file matches this pattern.' },
  'draft.attachmentTooLarge': {
    full: '{reference} is larger than the server takes.',
    bare: 'The attachment is larger than the server takes.',
  },
  'draft.attachmentForgotten': 'The text speaks of an attachment, and none is there.',
  'draft.emptySubject': 'The mail has no subject.',
  'draft.badDate': 'This is not a date that Mailroom understands.',
  'draft.untrusted': 'Files of a folder that is not trusted are not attached. Trust the folder first.',
  'draft.alreadyQueued': 'This draft is already on its way.',
  'draft.alreadySent': 'This draft was sent already.',
  'draft.tooLarge': 'The draft is too long.',
  'draft.unknown': 'There is no such draft.',
  'draft.secretFound': {
    full: 'Not sent: there seems to be a secret in {file} (line {line}). Take it out, or let it leave on purpose.',
    bare: 'Not sent: there seems to be a secret in the text. Take it out, or let it leave on purpose.',
  },
  'draft.notSearched':
    'Not sent: Mailroom could not look through this mail for secrets. Look yourself, then send it anyway.',
  'template.none':
    'There is no template yet. Make one with “Mail: Edit Templates…”, or put one into .mailroom/templates of the folder.',
  'draft.noList': 'This mail came by no mailing list that takes answers.',
  'draft.badSignature': {
    full: 'No identity has a signature called “{signature}”. Name one, or write “none”.',
    bare: 'No identity has a signature of this name. Name one, or write “none”.',
  },
  'draft.placeholderLeft': {
    full: '“{placeholder}” is still to be filled in.',
    bare: 'A placeholder is still to be filled in.',
  },
  'draft.templateUnfilled': {
    full: 'The template “{template}” was never filled in: there is no text. Use “Mail: Insert Template…”.',
    bare: 'The template was never filled in: there is no text. Use “Mail: Insert Template…”.',
  },
  'draft.redirectText':
    'A redirected mail leaves as it came: no text of yours goes with it, and no attachment. Take it out, or forward the mail.',
  'draft.conflict': 'This place was changed here and elsewhere. Both versions stand here: keep one.',
  'draft.manyAnswered': {
    full: 'This mail answers {count} people. Does each of them wait for it?',
    bare: 'This mail answers many people. Does each of them wait for it?',
  },
  'draft.listAnswered': {
    full: 'This mail also answers the mailing list {list}: everybody on it gets your answer.',
    bare: 'This mail also answers a mailing list: everybody on it gets your answer.',
  },
  'draft.wrongGreeting': {
    full: 'Nobody who gets this mail is called {name}.',
    bare: 'Nobody who gets this mail is called so.',
  },
  'draft.deadLink': {
    full: '{target} is a path on this computer: the link leads nowhere for whoever gets the mail.',
    bare: 'A link is a path on this computer: it leads nowhere for whoever gets the mail.',
  },
  'draft.pictureUnnamed': 'This picture has no words: who cannot see it learns nothing.',
  'draft.controlCharacter': {
    full: 'There is an invisible character here (U+{code}).',
    bare: 'There is an invisible character here.',
  },
  'draft.attachmentsTooLarge': {
    full: 'With its files this mail has about {size}, and the server takes {limit}. When it is sent you can choose: zip, several mails, or links.',
    bare: 'With its files this mail is larger than the server takes. When it is sent you can choose: zip, several mails, or links.',
  },
  'draft.attachmentEmpty': { full: '{reference} is empty.', bare: 'An attachment is empty.' },
};
