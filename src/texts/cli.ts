/** What the command line says beside errors. */
export const cliTexts = {
  usage: 'Usage:',
  secrets:
    'Passwords come from MAILROOM_PASSWORD_<ID>, MAILROOM_PASSWORD, the account’s passwordCommand or --password-stdin, and are never kept.',
  undrawn: 'Line {line}: a diagram or a formula is sent as its source. Send from the editor to have it drawn.',
  scheduled:
    'Scheduled for {time}. It leaves while Mailroom runs on this profile: keep a window of VS Code open, or send with --wait.',
  exitCodes: 'Exit codes: 0 done, 1 failed, 2 misuse, 3 queued or in doubt.',
} as const;
