import { MailError } from '../../base/errors.ts';
import { AdminClient } from '../admin/adminClient.ts';

/** How a server on another machine is reached, as the options say. */
export interface RemoteOptions {
  readonly url: string;
  /** A file with the server's token, copied from its `admin-token`. */
  readonly tokenFile?: string | undefined;
  /** Sign in as this user instead. */
  readonly as?: string | undefined;
  /** A file with the authority to trust, the server's `ca.pem`. */
  readonly caFile?: string | undefined;
}

/**
 * A client of that server. Throws `cli.usage` without a way to sign in, `file.unreadable`, and what the server answers to a
 * name and a password.
 */
export async function remoteServer(
  { url, tokenFile, as, caFile }: RemoteOptions,
  { readFile, password }: { readFile(path: string): string; readonly password: string | undefined },
): Promise<AdminClient> {
  const ca = caFile === undefined ? undefined : readFile(caFile);
  if (tokenFile !== undefined) return new AdminClient({ url, token: readFile(tokenFile).trim(), ca });
  if (as === undefined || password === undefined)
    throw new MailError('cli.usage', {
      data: { detail: '--token-file FILE | --as ADDRESS (MAILROOM_ADMIN_PASSWORD)' },
    });
  const stranger = new AdminClient({ url, token: '', ca });
  const answer = await stranger.ask('POST', '/api/sign-in', { name: as, password, bearer: true });
  const token = typeof answer === 'object' && answer !== null && 'token' in answer ? answer.token : undefined;
  return new AdminClient({ url, token: String(token), ca });
}
