/**
 * The engine is killed at every point of the dialogue, with servers that file what they send as Gmail, Outlook and 163 do,
 * and one that does not: once a point here, fifty times by `npm run sim -- --kills 50 --only killSent`.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Aftermath, KillSender, points, senders, truthful } from '../live/killSender.ts';
import { type Dovecot, startDovecot } from '../live/servers/dovecot.ts';
import { rawImap } from '../support/rawImap.ts';
import type { AcceptedMail } from '../support/scriptedSmtp.ts';
import { dovecotAccount } from '../support/syncWorld.ts';
import { kills } from './budget.ts';

const password = 'secret-word';

/** What a server puts into Sent of a mail that it was given; undefined: nothing. */
const behaviours = {
  gmail: (mail: Buffer) => mail,
  outlook: (mail: Buffer) =>
    Buffer.from(
      mail.toString('latin1').replace(/^Message-ID:.*$/im, `Message-ID: <${Math.random()}@prod.outlook.test>`),
      'latin1',
    ),
  netease: (mail: Buffer) => Buffer.from(`X-CM-SENDERINFO: x\r\n${mail.toString('latin1')}`, 'latin1'),
  dovecot: () => undefined,
} as const satisfies { readonly [name: string]: (mail: Buffer) => Buffer | undefined };

/** Files it as the server's own process would: not over the connection of the sender. */
function filer(dovecot: Dovecot, copyOf: (mail: Buffer) => Buffer | undefined) {
  return async ({ from, bytes }: AcceptedMail) => {
    const copy = copyOf(bytes);
    if (!copy) return;
    using imap = await rawImap(dovecot.imapPort, from, password);
    await imap.append('Sent', [copy], '\\Seen');
  };
}

/** How often each subject stands in the Sent mailboxes. */
async function sentSubjects(dovecot: Dovecot): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (const address of senders) {
    using imap = await rawImap(dovecot.imapPort, address, password);
    await imap.run('SELECT Sent');
    const said = await imap.run('FETCH 1:* (BODY.PEEK[HEADER.FIELDS (SUBJECT)])');
    for (const [, subject = ''] of said.matchAll(/^Subject: (.*?)\r$/gim))
      counts.set(subject, (counts.get(subject) ?? 0) + 1);
  }
  return counts;
}

describe('F02 killed at each point, one copy in Sent', { concurrency: 2 }, () => {
  for (const [name, copyOf] of Object.entries(behaviours)) {
    test(`F02 ${name}: ${points.length} points, no second copy at the server, one in Sent, the shown state true`, {
      timeout: 24 * 3_600_000,
    }, async (context) => {
      await using dovecot = await startDovecot({ users: senders.map((address) => ({ address, password })) });
      await using sender = await KillSender.start({
        accountOf: (address) => {
          const { imap, ca } = dovecotAccount(dovecot, address);
          return { ...(imap && { imap }), ...(ca && { ca }) };
        },
        onAccepted: filer(dovecot, copyOf),
      });
      const aftermaths: Aftermath[] = [];
      for (let round = 0; round < kills(1); round++)
        for (const { phase, hold } of points)
          aftermaths.push(
            await sender.roundAt({ phase, hold, large: phase === 'inside the content', late: round % 2 === 1 }),
          );
      const items = await sender.copiesSettled();
      const subjects = await sentSubjects(dovecot);
      for (const aftermath of aftermaths) {
        const told = JSON.stringify(aftermath);
        assert.equal(aftermath.finalCopies, 1, told);
        assert.equal(aftermath.finalState, 'sent', told);
        assert.equal(aftermath.unaskedConnections, 0, `sent again unasked: ${told}`);
        assert.ok(truthful[aftermath.phase](aftermath), `not true: ${told}`);
        assert.equal(subjects.get(aftermath.subject), 1, `copies in Sent: ${told}`);
      }
      assert.deepEqual([...new Set(items.map(({ sentCopy }) => sentCopy))], ['saved']);
      context.diagnostic(`${aftermaths.length} kills`);
    });
  }
});
