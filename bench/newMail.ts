import { setTimeout as sleep } from 'node:timers/promises';
import { startBrowser } from '../test/e2e/harness/browser.ts';
import { startVscode } from '../test/e2e/harness/vscodeServer.ts';
import { fillAccountForm, trustCertificate } from '../test/e2e/pages/accountForm.ts';
import { Workbench } from '../test/e2e/pages/workbench.ts';
import { startDovecot } from '../test/live/servers/dovecot.ts';
import { startPostfix } from '../test/live/servers/postfix.ts';
import { message } from '../test/support/message.ts';
import { manyMessages, seedMailbox } from '../test/support/seedMailbox.ts';
import { itemShown } from './itemShown.ts';
import { rawIdle } from './rawIdle.ts';
import { type Bench, percentile } from './row.ts';
import { benchUser } from './world.ts';

const deliveries = 40;
/** Between two mails: a burst is shown in few refreshes, and would measure their rhythm instead of a mail's way. */
const pauseMs = 1_000;

/**
 * From Dovecot's delivery to the item in the tree of a real editor, beside a raw reader of IDLE on the same mailbox. Times
 * are those of the machine's one clock, read in the page and here.
 */
export const newMail: Bench = {
  name: 'new-mail',
  async run() {
    await using dovecot = await startDovecot({ users: [benchUser] });
    await using postfix = await startPostfix({ dovecot });
    seedMailbox({ dovecot, address: benchUser.address }, manyMessages({ count: 100, newest: new Date() }));
    await using vscode = await startVscode();
    await using browser = await startBrowser();
    const page = await browser.context.newPage();
    await page.goto(vscode.url);
    await addAccount(new Workbench(page), { imapsPort: dovecot.imapsPort, smtpsPort: postfix.smtpsPort });
    using raw = await rawIdle(dovecot, benchUser);
    const beyond: number[] = [];
    const floor: number[] = [];
    for (let run = 0; run < deliveries; run++) {
      const subject = `Fresh number ${run} of all`;
      const start = Date.now();
      const seen = Promise.all([raw.exists().then(Date.now), itemShown(page, subject)]);
      const bytes = message({ subject, messageId: `<fresh-${run}@example.test>`, date: new Date() });
      await dovecot.deliver(benchUser.address, bytes);
      const [heardAt, shownAt] = await seen;
      floor.push(heardAt - start);
      beyond.push(shownAt - heardAt);
      await sleep(pauseMs);
    }
    const base = { bench: 'new-mail', unit: 'ms', better: 'lower', runs: deliveries } as const;
    const metric = 'delivery to item in the tree, p95 beyond a raw IDLE reader of the same mail';
    return [{ ...base, metric, value: percentile(beyond, 95), goal: 250, baseline: percentile(floor, 95) }];
  },
};

async function addAccount(workbench: Workbench, ports: { readonly imapsPort: number; readonly smtpsPort: number }) {
  await workbench.ready();
  await workbench.openMailView();
  await fillAccountForm(workbench, {
    ...{ address: benchUser.address, password: benchUser.password, name: 'Bench', security: 'TLS' },
    ...{ incoming: `localhost:${ports.imapsPort}`, outgoing: `localhost:${ports.smtpsPort}` },
  });
  await trustCertificate(workbench);
  await trustCertificate(workbench);
  await workbench.tree('Mailboxes').row('Inbox').waitFor();
  await workbench.tree('Mailboxes').click('Inbox');
  await workbench.tree('Messages').row('Message 100').waitFor();
}
