/** Answers and redirected mail as they leave and arrive, through Postfix into Dovecot. */
import assert from 'node:assert/strict';
import { after, before, describe, type TestContext, test } from 'node:test';
import { utf8 } from '../../src/base/bytes.ts';
import { systemClock } from '../../src/base/clock.ts';
import { silentLogger } from '../../src/base/log.ts';
import { machineTrust } from '../../src/mail/net/endpoint.ts';
import { openSmtp } from '../../src/mail/smtp/connection.ts';
import { submit } from '../../src/mail/smtp/submit.ts';
import type { IdentityConfig } from '../../src/protocol/identities.ts';
import { accountAdd } from '../../src/protocol/methods/accountAdd.ts';
import { draftCheck } from '../../src/protocol/methods/draftCheck.ts';
import { draftCompose } from '../../src/protocol/methods/draftCompose.ts';
import { identityList } from '../../src/protocol/methods/identityList.ts';
import { identitySave } from '../../src/protocol/methods/identitySave.ts';
import { mailboxList } from '../../src/protocol/methods/mailboxList.ts';
import { mailboxSync } from '../../src/protocol/methods/mailboxSync.ts';
import { messageList } from '../../src/protocol/methods/messageList.ts';
import { messageSource } from '../../src/protocol/methods/messageSource.ts';
import { outboxEnqueue } from '../../src/protocol/methods/outboxEnqueue.ts';
import type { AccountId, AttachmentFile, MessageRow } from '../../src/protocol/records.ts';
import { ensurePrograms } from '../support/availability.ts';
import { startEngine, type TestEngine } from '../support/engine.ts';
import { storedMessageWith } from '../support/storedMessages.ts';
import { waitFor } from '../support/waitFor.ts';
import { type Dovecot, startDovecot } from './servers/dovecot.ts';
import { type Postfix, startPostfix } from './servers/postfix.ts';

const password = 'pa55';
const users = ['ann', 'bob', 'eve'].map((name) => ({ address: `${name}@example.test`, password }));

