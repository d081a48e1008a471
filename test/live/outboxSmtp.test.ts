import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { systemClock } from '../../src/base/clock.ts';
import { isMailError } from '../../src/base/errors.ts';
import { silentLogger } from '../../src/base/log.ts';
import { machineTrust } from '../../src/mail/net/endpoint.ts';
import { openSmtp, type SmtpSession } from '../../src/mail/smtp/connection.ts';
import { Dialogue } from '../../src/mail/smtp/dialogue.ts';
import { submit } from '../../src/mail/smtp/submit.ts';
import { message } from '../support/message.ts';
import { type ScriptedSmtp, startScriptedSmtp } from '../support/scriptedSmtp.ts';

async function session(server: ScriptedSmtp): Promise<SmtpSession> {
  const endpoint = { host: '127.0.0.1', port: server.port, security: 'none' } as const;
  return openSmtp({ endpoint, trust: machineTrust, clock: systemClock, log: silentLogger });
}

function submission(bytes: Uint8Array, recipients: readonly string[] = ['bob@example.test']) {
  async function* source() {
    for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
  }
  return { from: 'ann@example.test', recipients, size: bytes.length, has8Bit: false, bytes: source() };
}

const small = message({ text: 'Hello\n.\n..dots\n' });
const large = message({ text: `${'x'.repeat(70)}\n`.repeat(120_000) });
const unmarked = () => assert.fail('the final dot must not be near');

