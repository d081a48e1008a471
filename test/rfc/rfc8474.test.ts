import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { mailWorld, numbered } from '../support/memoryMails.ts';

const emailId = (lines: readonly string[]) => /EMAILID \(([^)]+)\)/.exec(lines.join('\n'))?.[1];

describe('J07 RFC 8474 OBJECTID, our server', () => {
  test('J07 §4 MAILBOXID stays when a mailbox is renamed, and is another when it is made anew', async () => {
    const { client } = await mailWorld([]);
    const idOf = async (name: string) =>
      /MAILBOXID \((F\d+)\)/.exec((await client.run(`STATUS ${name} (MAILBOXID)`)).join())?.[1];
    await client.run('CREATE Old');
    const first = await idOf('Old');
    await client.run('RENAME Old New');
    assert.equal(await idOf('New'), first);
    assert.ok((await client.run('SELECT New')).includes(`* OK [MAILBOXID (${first})] id`));
    await client.run('DELETE New');
    await client.run('CREATE New');
    assert.notEqual(await idOf('New'), first);
  });

  test('J07 §5 EMAILID follows copies and moves; THREADID is NIL here', async () => {
    const { client } = await mailWorld(numbered(2));
    const id = emailId(await client.run('FETCH 1 EMAILID'));
    assert.notEqual(id, emailId(await client.run('FETCH 2 EMAILID')));
    await client.run('COPY 1 Archive');
    await client.run('MOVE 1 Sent');
    for (const mailbox of ['Archive', 'Sent']) {
      await client.run(`SELECT ${mailbox}`);
      assert.equal(emailId(await client.run('FETCH 1 (EMAILID THREADID)')), id);
      assert.deepEqual(await client.run(`SEARCH EMAILID ${id}`), ['* SEARCH 1', 'OK done']);
    }
    assert.match((await client.run('FETCH 1 THREADID')).join(), /THREADID NIL/);
  });
});