describe('answers through Postfix into Dovecot', () => {
  let dovecot: Dovecot;
  let postfix: Postfix;
  let engine: TestEngine;
  let account: AccountId;
  let ready = false;

  before(async () => {
    ready = await ensurePrograms('integration', ['dovecot', 'postfix', 'openssl']);
    if (!ready) return;
    dovecot = await startDovecot({ users });
    postfix = await startPostfix({
      dovecot,
      extraConfig:
        'recipient_delimiter = +\nvirtual_alias_maps = inline:{ { desk@example.test = ann@example.test } { any@example.test = ann@example.test } }',
    });
    engine = await startEngine({ secrets: async () => password });
    const added = await engine.client.call(accountAdd, {
      config: {
        ...{ address: 'ann@example.test', name: 'Ann', auth: 'password', ca: dovecot.ca },
        imap: { host: 'localhost', port: dovecot.imapsPort, security: 'tls' },
        smtp: { host: 'localhost', port: postfix.submissionPort, security: 'starttls' },
      },
    });
    account = added.account;
  });
  after(async () => {
    await engine?.[Symbol.asyncDispose]();
    await postfix?.[Symbol.asyncDispose]();
    await dovecot?.[Symbol.asyncDispose]();
  });
  const needs = (context: TestContext) => {
    if (!ready) context.skip('dovecot or postfix is missing');
    return ready;
  };

  /** A mail from outside, by SMTP. */
  async function comes(recipient: string, source: string): Promise<void> {
    const endpoint = { host: '127.0.0.1', port: postfix.smtpPort, security: 'none' } as const;
    const session = await openSmtp({ endpoint, trust: machineTrust, clock: systemClock, log: silentLogger });
    const bytes = utf8(source.replaceAll('\n', '\r\n'));
    const mail = { from: 'bob@example.test', recipients: [recipient], size: bytes.length, has8Bit: false };
    const { verdicts } = await submit(
      session,
      {
        ...mail,
        bytes: (async function* () {
          yield bytes;
        })(),
      },
      { beforeFinalDot() {} },
    );
    session.close();
    assert.deepEqual(
      verdicts.map(({ outcome }) => outcome),
      ['accepted'],
    );
  }

  async function arrived(subject: string): Promise<MessageRow> {
    const row = await waitFor(
      async () => {
        await engine.client.call(mailboxSync, { account });
        const { mailboxes } = await engine.client.call(mailboxList, {});
        const inbox = mailboxes.find(({ specialUse }) => specialUse === 'inbox');
        if (!inbox) return undefined;
        const { rows } = await engine.client.call(messageList, { mailbox: inbox.id, limit: 50 });
        return rows.find((one) => one.subject === subject);
      },
      { what: subject },
    );
    assert.ok(row);
    return row;
  }

  async function leaves(text: string, files: readonly AttachmentFile[] = []): Promise<void> {
    const { item } = await engine.client.call(outboxEnqueue, { draft: '', text, files, undoMs: 0, wait: true });
    assert.equal(item.state, 'sent', JSON.stringify(item.failure));
  }

  const signed = (text: string) => ({ format: 'text', text }) as const;

  test('A07 mail to me+tag@ and to an alias: each reply has that address in From and the matching signature', async (context) => {
    if (!needs(context)) return;
    const { identities } = await engine.client.call(identityList, {});
    const [main] = identities;
    assert.ok(main);
    await engine.client.call(identitySave, { id: main.id, config: { ...main, signature: signed('Ann at home') } });
    const desk: IdentityConfig = {
      ...{ account, label: 'Desk', name: 'Ann of the desk', address: 'desk@example.test', aliases: [], replyTo: '' },
      ...{ bccSelf: false, signature: signed('The desk'), signaturePlace: 'above' },
    };
    await engine.client.call(identitySave, { config: desk });
    for (const [recipient, to, from, signature] of [
      ['ann+build@example.test', 'ann+build@example.test', 'Ann <ann+build@example.test>', 'Ann at home'],
      ['desk@example.test', 'desk@example.test', 'Ann of the desk <desk@example.test>', 'The desk'],
      // A list wrote to the alias, and only Postfix says so.
      ['desk@example.test', 'list@lists.test', 'Ann of the desk <desk@example.test>', 'The desk'],
    ] as const) {
      const subject = `Question to ${to}`;
      await comes(
        recipient,
        `From: Bob <bob@example.test>\nTo: ${to}\n${to === recipient ? '' : `X-Original-To: ${recipient}\n`}Subject: ${subject}\nMessage-ID: <${to}.q@x.test>\nDate: Mon, 5 Jan 2026 10:30:00 +0000\n\nRed?\n`,
      );
      const { id } = await arrived(subject);
      const draft = await engine.client.call(draftCompose, { kind: 'reply', message: id, body: 'Green.' });
      await leaves(draft.text);
      const mail = (
        await storedMessageWith({ dovecot, address: 'bob@example.test' }, `Re: ${subject}`)
      ).bytes.toString();
      assert.match(mail, new RegExp(`^From: ${from.replace(/[+.]/g, '\\$&')}$`, 'm'));
      assert.match(mail, new RegExp(`^In-Reply-To: <${to.replace(/[+.]/g, '\\$&')}\\.q@x\\.test>$`, 'm'));
      assert.ok(mail.includes(signature), mail);
      assert.ok(mail.indexOf('> Red?') > 0);
      const above = signature === 'The desk';
      assert.equal(
        mail.indexOf(signature) < mail.indexOf('> Red?'),
        above,
        'the signature stands where its identity says',
      );
    }
  });

  test('E12 an answer to all of a mail that came by a list says that the list gets it, too', async (context) => {
    if (!needs(context)) return;
    await comes(
      'ann@example.test',
      'From: Bob <bob@example.test>\nTo: dev@lists.test\nCc: ann@example.test\nList-Post: <mailto:dev@lists.test>\nSubject: By a list\nMessage-ID: <list@x.test>\nDate: Mon, 5 Jan 2026 10:30:00 +0000\n\nRed?\n',
    );
    const { id } = await arrived('By a list');
    const told = async (kind: 'replyAll' | 'replyList') => {
      const { text } = await engine.client.call(draftCompose, { kind, message: id, body: 'Green.' });
      const { diagnostics } = await engine.client.call(draftCheck, { text });
      return diagnostics.map(({ code, data }) => [code, data]);
    };
    assert.deepEqual(await told('replyAll'), [['draft.listAnswered', { list: 'dev@lists.test' }]]);
    assert.deepEqual(await told('replyList'), []);
  });

  test('E07 a redirected mail arrives with Resent fields on top, everything else octet by octet', async (context) => {
    if (!needs(context)) return;
    const body = `8-bit: Grüße ✓\n.leading dot\n\ttabs  and spaces at the end  \n${'x'.repeat(900)}\n-- \nBob\n`;
    const header =
      'From: Bob <bob@example.test>\nTo: ann@example.test\nSubject: Please pass on\nMessage-ID: <pass@x.test>\nDate: Mon, 5 Jan 2026 10:30:00 +0000\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\nX-Folded: one\n two\n';
    await dovecot.deliver('ann@example.test', utf8(`${header}\n${body}`.replaceAll('\n', '\r\n')));
    const { id } = await arrived('Please pass on');
    const { text } = await engine.client.call(draftCompose, {
      ...{ kind: 'redirect', message: id },
      to: [{ name: 'Eve', address: 'eve@example.test' }],
    });
    const { attach, diagnostics } = await engine.client.call(draftCheck, { text });
    assert.deepEqual(diagnostics, []);
    const [whole] = attach;
    assert.equal(whole?.reference, `message:${id}`);
    const { file } = await engine.client.call(messageSource, { id });
    await leaves(text, [{ reference: `message:${id}`, path: file, name: 'mail.eml' }]);
    const mail = (await storedMessageWith({ dovecot, address: 'eve@example.test' }, 'Please pass on')).bytes.toString();
    const [head = ''] = mail.split('\n\n');
    assert.ok(mail.endsWith(`\n\n${body}`), mail);
    assert.ok(head.endsWith(header.trimEnd()), head);
    assert.match(head, /^Resent-From: Ann <ann@example\.test>$/m);
    assert.match(head, /^Resent-To: Eve <eve@example\.test>$/m);
    assert.match(head, /^Resent-Message-ID: <[^@<>]+@example\.test>$/m);
    assert.match(head, /^Resent-Date: /m);
    assert.equal(head.match(/^Delivered-To:.*$/gim)?.join(), 'Delivered-To: eve@example.test');
    assert.equal(head.match(/^Return-Path:.*$/gim)?.join(), 'Return-Path: <ann@example.test>');
  });

  test('E07 what is written into a redirected mail is told, and nothing leaves without it', async (context) => {
    if (!needs(context)) return;
    const { id } = await arrived('Please pass on');
    const { text } = await engine.client.call(draftCompose, { kind: 'redirect', message: id });
    const spoiled = `${text.replace('to: ', 'to: eve@example.test')}See below!\n`;
    const { diagnostics } = await engine.client.call(draftCheck, { text: spoiled });
    assert.deepEqual(
      diagnostics.map(({ code, severity }) => [code, severity]),
      [['draft.redirectText', 'error']],
    );
    await assert.rejects(engine.client.call(outboxEnqueue, { draft: '', text: spoiled, files: [], undoMs: 0 }), {
      code: 'draft.redirectText',
    });
  });
});
