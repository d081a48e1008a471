import { account } from './account.ts';
import { alias } from './alias.ts';
import { deleteMessages } from './delete.ts';
import { doctor } from './doctor.ts';
import { domain } from './domain.ts';
import { flag } from './flag.ts';
import { list } from './list.ts';
import { move } from './move.ts';
import { queue } from './queue.ts';
import { read } from './read.ts';
import { search } from './search.ts';
import { send } from './send.ts';
import { serve } from './serve.ts';
import { server } from './server.ts';
import { settings } from './settings.ts';
import { sms } from './sms.ts';
import { status } from './status.ts';
import { sync } from './sync.ts';
import { user } from './user.ts';
import type { Verb } from './verb.ts';
import { wait } from './wait.ts';

/** Every verb of `mailroom`, in the order that `--help` shows them. */
export const verbs: readonly Verb[] = [
  serve,
  server,
  user,
  domain,
  alias,
  queue,
  wait,
  settings,
  account,
  sync,
  list,
  search,
  read,
  flag,
  move,
  deleteMessages,
  send,
  sms,
  status,
  doctor,
];
