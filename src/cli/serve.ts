import { runServerProcess } from './serverProcess.ts';
import type { Verb } from './verb.ts';

/** The local server in the foreground. Its first line of output names the ports; SIGTERM stops it cleanly. */
export const serve: Verb = {
  name: 'serve',
  usage: [
    'serve --data DIR [--host 127.0.0.1] [--smtp P] [--smtps P] [--mx P] [--imap P] [--imaps P] [--pop3 P] [--pop3s P] [--sms P] [--admin P] [--cert FILE --key FILE] [--sandbox [--keep N] [--keep-hours H] [--webhook URL] [--release-through smtp://[USER@]HOST:PORT --release-allow ADDRESS|*@DOMAIN]... [--preload DIR]] [--sample SEED [--messages N]]',
  ],
  run: (args, io) => runServerProcess('serve', args, io),
};
