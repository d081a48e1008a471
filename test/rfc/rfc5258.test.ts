import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { mailWorld, numbered } from '../support/memoryMails.ts';

describe('J07 RFC 5258 LIST-EXTENDED, RFC 5819 LIST-STATUS, RFC 8438 STATUS=SIZE, our server', () => {
  test('J07 RFC 5258 §3 several patterns, selection by SUBSCRIBED with names that are gone, CHILDINFO by RECURSIVEMATCH', async () => {
    const { client } = await mailWorld([]);
    for (const name of ['Work/Plans/2026', 'Lost', 'Other']) await client.run(`CREATE ${name}`);
    for (const name of ['Work/Plans/2026', 'Lost']) await client.run(`SUBSCRIBE ${name}`);
    await client.run('DELETE Lost');
    assert.deepEqual(await client.run('LIST "" (Sent "Work/%") RETURN (CHILDREN)'), [
      '* LIST (\\HasNoChildren \\Sent) "/" "Sent"',
      '* LIST (\\HasChildren) "/" "Work/Plans"',
      'OK done',
    ]);
    const subscribed = await client.run('LIST (SUBSCRIBED) "" "*"');
    assert.ok(subscribed.includes('* LIST (\\HasNoChildren \\NonExistent \\Subscribed) "/" "Lost"'));
    assert.ok(subscribed.includes('* LIST (\\HasNoChildren \\Subscribed) "/" "Work/Plans/2026"'));
    assert.ok(!subscribed.some((line) => line.includes('"Other"')));
    const top = await client.run('LIST (SUBSCRIBED RECURSIVEMATCH) "" "%"');
    assert.ok(top.includes('* LIST (\\HasChildren) "/" "Work" ("CHILDINFO" ("SUBSCRIBED"))'));
    assert.match((await client.run('LIST (RECURSIVEMATCH) "" "%"')).join(), /^BAD/);
    assert.match((await client.run('LIST (FOO) "" "%"')).join(), /^BAD/);
    assert.ok(
      (await client.run('LIST "" Sent RETURN (SUBSCRIBED)')).includes(
        '* LIST (\\HasNoChildren \\Sent \\Subscribed) "/" "Sent"',
      ),
    );
  });

  test('J07 RFC 5819 §2 LIST gives the STATUS of each mailbox that can be selected', async () => {
    const { client } = await mailWorld(numbered(2));
    await client.run('CREATE Deep/Down');
    await client.run('DELETE Deep');
    const lines = await client.run('LIST "" (INBOX "Deep*") RETURN (STATUS (MESSAGES UNSEEN UIDNEXT))');
    assert.deepEqual(lines, [
      '* LIST (\\HasNoChildren) "/" "INBOX"',
      '* STATUS INBOX (MESSAGES 2 UNSEEN 2 UIDNEXT 3)',
      '* LIST (\\HasChildren \\Noselect) "/" "Deep"',
      '* LIST (\\HasNoChildren) "/" "Deep/Down"',
      '* STATUS Deep/Down (MESSAGES 0 UNSEEN 0 UIDNEXT 1)',
      'OK done',
    ]);
  });

  test('J07 RFC 8438 §2 STATUS SIZE is the sum of all RFC822.SIZE, RFC 9208 §4.1.4 DELETED-STORAGE of those to go', async () => {
    const { client } = await mailWorld(numbered(2));
    const sizes = (await client.run('FETCH 1:2 RFC822.SIZE')).flatMap((line) => /SIZE (\d+)/.exec(line)?.[1] ?? []);
    await client.run('STORE 1 +FLAGS.SILENT (\\Deleted)');
    const [line = ''] = await client.run('STATUS INBOX (SIZE DELETED DELETED-STORAGE)');
    const sum = Number(sizes[0]) + Number(sizes[1]);
    assert.equal(line, `* STATUS INBOX (SIZE ${sum} DELETED 1 DELETED-STORAGE ${sizes[0]})`);
  });
});
