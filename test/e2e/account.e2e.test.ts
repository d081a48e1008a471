/** From nothing to the first mail: an account on a real Dovecot and Postfix, added as a person adds it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startDovecot } from '../live/servers/dovecot.ts';
import { startPostfix } from '../live/servers/postfix.ts';
import { manyMessages, seedMailbox } from '../support/seedMailbox.ts';
import { waitFor } from '../support/waitFor.ts';
import { withVscode } from './harness/world.ts';
import { fillAccountForm, trustCertificate, typePassword } from './pages/accountForm.ts';
import { picture } from './pages/screenshots.ts';

const ANN = { address: 'ann@example.test', password: 'secret' };

test('A02 after a wrong password the account is added with the right one, and its mail is there', async (context) => {
  await using dovecot = await startDovecot({ users: [ANN] });
  await using postfix = await startPostfix({ dovecot });
  seedMailbox({ dovecot, address: ANN.address }, manyMessages({ count: 20, newest: new Date() }));
  await withVscode(context, {}, async ({ workbench }) => {
    await workbench.openMailView();
    await fillAccountForm(workbench, {
      ...{ address: ANN.address, password: 'wrong', name: 'Ann', security: 'TLS' },
      ...{ incoming: `localhost:${dovecot.imapsPort}`, outgoing: `localhost:${postfix.smtpsPort}` },
    });
    for (const port of [dovecot.imapsPort, postfix.smtpsPort]) {
      assert.match(
        await trustCertificate(workbench),
        new RegExp(`Mailroom test CA[\\s\\S]*SHA-256[\\s\\S]*localhost:${port}`),
      );
    }
    assert.match(await workbench.notification('refused to sign in'), /Check the user name and the password/);
    await picture(workbench.page, 'wrong-password');
    await workbench.notificationButton('refused to sign in', 'Type It Again');
    await typePassword(workbench, ANN.password);

    await workbench.tree('Mailboxes').row('Inbox').waitFor();
    await workbench.tree('Mailboxes').click('Inbox');
    await workbench.tree('Messages').row('Message 20').waitFor();
    assert.match((await workbench.tree('Messages').rows()).join('\n'), /Zhang Wei 张伟 ?Message 19/);
    await waitFor(async () => (await workbench.badge()) === '2', { what: 'the badge to count two' });
    await picture(workbench.page, 'inbox');
  });
});
