import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { laneMails, lanesMax } from '../../src/engine/outbox/limits.ts';
import { accountAdd } from '../../src/protocol/methods/accountAdd.ts';
import { outboxDialogue } from '../../src/protocol/methods/outboxDialogue.ts';
import { outboxEnqueue } from '../../src/protocol/methods/outboxEnqueue.ts';
import { outboxList } from '../../src/protocol/methods/outboxList.ts';
import type { OutboxRecord } from '../../src/protocol/records.ts';
import { startEngine, type TestEngine } from '../support/engine.ts';
import { type ScriptedSmtp, type SmtpScript, startScriptedSmtp } from '../support/scriptedSmtp.ts';
import { waitFor } from '../support/waitFor.ts';

const mails = 12;

/** Mails that are all queued before the server says its first word. */
async function burst(
  script: SmtpScript,
  check: (at: BurstWorld) => void | Promise<void>,
  count = mails,
): Promise<void> {
  await using server = await startScriptedSmtp();
  await using engine = await startEngine({ secrets: async () => 'secret-word' });
  const smtp = { host: '127.0.0.1', port: server.port, security: 'none' } as const;
  const config = { address: 'ann@example.test', name: 'Ann', auth: 'password', smtp } as const;
  await engine.client.call(accountAdd, { config });
  const queued = Promise.withResolvers<void>();
  server.script = async (moment) => {
    if (moment.step === 'greeting') await queued.promise;
    return script(moment);
  };
  for (let number = 0; number < count; number++) await enqueue(engine, number);
  queued.resolve();
  const items = await waitFor(async () => {
    const { items } = await engine.client.call(outboxList, {});
    return items.every(({ state }) => state === 'sent' || state === 'failed') && items;
  });
  await check({ server, engine, items });
}

interface BurstWorld {
  readonly server: ScriptedSmtp;
  readonly engine: TestEngine;
  readonly items: readonly OutboxRecord[];
}

async function enqueue(engine: TestEngine, number: number): Promise<void> {
  const text = `---\nfrom: ann@example.test\nto: bob${number}@example.test\nsubject: Mail ${number}\n---\n\nHello\n`;
  await engine.client.call(outboxEnqueue, { draft: `file:///d/${number}.mail.md`, text, files: [], undoMs: 0 });
}

function assertOnceEach({ server, items }: BurstWorld): void {
  for (const [number, item] of items.entries())
    assert.equal(server.copiesFor(`bob${number}@example.test`, item.messageId), 1, `mail ${number}`);
}

describe('a burst of mail', () => {
  test('F02 goes over one connection, each mail once and with a dialogue of its own', async () => {
    await burst(
      () => undefined,
      async (at) => {
        assertOnceEach(at);
        assert.equal(at.server.connections, 1);
        assert.equal(at.server.commands.filter((command) => command === 'RSET').length, mails - 1);
        const last = at.items.at(-1);
        assert.ok(last);
        const { lines } = await at.engine.client.call(outboxDialogue, { id: last.id });
        assert.equal(lines[0]?.text, 'RSET');
        assert.equal(lines.filter(({ text }) => text.startsWith('MAIL')).length, 1);
        await waitFor(() => at.server.commands.includes('QUIT'), { what: 'the last mail to end the session' });
      },
    );
  });

  test('F02 goes on over another connection when the server ends the first, each mail once', async () => {
    let taken = 0;
    await burst(
      ({ step, close }) => {
        if (step === 'replied' && ++taken % 4 === 0) close();
        return undefined;
      },
      (at) => {
        assertOnceEach(at);
        assert.equal(at.server.connections, mails / 4);
        for (const { attempts } of at.items)
          assert.equal(attempts, 1, 'a dead connection that waited costs no attempt');
      },
    );
  });

  test('F02 a server that takes only so many mails over one connection gets another, and no mail waits for it', async () => {
    const taken = new Map<number, number>();
    await burst(
      ({ step, connection }) => {
        if (step === 'reply') taken.set(connection, (taken.get(connection) ?? 0) + 1);
        return step === 'mail' && (taken.get(connection) ?? 0) >= 5 ? '450 MI:DMC too many mails' : undefined;
      },
      (at) => {
        assertOnceEach(at);
        assert.equal(at.server.connections, Math.ceil(mails / 5));
        for (const { attempts } of at.items) assert.equal(attempts, 1);
      },
    );
  });

  test('F02 a refusal inside a burst is its own mail’s alone', async () => {
    await burst(
      ({ step, argument }) =>
        step === 'rcpt' && argument === 'bob5@example.test' ? '550 5.1.1 No such user' : undefined,
      ({ server, items }) => {
        assert.deepEqual(
          items.map(({ state }) => state),
          items.map((_, number) => (number === 5 ? 'failed' : 'sent')),
        );
        assert.equal(server.accepted.length, mails - 1);
      },
    );
  });

  test('F02 of a long queue several mails leave side by side, each once and with its own dialogue', async () => {
    await burst(
      () => undefined,
      async (at) => {
        assertOnceEach(at);
        assert.ok(at.server.connections > 1 && at.server.connections <= lanesMax, `${at.server.connections}`);
        for (const item of at.items) {
          const { lines } = await at.engine.client.call(outboxDialogue, { id: item.id });
          const recipients = lines.filter(({ text }) => text.startsWith('RCPT'));
          assert.deepEqual(
            recipients.map(({ text }) => /<(.*)>/.exec(text)?.[1]),
            [item.recipients[0]?.address],
          );
        }
      },
      laneMails * lanesMax + mails,
    );
  });

  test('F02 a server that takes one connection at a time: the mails of a long queue leave over it, none fails', async () => {
    await burst(
      ({ step, connection }) => (step === 'greeting' && connection > 1 ? '421 4.7.0 Too many connections' : undefined),
      (at) => {
        assertOnceEach(at);
        assert.ok(at.server.connections > 1, 'a second one was tried');
        for (const { state, failure } of at.items) assert.deepEqual([state, failure], ['sent', null]);
      },
      laneMails * lanesMax + mails,
    );
  });
});
