import { people } from '../../mail/sample/people.ts';
import { samplePassword } from '../../mail/sample/sampleMail.ts';
import { serverStart } from '../../protocol/methods/serverStart.ts';
import { handle } from '../handler.ts';
import type { LocalServerStatus } from '../localServer.ts';
import { localGateway } from '../sms/localGateway.ts';

export const handleServerStart = handle(serverStart, async ({ localServer }, { sandbox, sample }) => {
  const status = await localServer.begin({ sandbox, sample });
  const { smtp, imap, sms, folder } = status;
  return { smtp, imap, sms, folder, accounts: accountsOn(status), gateway: localGateway(sms) ?? null };
});

/** Everybody on this machine may know these passwords: they open the server's own people, on loopback only. */
const sandboxUser = { address: 'sandbox@localhost', name: 'Sandbox', secret: 'sandbox' };

/** Settings for the people that the server made itself; ready for `account.add`. */
function accountsOn({ smtp, imap, addresses }: LocalServerStatus) {
  const known = [sandboxUser, ...Object.values(people).map((person) => ({ ...person, secret: samplePassword }))];
  const at = (port: number) => ({ host: '127.0.0.1', port, security: 'none' }) as const;
  return known
    .filter(({ address }) => addresses.includes(address))
    .map(({ address, name, secret }) => ({
      config: { address, name, auth: 'password' as const, imap: at(imap), smtp: at(smtp) },
      secret,
      catchAll: address === sandboxUser.address,
    }));
}
