import { parseArgs } from 'node:util';
import { isMailError, MailError, messageOf } from '../../base/errors.ts';
import { controlClient } from '../admin/control.ts';
import { openDataFolder } from '../files.ts';
import { readDuration } from '../sandbox/ownPaths.ts';

/** How long one request waits, ms; well below what a silent connection is given. */
const oneWaitMs = 20_000;

/**
 * `wait --data DIR [--to …] [--from …] [--subject …] [--timeout 5s] [--new] [--json]`: the line to print once such a mail is
 * there. Throws `sandbox.waitTimedOut`, `server.notRunning`, `cli.usage`.
 */
export async function wait(args: readonly string[], now: () => number): Promise<string> {
  const values = parse(args);
  if (!values.data) throw misuse('--data DIR');
  const client = controlClient(openDataFolder(values.data).control);
  const until = now() + readDuration(values.timeout);
  const words = { to: values.to, from: values.from, subject: values.subject };
  let after = values.new ? 'now' : '0';
  for (;;) {
    const leftMs = Math.max(0, Math.min(until - now(), oneWaitMs));
    const query = new URLSearchParams({ ...words, after, timeout: `${Math.round(leftMs)}ms` });
    try {
      const mail = await client.ask('GET', `/api/sandbox/wait?${query}`);
      return values.json ? JSON.stringify(mail) : idOf(mail);
    } catch (error) {
      if (isMailError(error, 'server.noSuchThing')) throw new MailError('sandbox.off', { cause: error });
      if (!isMailError(error, 'sandbox.waitTimedOut') || now() >= until) throw error;
      after = String(error.data['after'] ?? after);
    }
  }
}

function idOf(mail: unknown): string {
  const isNamed = typeof mail === 'object' && mail !== null && 'ID' in mail && 'Subject' in mail;
  return isNamed ? `${String(mail.ID)} ${String(mail.Subject)}` : '';
}

function parse(args: readonly string[]) {
  const word = { type: 'string', default: '' } as const;
  const flag = { type: 'boolean', default: false } as const;
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        data: word,
        to: word,
        from: word,
        subject: word,
        timeout: { type: 'string', default: '5s' },
        new: flag,
        json: flag,
      },
    });
    return values;
  } catch (error) {
    throw misuse(messageOf(error));
  }
}

function misuse(detail: string): MailError {
  return new MailError('cli.usage', { data: { detail } });
}
