/** What became of a sent mail is told at its copy in Sent: a real Postfix refuses, delivers and bounces, and reports. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { accountAdd } from '../../src/protocol/methods/accountAdd.ts';
import { mailboxList } from '../../src/protocol/methods/mailboxList.ts';
import { mailboxSync } from '../../src/protocol/methods/mailboxSync.ts';
import { messageList } from '../../src/protocol/methods/messageList.ts';
import { outboxDialogue } from '../../src/protocol/methods/outboxDialogue.ts';
import { outboxEnqueue } from '../../src/protocol/methods/outboxEnqueue.ts';
import { outboxList } from '../../src/protocol/methods/outboxList.ts';
import { outboxRemove } from '../../src/protocol/methods/outboxRemove.ts';
import { outboxStory } from '../../src/protocol/methods/outboxStory.ts';
import type { MessageRow } from '../../src/protocol/records.ts';
import { ensurePrograms } from '../support/availability.ts';
import { startEngine, type TestEngine } from '../support/engine.ts';
import { waitFor } from '../support/waitFor.ts';
import { startDovecot } from './servers/dovecot.ts';
import { startPostfix } from './servers/postfix.ts';

const password = 'Tr0ub4dor&3 ü';
const users = ['ann', 'cat', 'dan'].map((name) => ({ address: `${name}@example.test`, password }));

async function rowIn({ client }: TestEngine, use: 'sent' | 'inbox', subject: RegExp): Promise<MessageRow | undefined> {
  const { mailboxes } = await client.call(mailboxList, {});
  const mailbox = mailboxes.find(({ specialUse }) => specialUse === use);
  if (!mailbox) return undefined;
  await client.call(mailboxSync, { mailbox: mailbox.id });
  const { rows } = await client.call(messageList, { mailbox: mailbox.id, limit: 50 });
  return rows.find((row) => subject.test(row.subject));
}

describe('the story of a sent mail', () => {
  test('F07 three recipients, one refused at once, one delivered, one bounced by Postfix later: told at the mail in Sent, also once it is off the outbox', async () => {
    if (!(await ensurePrograms('integration', ['dovecot', 'postfix', 'openssl']))) return;
    await using dovecot = await startDovecot({ users });
    // Postfix takes mail for Bob, whom Dovecot does not know: the bounce comes later, as mail.
    const known = ['ann', 'bob', 'cat', 'dan'].map((name) => `{${name}@example.test=ok}`).join(' ');
    // What it hands to Dovecot it reports as relayed, because LMTP knows no reports: Dan's mail ends in Postfix itself.
    const extraConfig = `virtual_mailbox_maps = inline:{ ${known} }\ntransport_maps = inline:{ {dan@example.test=discard:} }`;
    await using postfix = await startPostfix({ dovecot, extraConfig });
    postfix.answerRecipient('cat@example.test', '550 5.7.1 Cat takes no mail');
    await using engine = await startEngine({ secrets: async () => password });
    const { client } = engine;
    await client.call(accountAdd, {
      config: {
        ...{ address: 'ann@example.test', name: 'Ann', auth: 'password', ca: dovecot.ca },
        imap: { host: 'localhost', port: dovecot.imapsPort, security: 'tls' },
        smtp: { host: 'localhost', port: postfix.submissionPort, security: 'starttls' },
      },
    });
    const to = 'bob@example.test, cat@example.test, dan@example.test';
    const text = `---\nfrom: ann@example.test\nto: ${to}\nsubject: Three fates\ndsn: success, failure\n---\n\nHi\n`;
    const { item } = await client.call(outboxEnqueue, { draft: '', text, files: [], undoMs: 0, wait: true });
    assert.equal(item.state, 'failed', 'one of three was refused');

    const copy = await waitFor(() => rowIn(engine, 'sent', /Three fates/), { what: 'the copy', timeoutMs: 60_000 });
    const story = async () => (await client.call(outboxStory, { id: copy.id })).sendings;
    await waitFor(async () => (await story())[0]?.recipients.every(({ state, fate }) => state === 'refused' || fate), {
      what: 'the reports of Postfix',
      timeoutMs: 60_000,
    });
    const fates = async () =>
      (await story()).map(({ recipients }) =>
        recipients.map(({ address, state, code, reply, fate, fateStatus, fateReason }) =>
          [address, state, state === 'refused' ? `${code} ${reply}` : '', fate, fateStatus, fateReason].join('|'),
        ),
      );
    const [told = []] = await fates();
    assert.match(told[0] ?? '', /^bob@example\.test\|accepted\|\|bounced\|5\.1\.1\|.*[Uu]ser doesn't exist/);
    assert.match(told[1] ?? '', /^cat@example\.test\|refused\|550 .*Cat takes no mail\|\|\|$/);
    assert.match(told[2] ?? '', /^dan@example\.test\|accepted\|\|delivered\|2\.\d\.\d\|/);
    assert.equal((await rowIn(engine, 'sent', /Three fates/))?.delivery, 'returned', 'the row says the worst');

    await client.call(outboxRemove, { id: item.id });
    assert.equal((await client.call(outboxList, {})).items.length, 0);
    assert.deepEqual(await fates(), [told], 'kept by the Message-ID of the mail');
    assert.equal((await rowIn(engine, 'sent', /Three fates/))?.delivery, 'returned');
    const { lines } = await client.call(outboxDialogue, { id: item.id });
    assert.ok(
      lines.some(({ side, text: said }) => side === 'server' && /Cat takes no mail/.test(said)),
      'its dialogue can be read',
    );
    const report = await waitFor(() => rowIn(engine, 'inbox', /Undeliver/i), { what: 'the bounce as mail' });
    assert.deepEqual((await client.call(outboxStory, { id: report.id })).sendings, []);
    assert.equal(report.delivery, undefined);
  });
});
