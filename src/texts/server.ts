/** Words about the local server. */
export const serverTexts = {
  running: 'Running',
  sandbox: 'nothing leaves this computer',
  sending: 'SMTP (sending)',
  receiving: 'IMAP (receiving)',
  folder: 'Data',
  mailboxesHere: 'Mailboxes',
  copyHint: 'Click to copy',
  starting: 'Starting the local server',
  started: 'The local server is running. SMTP: {smtp}, IMAP: {imap}.',
  stopped: 'The local server has stopped.',
  trying: 'Setting up the local server with sample mail',
} as const;
