/** The protocol log: what is said with an account's servers. Its lines are not translated. */
export const protocolLogTexts = {
  channel: '{account} (Mailroom protocol)',
  begins: 'What is said with the servers of {account}, as it happens. Passwords and the content of mails are left out.',
  engineAgain: 'Mailroom’s engine was started again.',
  missed: 'Older lines were dropped.',
  saveTitle: 'Export Protocol Log',
  saved: 'The protocol log is saved as {name}.',
  empty: 'Nothing was said with the servers of {account} yet.',
} as const;
