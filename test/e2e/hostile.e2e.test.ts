/** Mail made to break its reader, among others, in the real editor. What every bomb does alone: test/live/hostileMail.test.ts. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bomb } from '../support/bombs.ts';
import { message } from '../support/message.ts';
import type { SeedMessage } from '../support/seedMailbox.ts';
import { tempFolder } from '../support/tempFolder.ts';
import { endsWorkerField, engineWithEndingWorkers } from './harness/endsWorker.ts';
import { enginePid } from './harness/engineProcess.ts';
import { addAnn, withMail } from './harness/mailWorld.ts';
import { openMessage, shownBody } from './pages/reader.ts';
import { webview, webviewViolations } from './pages/webview.ts';

const cut = 'This mail is larger than what is shown of it.';
const damaged = 'This message is damaged. Its source can be shown as it is.';

/** Subject, mail, and what the reader says of it; none where it is shown as it is. */
const hostile: readonly (readonly [subject: string, make: (fields: string) => Uint8Array, notice: string])[] = [
  ['Bomb of elements', (fields) => bomb('elements in each other', 135_000, fields), ''],
  ['Bomb of boundaries', (fields) => bomb('boundary of one hyphen', 100_000, fields), cut],
  ['Bomb of headers', (fields) => bomb('header fields', 100_000, fields), cut],
  ['Bomb that ends its worker', (fields) => Buffer.from(`${fields}${endsWorkerField}\r\nnever seen`), damaged],
];

test('H06 hostile mail is harmless: each is shown or one notice says why not, the next mail opens, and the engine is the same', async (context) => {
  await using folder = await tempFolder('hm');
  const settings = await engineWithEndingWorkers(folder.path);
  await withMail(context, { inbox: inbox(), settings }, async ({ workbench, ports, globalStorage }) => {
    await addAnn(workbench, ports);
    const before = await enginePid(globalStorage);
    const page = webview(workbench);
    const notices = page.locator('.note p, .warnings li');
    for (const [number, [subject, , notice]] of hostile.entries()) {
      if (notice === damaged) {
        await workbench.tree('Messages').click(subject);
        await page.getByRole('alert').waitFor();
      } else await openMessage(workbench, subject, subject);
      const told = (await notices.allInnerTexts()).map((text) => text.replace(/\s*Why\?$/, ''));
      assert.deepEqual(told, notice === '' ? [] : [notice], subject);
      await openMessage(workbench, soundSubject(number), soundSubject(number));
      await shownBody(workbench).getByText(soundText(number)).waitFor();
    }
    assert.deepEqual(await webviewViolations(workbench), []);
    assert.equal(await enginePid(globalStorage), before);
    const other = (await workbench.notifications()).filter((text) => !text.includes('is added'));
    assert.deepEqual(other, [], 'what is wrong with a mail is told where it is shown, and nowhere else');
  });
});

/** A sound mail behind each hostile one, oldest first. */
function* inbox(): Generator<SeedMessage> {
  const now = Date.now();
  for (const [number, [subject, make]] of hostile.entries()) {
    const date = new Date(now - 600_000 * (hostile.length - number));
    const fields = `From: Mallory <mallory@example.test>\r\nSubject: ${subject}\r\nDate: ${date.toUTCString()}\r\n`;
    yield { bytes: make(fields), receivedAt: date };
    const later = new Date(date.getTime() + 60_000);
    yield {
      bytes: message({ subject: soundSubject(number), text: soundText(number), date: later }),
      receivedAt: later,
    };
  }
}

function soundSubject(number: number): string {
  return `Sound ${number}.`;
}

function soundText(number: number): string {
  return `Sound text ${number}`;
}
