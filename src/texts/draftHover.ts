/** Who an address is and what a file is, under the pointer in a draft; and the sender above it. */
export const draftHoverTexts = {
  stranger: '{address}: no mail to or from this address so far.',
  neverWritten: 'Never written to',
  sent: { one: 'Written to once', other: 'Written to {count} times' },
  seen: { one: 'on one mail', other: 'on {count} mails' },
  last: 'Last mail: {date}',
  partOfMail: 'A mail, or a file of one.',
  fromLens: '$(account) From {address}',
  chooseSender: 'Send as',
} as const;
