import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Selection } from '../../../../src/engine/sync/selection.ts';
import type { ImapConnection, SelectedMailbox } from '../../../../src/mail/imap/connection.ts';

test('C03 a mailbox is selected anew only when another was, the line changed hands, or the server spoke of a change', async () => {
  const asked: string[] = [];
  const line = {
    selected: undefined as SelectedMailbox | undefined,
    isUnchanged: true,
    async select(path: string) {
      asked.push(path);
      line.isUnchanged = true;
      line.selected = {
        path,
        uidValidity: 1,
        uidNext: 1,
        exists: 0,
        highestModSeq: undefined,
        readOnly: false,
        mailboxId: '',
      };
      return line.selected;
    },
  };
  const selection = new Selection(line as unknown as ImapConnection);
  assert.equal(await selection.of('INBOX'), await selection.of('INBOX'));
  assert.deepEqual(asked.splice(0), ['INBOX']);
  line.isUnchanged = false; // EXISTS, EXPUNGE or flags.
  await selection.of('INBOX');
  await selection.of('Archive');
  await selection.of('INBOX');
  assert.deepEqual(asked.splice(0), ['INBOX', 'Archive', 'INBOX']);
  await line.select('INBOX'); // By somebody else: what it said then is not what it says now.
  await selection.of('INBOX');
  line.selected = undefined; // The line ended.
  await selection.of('INBOX');
  assert.deepEqual(asked, ['INBOX', 'INBOX', 'INBOX']);
});
