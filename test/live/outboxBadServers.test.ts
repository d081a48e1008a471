import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { accountAdd } from '../../src/protocol/methods/accountAdd.ts';
import { outboxEnqueue } from '../../src/protocol/methods/outboxEnqueue.ts';
import { outboxList } from '../../src/protocol/methods/outboxList.ts';
import type { OutboxRecord } from '../../src/protocol/records.ts';
import { startEngine } from '../support/engine.ts';
import { type ScriptedSmtp, type SmtpScript, startScriptedSmtp } from '../support/scriptedSmtp.ts';

interface Sent {
  readonly item: OutboxRecord;
  readonly server: ScriptedSmtp;
  readonly again: () => Promise<OutboxRecord>;
}

/** One mail to a server that behaves so, and what the outbox says when the first attempt is over. */
async function sendTo(
  { extensions, script }: { readonly extensions: readonly string[]; readonly script?: SmtpScript },
  header: string,
  check: (sent: Sent) => void | Promise<void>,
): Promise<void> {
  await using server = await startScriptedSmtp({ extensions });
  if (script) server.script = script;
  await using engine = await startEngine();
  const smtp = { host: '127.0.0.1', port: server.port, security: 'none' } as const;
  await engine.client.call(accountAdd, { config: { address: 'ann@x.test', name: 'Ann', auth: 'none', smtp } });
  const send = async () => {
    const text = `---\n${header}\nsubject: Hi\n---\n\nHello\n`;
    const { item } = await engine.client.call(outboxEnqueue, { draft: '', text, files: [], undoMs: 0, wait: true });
    const now = (await engine.client.call(outboxList, {})).items.find(({ id }) => id === item.id);
    assert.ok(now);
    return now;
  };
  await check({ item: await send(), server, again: send });
}

describe('F02 servers that behave badly', () => {
  test('F02 one that offers nothing gets plain commands, and takes the mail', async () => {
    await sendTo({ extensions: [] }, 'to: bob@y.test\ndsn: yes', ({ item, server }) => {
      assert.equal(item.state, 'sent');
      assert.deepEqual(
        server.commands.filter((command) => /^(MAIL|RCPT)/.test(command)),
        ['MAIL FROM:<ann@x.test>', 'RCPT TO:<bob@y.test>'],
      );
    });
  });

  test('F02 one that offers nothing is not given an address that it can not read', async () => {
    await sendTo({ extensions: [] }, 'to: 用户@例子.测试', ({ item, server }) => {
      assert.deepEqual([item.state, item.failure?.code], ['failed', 'send.recipientRefused']);
      assert.equal(server.accepted.length, 0);
      assert.ok(!server.commands.some((command) => command.startsWith('MAIL')));
    });
  });

  test('F02 one that lies about SIZE refuses with its own words, and those are shown', async () => {
    const script: SmtpScript = ({ step }) => (step === 'mail' ? '552 5.3.4 Message size exceeds 100 bytes' : undefined);
    await sendTo({ extensions: ['SIZE 100000000'], script }, 'to: bob@y.test', ({ item, server }) => {
      assert.deepEqual([item.state, item.failure?.code], ['failed', 'send.tooLarge']);
      assert.match(String(item.failure?.data['serverSaid']), /exceeds 100 bytes/);
      assert.equal(server.accepted.length, 0);
    });
  });

  test('F02 one that says 250 to all and 554 at the end: nobody has it, each recipient shows why', async () => {
    const script: SmtpScript = ({ step }) => (step === 'dot' ? '554 5.7.1 Not from you' : undefined);
    await sendTo({ extensions: ['PIPELINING'], script }, 'to: a@y.test, b@y.test', async ({ item, server, again }) => {
      assert.equal(item.state, 'failed');
      assert.deepEqual(
        item.recipients.map(({ state, code, reply }) => [state, code, reply]),
        ['a', 'b'].map(() => ['refused', 554, '554 5.7.1 Not from you']),
      );
      assert.equal(server.accepted.length, 0);
      server.script = () => undefined;
      assert.equal((await again()).state, 'sent', 'the next mail finds a connection of its own');
    });
  });

  test('F02 one that says 250 also to DATA: what it never took is never shown as sent', async () => {
    const script: SmtpScript = ({ step }) => (step === 'data' ? '250 2.0.0 Fine' : undefined);
    await sendTo({ extensions: [], script }, 'to: bob@y.test', ({ item, server }) => {
      assert.notEqual(item.state, 'sent');
      assert.equal(server.accepted.length, 0);
    });
  });
});
