import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { bytesSource } from '../../src/mail/mime/byteSource.ts';
import { readMessage } from '../../src/mail/mime/read.ts';
import { ensurePrograms } from '../support/availability.ts';
import { projectRoot } from '../support/projectRoot.ts';
import { differencesPage } from './crossCheck/differencesPage.ts';
import { type Difference, type KnownDifference, knownDifferences } from './crossCheck/knownDifferences.ts';
import { type CollectedMail, collectedMails, corporaFolder, hasCorpora } from './crossCheck/mails.ts';
import { byMailroom, peers, readAll } from './crossCheck/readers.ts';
import { line, readingFields } from './crossCheck/reading.ts';

/** The collected mails read by us and by three readers that know nothing of each other. `UPDATE_GOLDEN=1` rewrites the page. */
if (!hasCorpora) {
  test('D01 cross-check: ../shared/corpora is absent, so readers are not compared here', () => {});
} else {
  describe('D01 the collected mails beside Python, mailparser and postal-mime', () => {
    let mails: readonly CollectedMail[] = [];
    const explained = new Map<KnownDifference, Difference[]>(knownDifferences.map((known) => [known, []]));
    const unexplained: Difference[] = [];
    let compared = 0;

    before(async () => {
      await ensurePrograms('fuzz', ['python3']);
      mails = collectedMails();
      const ours = mails.map(byMailroom);
      for (const peer of peers) {
        for (const [index, theirs] of (await readAll(peer, mails)).entries()) {
          const [mail, our] = [mails[index], ours[index]];
          if (!theirs || !mail || !our) continue;
          for (const field of readingFields) {
            compared++;
            if (theirs[field] === our[field]) continue;
            const message = readMessage(bytesSource(mail.bytes));
            const difference = { ...mail, message, peer, field, theirs: theirs[field], ours: our[field] };
            const known = knownDifferences.find((each) => each.explains(difference));
            (known ? explained.get(known) : unexplained)?.push(difference);
          }
        }
      }
    });

    test('D01 from, to, subject, date, text and files are the same, or the difference has its row', () => {
      assert.ok(mails.length > 1_500 && compared > 25_000, `${mails.length} mails, ${compared} fields`);
      const shown = unexplained.map(({ file, peer, field, theirs, ours }) => ({ file, peer, field, theirs, ours }));
      assert.deepEqual(shown.slice(0, 20), []);
    });

    test('D01 at most one mail in 200 is ours to blame', () => {
      const blamed = [...explained].filter(([known]) => known.blame === 'ours').flatMap(([, list]) => list);
      const files = new Set([...blamed, ...unexplained].map(({ file }) => file));
      assert.ok(files.size <= mails.length / 200, [...files].join('\n'));
    });

    test('D01 every row of the page explains something, and stands there', () => {
      const idle = [...explained].filter(([, list]) => list.length === 0).map(([known]) => known.theirs);
      assert.deepEqual(idle, []);
      const path = join(projectRoot, 'docs/parse-differences.md');
      if (process.env['UPDATE_GOLDEN'])
        writeFileSync(path, differencesPage({ mails: mails.length, compared, explained }));
      const page = readFileSync(path, 'utf8');
      for (const { theirs, ours, why } of knownDifferences)
        assert.ok(page.includes(`| ${theirs} | ${ours} | ${why} |`), theirs);
    });
  });

  describe('D01 eml/mailcore2 reads as its summaries say', () => {
    const folder = join(corporaFolder, 'mailcore2/summary');
    for (const { file, bytes } of collectedMails().filter(({ file }) => file.startsWith('mailcore2/summary/input/'))) {
      const name =
        file
          .split('/')
          .at(-1)
          ?.replace(/\.eml$/, '.txt') ?? '';
      // Set aside: the first oracle leaves a word before an address encoded, the second has words of its own for no subject.
      if (name === '2765-korean.txt' || name === '5231-emoji.txt') continue;
      test(name, () => {
        const oracle = readFileSync(join(folder, 'output', name), 'utf8');
        const wanted = (field: string) => line(new RegExp(`^${field}: (.*)$`, 'm').exec(oracle)?.[1] ?? '');
        const message = readMessage(bytesSource(bytes));
        assert.equal(base(message.subject), base(wanted('Subject')));
        const [from] = message.from;
        assert.equal(from?.name ? `${line(from.name)} <${from.address}>` : from?.address, wanted('From'));
      });
    }
  });
}

/** The summaries leave out what an answer puts before the subject. */
function base(subject: string): string {
  return line(subject.replace(/^(?:(?:re|fwd?)\s*:\s*)+/i, ''));
}
