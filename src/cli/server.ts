import { runServerProcess } from './serverProcess.ts';
import type { Verb } from './verb.ts';

/** A server that runs, here or on another machine: services, sessions, logs, settings, who did what. */
export const server: Verb = {
  name: 'server',
  usage: [
    'server status|sessions|audit --data DIR [--json]',
    'server start|stop|restart SERVICE --data DIR',
    'server port SERVICE PORT --data DIR',
    'server cut ID --data DIR',
    'server log smtp|imap|pop3 --data DIR [--contains WORDS] [--limit N] [--json] [--clear]',
    'server logs --data DIR [--level smtp=off|notes|dialogue,…] [--folder DIR] [--max-bytes N] [--keep-files N]',
    'server settings --data DIR [--host-name NAME] [--bind ADDRESS]',
    'server mass-mail --subject WORDS [--file TEXT] [--to all|chosen|except] [--addresses A,B] [--again] --data DIR',
    'server reload --data DIR',
    'server|user|domain|alias|queue … --url https://HOST:PORT (--token-file FILE | --as ADDRESS) [--ca FILE]',
  ],
  run: (args, io) => runServerProcess('server', args, io),
};
