/** Words about the local server. */
export const serverTexts = {
  running: 'Running',
  sandbox: 'nothing leaves this computer',
  sending: 'SMTP (sending)',
  receiving: 'IMAP (receiving)',
  fetching: 'POP3 (receiving)',
  texts: 'SMS gateway (demo)',
  folder: 'Data',
  mailboxesHere: 'Mailboxes',
  copyHint: 'Click to copy',
  starting: 'Starting the local server',
  started: 'The local server is running. SMTP: {smtp}, IMAP: {imap}.',
  settingsTitle: 'Copy Connection Settings',
  settingsFor: 'Which program shall send through the local server?',
  settingsCopied: 'Settings for {name} are copied. Put them into {file}.',
  stopped: 'The local server has stopped.',
  remoteWhere:
    'This window works on a remote machine ({remote}), but Mailroom runs on your own computer. The local server would start there, where programs of the remote can’t reach it. On the remote, “{command}” starts one too, if Mailroom’s command line is installed there.',
  remoteStartHere: 'Start It on My Computer',
  remoteTerminal: 'Put the Command in a Terminal',
  trying: 'Setting up the local server with sample mail',
} as const;
