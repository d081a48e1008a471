import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { startBrowser } from '../test/e2e/harness/browser.ts';
import { startVscode } from '../test/e2e/harness/vscodeServer.ts';
import { selectMailbox } from '../test/e2e/pages/mail.ts';
import { Workbench } from '../test/e2e/pages/workbench.ts';
import { itemShown } from './itemShown.ts';
import { type Bench, percentile } from './row.ts';

const mails = 30;
/** Between two mails, so that each one's way is measured and not the rhythm of refreshes. */
const pauseMs = 1_000;

/** From the 250 that an app hears for a mail to a stranger, to the item in the tree of a real editor. */
export const capture: Bench = {
  name: 'capture',
  async run() {
    await using vscode = await startVscode();
    await using browser = await startBrowser();
    const page = await browser.context.newPage();
    await page.goto(vscode.url);
    const workbench = new Workbench(page);
    await workbench.ready();
    await workbench.openMailView();
    await workbench.runCommand('Mail: Start Local Server');
    await selectMailbox(workbench, 'Inbox', 'sandbox@localhost');
    const view = workbench.tree('Local Server');
    await view.pane.locator('.pane-header').click();
    const row = view.row(/SMTP/);
    await row.waitFor();
    const port = Number(/127\.0\.0\.1:(\d+)/.exec((await row.textContent()) ?? '')?.[1]);
    await send(port, 'Nothing is measured yet');
    await workbench.tree('Messages').row('Nothing is measured yet').waitFor();
    const times: number[] = [];
    for (let run = 0; run < mails; run++) {
      const subject = `Caught number ${run} of all`;
      const shown = itemShown(page, subject);
      const accepted = await send(port, subject);
      times.push(Math.max(0, (await shown) - accepted));
      await sleep(pauseMs);
    }
    const metric = 'mail accepted by the sandbox to item in the tree, p95';
    const base = { bench: 'capture', unit: 'ms', better: 'lower', baseline: null } as const;
    return [{ ...base, metric, runs: mails, value: percentile(times, 95), goal: 300 }];
  },
};

/** One mail; gives the moment of the reply to its final dot, ms since 1970. */
function send(port: number, subject: string): Promise<number> {
  const mail = `From: app@shop.example\r\nTo: x@nobody.example\r\nSubject: ${subject}\r\n\r\nhi\r\n.\r\n`;
  const steps = [
    'EHLO app\r\n',
    'MAIL FROM:<app@shop.example>\r\n',
    'RCPT TO:<x@nobody.example>\r\n',
    'DATA\r\n',
    mail,
  ];
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1').setEncoding('latin1');
    socket.on('error', reject).on('data', (reply: string) => {
      // The last line of a reply has a blank behind its code (RFC 5321 §4.2.1).
      if (!/^\d{3} .*\r\n$/m.test(reply)) return;
      const step = steps.shift();
      if (step !== undefined) return void socket.write(step);
      resolve(Date.now());
      socket.destroy();
    });
  });
}
