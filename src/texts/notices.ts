/** What notices say, beside errors. */
export const noticeTexts = {
  details: 'Details',
  undo: 'Undo',
  undone: 'Undone',
  nothingToUndo: 'Nothing to undo',
  open: 'Open',
  show: 'Show',
  newMessage: '{name}: {subject}',
  newMessages: { one: '{count} new message', other: '{count} new messages' },

  archived: { one: '{count} message archived.', other: '{count} messages archived.' },
  deleted: { one: '{count} message moved to Trash.', other: '{count} messages moved to Trash.' },
  deletedForGood: { one: '{count} message deleted for good.', other: '{count} messages deleted for good.' },
  moved: { one: '{count} message moved to {mailbox}.', other: '{count} messages moved to {mailbox}.' },
  refused: {
    one: 'The server refused a change of {count} message, so it was taken back.',
    other: 'The server refused a change of {count} messages, so it was taken back.',
  },
  lost: {
    one: 'The server has numbered the folder anew, and {count} message was not found in it again. What you did to it was not done.',
    other:
      'The server has numbered the folder anew, and {count} messages were not found in it again. What you did to them was not done.',
  },
  skipped: {
    one: '{count} message was not where you saw it: another program had moved or deleted it. What you did to it was skipped.',
    other:
      '{count} messages were not where you saw them: another program had moved or deleted them. What you did to them was skipped.',
  },
  mailboxRefused: 'A change of a folder was not done, so it was taken back.',
  markedAllRead: {
    one: '{count} message in {mailbox} marked as read.',
    other: '{count} messages in {mailbox} marked as read.',
  },
  allRead: 'Everything in {mailbox} is read.',
  copiedTo: { one: '{count} message copied to {mailbox}.', other: '{count} messages copied to {mailbox}.' },
  removedForGood: { one: '{count} message removed for good.', other: '{count} messages removed for good.' },
  copied: 'Copied: {text}',
  noMessageId: 'This message has no Message-ID.',
} as const;

/** What commands ask and say while they work. */
export const commandTexts = {
  gettingMail: 'Getting mail',
  searching: 'Searching mail',
  fetchingSource: 'Fetching the message',
  connecting: 'Connecting',
  undoing: 'Undoing',
  archiving: 'Archiving messages',
  moving: 'Moving messages to {mailbox}',
  copying: 'Copying messages to {mailbox}',
  markingAllRead: 'Marking {mailbox} as read',
  deleting: 'Deleting messages',
  marking: 'Marking messages',
  removing: 'Removing messages for good',

  archiveTitle: 'Archive To',
  archivePlaceholder: 'This server has no archive of its own. Pick a folder, once for this account.',
  moveTitle: 'Move to Folder',
  copyTitle: 'Copy to Folder',
  movePlaceholder: 'Type a folder’s name',
  searchTitle: 'Search Mail',
  searchPrompt:
    'Words, "phrases" and begin*; from: to: cc: subject: body: filename: has:attachment is:unread is:flagged in: account: list: before: after: older_than: larger: -not OR ( )',
  searchPlaceholder: 'For example: from:ann invoice after:2026-03 -draft',
  pickAccount: 'Select an account',
  deleteForGoodQuestion: {
    one: 'Delete {count} message for good?',
    other: 'Delete {count} messages for good?',
  },
  deleteForGoodWhy: 'What lies in Trash cannot be brought back once it is deleted.',
  deleteForGood: 'Delete',
  markedTitle: 'Messages marked for deletion in {mailbox}',
  markedWhy: 'This server can only remove all of them at once. Other programs may have marked some.',
  markedQuestion: { one: 'Remove {count} message for good?', other: 'Remove {count} messages for good?' },
  markedDetail: 'What is removed cannot be brought back.',
  markedRemove: 'Remove for Good',
} as const;