describe('submission over nodemailer', () => {
  test('RFC 5321 §4.5.2 the server gets the very bytes, and the mark comes before the dot', async () => {
    await using server = await startScriptedSmtp();
    let acceptedAtMark = -1;
    const result = await submit(await session(server), submission(small), {
      beforeFinalDot: (soFar) => {
        acceptedAtMark = server.accepted.length;
        assert.deepEqual(
          soFar.map(({ outcome, reply }) => [outcome, reply?.code]),
          [['untouched', 250]],
        );
      },
    });
    assert.equal(acceptedAtMark, 0);
    assert.deepEqual(
      result.verdicts.map(({ outcome }) => outcome),
      ['accepted'],
    );
    assert.equal(result.lost, undefined);
    assert.deepEqual(server.accepted[0]?.bytes, small);
  });

  for (const extensions of [['PIPELINING'], []]) {
    test(`each recipient gets its own verdict (${extensions.join() || 'one command at a time'})`, async () => {
      await using server = await startScriptedSmtp({ extensions });
      server.script = ({ step, argument }) => {
        if (step === 'rcpt' && argument === 'b@x.test') return '451 4.2.0 Later';
        if (step === 'rcpt' && argument === 'c@x.test') return '550 5.1.1 Nobody';
        return undefined;
      };
      const to = ['a@x.test', 'b@x.test', 'c@x.test'];
      const { verdicts } = await submit(await session(server), submission(small, to), { beforeFinalDot() {} });
      assert.deepEqual(
        verdicts.map(({ address, outcome, reply }) => [address, outcome, reply?.code, reply?.enhanced]),
        [
          ['a@x.test', 'accepted', 250, '2.0.0'],
          ['b@x.test', 'deferred', 451, '4.2.0'],
          ['c@x.test', 'refused', 550, '5.1.1'],
        ],
      );
      assert.deepEqual(server.accepted[0]?.recipients, ['a@x.test']);
    });

    test(`a refused DATA keeps what was said at RCPT (${extensions.join() || 'one command at a time'})`, async () => {
      await using server = await startScriptedSmtp({ extensions });
      server.script = ({ step, argument }) => {
        if (step === 'rcpt' && argument === 'b@x.test') return '550 5.1.1 Nobody';
        return step === 'data' ? '451 4.3.0 Not now' : undefined;
      };
      const recipients = ['a@x.test', 'b@x.test'];
      const { verdicts } = await submit(await session(server), submission(small, recipients), {
        beforeFinalDot: unmarked,
      });
      assert.deepEqual(
        verdicts.map(({ outcome, stage }) => [outcome, stage]),
        [
          ['deferred', 'data'],
          ['refused', 'rcpt'],
        ],
      );
    });
  }

  test('all recipients refused: nothing is handed over', async () => {
    await using server = await startScriptedSmtp();
    server.script = ({ step }) => (step === 'rcpt' ? '550 5.1.1 Nobody' : undefined);
    const { verdicts } = await submit(await session(server), submission(small), { beforeFinalDot: unmarked });
    assert.deepEqual(
      verdicts.map(({ outcome }) => outcome),
      ['refused'],
    );
    assert.equal(server.accepted.length, 0);
  });

  test('a 552 inside the content ends the connection before our dot', async () => {
    await using server = await startScriptedSmtp();
    server.holdAfterBytes = 100_000;
    server.script = ({ step }) => (step === 'inContent' ? '552 5.3.4 Message too big' : undefined);
    const { verdicts } = await submit(await session(server), submission(large), { beforeFinalDot: unmarked });
    assert.deepEqual(
      verdicts.map(({ outcome, stage, reply }) => [outcome, stage, reply?.code]),
      [['refused', 'content', 552]],
    );
    assert.equal(server.accepted.length, 0);
  });

  test('a 250 before our dot is no acceptance', async () => {
    await using server = await startScriptedSmtp();
    server.holdAfterBytes = 100_000;
    server.script = ({ step }) => (step === 'inContent' ? '250 2.0.0 Fine already' : undefined);
    const { verdicts, lost } = await submit(await session(server), submission(large), { beforeFinalDot: unmarked });
    assert.deepEqual(
      verdicts.map(({ outcome }) => outcome),
      ['untouched'],
    );
    assert.equal(lost?.code, 'net.closed');
  });

  test('a mark that can not be set keeps the dot back', async () => {
    await using server = await startScriptedSmtp();
    const failing = submit(await session(server), submission(small), {
      beforeFinalDot: () => {
        throw new Error('disk full');
      },
    });
    await assert.rejects(failing, /disk full/);
    assert.equal(server.accepted.length, 0);
  });

  test('a line lost after the dot leaves a doubt, before it none', async () => {
    await using server = await startScriptedSmtp();
    server.script = ({ step, close }) => {
      if (step === 'reply') close();
      return undefined;
    };
    const after = await submit(await session(server), submission(small), { beforeFinalDot() {} });
    assert.deepEqual(
      after.verdicts.map(({ outcome }) => outcome),
      ['unknown'],
    );
    server.script = ({ step, close }) => {
      if (step === 'data') close();
      return undefined;
    };
    const before = await submit(await session(server), submission(small), { beforeFinalDot: unmarked });
    assert.deepEqual(
      before.verdicts.map(({ outcome }) => outcome),
      ['untouched'],
    );
    assert.ok(before.lost);
  });

  test('cancelling inside the content leaves no mail anywhere', async () => {
    await using server = await startScriptedSmtp();
    server.bytesPerSecond = 400_000;
    const controller = new AbortController();
    const seen: number[] = [];
    const sending = submit(
      await session(server),
      submission(large),
      {
        beforeFinalDot: unmarked,
        onProgress: (bytes) => {
          seen.push(bytes);
          if (bytes > 1_000_000) controller.abort();
        },
      },
      { signal: controller.signal },
    );
    await assert.rejects(sending, (error) => isMailError(error, 'engine.cancelled'));
    assert.deepEqual(
      seen,
      seen.toSorted((a, b) => a - b),
    );
    assert.ok(new Set(seen).size > 3);
    assert.equal(server.accepted.length, 0);
  });

  test('a server that stalls is left after a named time', async () => {
    await using server = await startScriptedSmtp();
    server.script = ({ step }) => (step === 'data' ? new Promise(() => {}) : undefined);
    const { lost } = await submit(
      await session(server),
      submission(small),
      { beforeFinalDot: unmarked },
      { stallMs: 100 },
    );
    assert.equal(lost?.code, 'net.timeout');
  });

  test('a server that hangs after the final dot leaves a doubt, after a named time', async () => {
    await using server = await startScriptedSmtp();
    server.script = ({ step }) => (step === 'reply' ? new Promise(() => {}) : undefined);
    const { verdicts, lost } = await submit(
      await session(server),
      submission(small),
      { beforeFinalDot() {} },
      { finalReplyMs: 100 },
    );
    assert.deepEqual([verdicts.map(({ outcome }) => outcome), lost?.code], [['unknown'], 'net.timeout']);
  });

  test('a message above the announced SIZE is not even begun', async () => {
    await using server = await startScriptedSmtp({ extensions: ['SIZE 1000'] });
    const sending = submit(await session(server), submission(large), { beforeFinalDot: unmarked });
    await assert.rejects(sending, (error) => isMailError(error, 'send.tooLarge') && error.data['maxBytes'] === 1_000);
    assert.ok(!server.commands.some((command) => command.startsWith('MAIL')));
  });

  test('RFC 5321 §4.1.1.5 a kept session takes the next mail after RSET, with a dialogue of its own', async () => {
    await using server = await startScriptedSmtp();
    const kept = await session(server);
    const first = await submit(kept, submission(small), { beforeFinalDot() {} }, { keep: () => true });
    assert.equal(first.isReusable, true);
    const dialogue = new Dialogue(systemClock);
    await kept.resume({ dialogue });
    const second = await submit(kept, submission(small, ['c@x.test']), { beforeFinalDot() {} });
    assert.deepEqual(
      [second.isReusable, second.verdicts.map(({ address, outcome }) => `${address} ${outcome}`)],
      [false, ['c@x.test accepted']],
    );
    assert.equal(server.connections, 1);
    assert.deepEqual(
      dialogue.exchanges.map(({ command, reply }) => `${command.split(' ')[0]} ${reply?.code}`).slice(0, 5),
      ['RSET 250', 'MAIL 250', 'RCPT 250', 'DATA 354', '(message) 250'],
    );
    assert.ok(dialogue.extensions.has('8BITMIME'), 'what EHLO offered holds on');
    assert.equal(server.accepted.length, 2);
  });

  test('a session is not kept after a refusal, nor where a reply is missing', async () => {
    await using server = await startScriptedSmtp();
    server.script = ({ step }) => (step === 'dot' ? '550 5.7.1 Spam' : undefined);
    const refused = await session(server);
    const { isReusable } = await submit(refused, submission(small), { beforeFinalDot() {} }, { keep: () => true });
    assert.deepEqual([isReusable, refused.isOpen], [false, false]);
  });

  test('a kept session whose server has gone says so, and is closed', async () => {
    await using server = await startScriptedSmtp();
    const kept = await session(server);
    await submit(kept, submission(small), { beforeFinalDot() {} }, { keep: () => true });
    server.closeAll();
    await assert.rejects(kept.resume({ dialogue: new Dialogue(systemClock) }), (error) => isMailError(error));
    assert.equal(kept.isOpen, false);
  });

  test('RFC 6531 §3.2 an address beyond ASCII needs SMTPUTF8', async () => {
    await using server = await startScriptedSmtp({ extensions: ['8BITMIME'] });
    const sending = submit(await session(server), submission(small, ['用户@example.test']), {
      beforeFinalDot: unmarked,
    });
    await assert.rejects(sending, (error) => isMailError(error, 'send.recipientRefused'));
    await using knowing = await startScriptedSmtp();
    await submit(await session(knowing), submission(small, ['用户@example.test']), { beforeFinalDot() {} });
    assert.match(knowing.commands.find((command) => command.startsWith('MAIL')) ?? '', /SMTPUTF8/);
    assert.deepEqual(knowing.accepted[0]?.recipients, ['用户@example.test']);
  });

  for (const [mechanism, secret] of [
    ['PLAIN', 'pä55wörd 密码'],
    ['LOGIN', 'secret-word'],
    ['CRAM-MD5', 'secret-word'],
  ] as const) {
    test(`the dialogue never holds the secret (${mechanism})`, async () => {
      await using server = await startScriptedSmtp({ extensions: [`AUTH ${mechanism}`] });
      server.script = ({ step, argument }) =>
        step === 'auth' ? `235 2.7.0 You said ${argument} ${secret}` : undefined;
      const opened = await session(server);
      await opened.login({ user: 'ann@example.test', secret });
      opened.close();
      const text = JSON.stringify(opened.dialogue.lines);
      assert.ok(text.includes(`AUTH ${mechanism}`));
      for (const form of [secret, btoa(unescape(encodeURIComponent(secret)))]) assert.ok(!text.includes(form), form);
      assert.ok(!text.includes(btoa(unescape(encodeURIComponent(`\0ann@example.test\0${secret}`)))));
    });
  }

  test('a server that closes after its greeting is a broken line, not a refusal', async () => {
    await using server = await startScriptedSmtp();
    server.script = ({ step, close }) => {
      if (step === 'ehlo') close();
      return undefined;
    };
    await assert.rejects(session(server), (error) => isMailError(error, 'net.closed'));
  });
});
