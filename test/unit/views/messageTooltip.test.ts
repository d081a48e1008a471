import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MailError } from '../../../src/base/errors.ts';
import type { EngineCaller } from '../../../src/host/engineConnection.ts';
import { createFormats } from '../../../src/views/formats.ts';
import { messageTooltip, tooltipLines } from '../../../src/views/messageTooltip.ts';
import { english, row } from './rows.ts';

const now = new Date('2026-11-19T15:00:00').getTime();
const options = { t: english, formats: createFormats('en', () => now), nowMs: now, isSent: false };
const { signal } = new AbortController();
const person = (name: string, address: string) => ({ name, address });
const nothing = { to: [], cc: [], bcc: [], replyTo: [], lines: [] };

/** An engine that answers with this preview, and what it was asked. */
function engineWith(answer: () => unknown) {
  const asked: string[] = [];
  const call: EngineCaller['call'] = async (method) => {
    asked.push(method.name);
    return method.result.parse({ preview: answer() });
  };
  return { asked, engine: { call } };
}

describe('D01 the tooltip of a message', () => {
  test('its header in full and three lines of its text, where it is cached', async () => {
    const { asked, engine } = engineWith(() => ({
      to: [person('', 'me@example.org'), person('Li', 'li@163.com')],
      cc: [person('Ana', 'ana@example.org')],
      bcc: [person('', 'me@example.org')],
      replyTo: [person('The list', 'list@example.org')],
      lines: ['It is green again.', 'Thank you', '魏'],
    }));
    assert.deepEqual(await messageTooltip(engine, row(1), { ...options, signal }), [
      'From: Zhang Wei <zw@example.org>',
      'To: me@example.org, Li <li@163.com>',
      'Cc: Ana <ana@example.org>',
      'Bcc: me@example.org',
      'Reply to: The list <list@example.org>',
      'Subject: Re: build is red',
      'Date: Thursday, November 19, 2026 at 2:05:00 PM',
      'Size: 1 kB',
      '',
      'It is green again.',
      'Thank you',
      '魏',
    ]);
    assert.deepEqual(asked, ['message.preview']);
  });

  test('F07 a mail in Sent tells what became of it, for each recipient', async () => {
    const recipient = { state: 'accepted', code: 250, reply: '', fate: '', fateStatus: '', fateReason: '', fateAt: 0 };
    const sending = {
      ...{ id: 'o1', account: 'a1', state: 'sent', subject: 'S', messageId: '<1@example.org>', size: 1, sentBytes: 1 },
      ...{ createdAt: now, dueAt: now, sendAt: 0, attempts: 1, failure: null, sentCopy: 'saved', draft: '' },
      recipients: [
        { ...recipient, address: 'a@x.test', readAs: 'displayed', readAt: now },
        { ...recipient, address: 'b@x.test', fate: 'bounced', fateReason: '552 Full', readAs: '', readAt: 0 },
      ],
    };
    const call: EngineCaller['call'] = async (method) =>
      method.result.parse(method.name === 'outbox.story' ? { sendings: [sending] } : { preview: null });
    const lines = await messageTooltip({ call }, row(1), { ...options, isSent: true, signal });
    assert.deepEqual(lines.slice(-4), [
      '',
      'sent 15:00 · 1 came back · 1 read',
      'a@x.test: read today 15:00',
      'b@x.test: came back · 552 Full',
    ]);
    assert.ok(!(await messageTooltip({ call }, row(1), { ...options, signal })).includes('a@x.test: read today 15:00'));
  });

  test('what the row holds, where it is not cached or the engine does not answer', async () => {
    const short = tooltipLines(row(1), null, options);
    assert.deepEqual(
      short.map((line) => line.split(':')[0]),
      ['From', 'To', 'Subject', 'Date', 'Size'],
    );
    assert.deepEqual(await messageTooltip(engineWith(() => null).engine, row(1), { ...options, signal }), short);
    const broken = engineWith(() => {
      throw new MailError('message.damaged');
    });
    assert.deepEqual(await messageTooltip(broken.engine, row(1), { ...options, signal }), short);
  });

  test('answers that go to the sender anyway are not told; of many recipients the first twenty', () => {
    const replyTo = [person('Zhang Wei', 'zw@example.org')];
    const to = Array.from({ length: 25 }, (_, index) => person('', `p${index}@example.org`));
    const lines = tooltipLines(row(1), { ...nothing, to, replyTo }, options);
    assert.ok(!lines.some((line) => line.startsWith('Reply to')));
    assert.match(lines[1] ?? '', /p19@example\.org and 5 more$/);
  });

  test('a name that pretends to be more lines stays in its own', () => {
    const from = [person('Bank\r\nTo: you', 'x@evil.example')];
    assert.equal(tooltipLines(row(1, { from }), null, options)[0], 'From: Bank To: you <x@evil.example>');
  });
});
