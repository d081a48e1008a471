import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import { sandboxWorld } from '../../../support/sandboxWorld.ts';

const rich = [
  'From: =?utf-8?Q?J=C3=B6rg?= <joerg@shop.example>',
  'To: Ann <ann@x.example>, bob@y.example',
  'Cc: cy@z.example',
  'Reply-To: help@shop.example',
  'Subject: Your order',
  'Message-ID: <order-1@shop.example>',
  'Date: Fri, 02 Jan 2026 04:00:00 +0100',
  'List-Unsubscribe: <https://shop.example/u>, <mailto:u@shop.example>',
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary="m"',
  '',
  '--m',
  'Content-Type: multipart/related; boundary="r"',
  '',
  '--r',
  'Content-Type: text/html; charset=utf-8',
  '',
  '<p>Thank <b>you</b></p><img src="cid:logo@shop"><script>alert(1)</script>',
  '--r',
  'Content-Type: image/png; name=logo.png',
  'Content-Disposition: inline',
  'Content-ID: <logo@shop>',
  'Content-Transfer-Encoding: base64',
  '',
  'iVBORw0KGgo=',
  '--r--',
  '--m',
  'Content-Type: text/csv; name="a b.csv"',
  'Content-Disposition: attachment; filename="a b.csv"',
  '',
  'x,y',
  '--m--',
  '',
].join('\r\n');

async function withRich() {
  const world = await sandboxWorld();
  await world.send({ from: 'bounce@shop.example', to: ['ann@x.example', 'hidden@y.example'], bytes: rich });
  return world;
}

describe('Mailpit’s paths', () => {
  test('O08 a list has Mailpit’s fields', async () => {
    const { ask, feed } = await withRich();
    const { json } = await ask('GET', '/api/v1/messages?limit=5');
    const { id, size } = feed.get('latest');
    assert.deepEqual(json, {
      total: 1,
      unread: 1,
      count: 1,
      messages_count: 1,
      messages_unread: 1,
      start: 0,
      tags: [],
      messages: [
        {
          ID: id,
          MessageID: 'order-1@shop.example',
          Read: false,
          From: { Name: 'Jörg', Address: 'joerg@shop.example' },
          To: [
            { Name: 'Ann', Address: 'ann@x.example' },
            { Name: '', Address: 'bob@y.example' },
          ],
          Cc: [{ Name: '', Address: 'cy@z.example' }],
          Bcc: [{ Name: '', Address: 'hidden@y.example' }],
          ReplyTo: [{ Name: '', Address: 'help@shop.example' }],
          Subject: 'Your order',
          Created: '2026-01-02T03:04:05.000Z',
          Username: '',
          Tags: [],
          Size: size,
          Attachments: 1,
          Snippet: 'Thank you',
        },
      ],
    });
  });

  test('O08 one mail has its texts and files, and is read from then on', async () => {
    const { ask, feed } = await withRich();
    const { id } = feed.get('latest');
    const { json } = await ask('GET', `/api/v1/message/${id}`);
    assert.ok(typeof json === 'object' && json !== null);
    const shape = new Map(Object.entries(json));
    assert.equal(shape.get('ReturnPath'), 'bounce@shop.example');
    assert.equal(shape.get('Date'), '2026-01-02T03:00:00.000Z');
    assert.match(String(shape.get('Text')), /Thank you/);
    assert.match(String(shape.get('HTML')), /^<p>Thank <b>you<\/b>/);
    const unsubscribe = { Header: '<https://shop.example/u>, <mailto:u@shop.example>', Errors: '', HeaderPost: '' };
    assert.deepEqual(shape.get('ListUnsubscribe'), {
      ...unsubscribe,
      Links: ['https://shop.example/u', 'mailto:u@shop.example'],
    });
    const file = (shape.get('Attachments') ?? [])[0];
    assert.equal(file.FileName, 'a b.csv');
    assert.equal(file.PartID, '2');
    assert.equal(file.Size, 3);
    assert.equal(file.Checksums.MD5, createHash('md5').update('x,y').digest('hex'));
    assert.equal(file.ContentType, 'text/csv');
    const picture = (shape.get('Inline') ?? [])[0];
    assert.equal(picture.ContentID, 'logo@shop');
    assert.equal(picture.PartID, '1.2');
    assert.equal(feed.get(id).isRead, true);
    const part = await ask('GET', `/api/v1/message/${id}/part/2`);
    assert.equal(part.text, 'x,y');
    assert.equal(part.type, 'text/csv');
    assert.equal((await ask('GET', `/api/v1/message/latest/part/1.2`)).bytes.length, 8);
    assert.equal((await ask('GET', `/api/v1/message/${id}/part/9`)).status, 404);
  });

  test('O08 headers are named as Go names them, source and views are whole', async () => {
    const { ask } = await withRich();
    const headers = new Map(Object.entries((await ask('GET', '/api/v1/message/latest/headers')).json ?? {}));
    assert.deepEqual(headers.get('Message-Id'), ['<order-1@shop.example>']);
    assert.deepEqual(headers.get('Return-Path'), ['<bounce@shop.example>']);
    assert.deepEqual(headers.get('From'), ['=?utf-8?Q?J=C3=B6rg?= <joerg@shop.example>']);
    const raw = await ask('GET', '/api/v1/message/latest/raw');
    assert.ok(raw.text.endsWith(rich));
    assert.match(raw.type, /^text\/plain/);
    const html = await ask('GET', '/view/latest.html');
    assert.match(html.text, /<img src="\/api\/v1\/message\/[0-9a-z]{22}\/part\/1\.2">/);
    assert.match(html.headers['content-security-policy'] ?? '', /default-src 'none'.*sandbox/);
    assert.match((await ask('GET', '/view/latest.txt')).text, /Thank you/);
  });

  test('O08 a mail without HTML has no HTML view, and what is not there is 404', async () => {
    const { ask, send } = await sandboxWorld();
    assert.equal((await ask('GET', '/api/v1/message/latest')).status, 404);
    await send();
    assert.equal((await ask('GET', '/view/latest.html')).status, 404);
    assert.equal((await ask('GET', '/api/v1/message/nothere')).status, 404);
    assert.equal((await ask('GET', '/api/v1/nothing')).status, 404);
  });

  test('O08 deleting and marking: by id, by search, all; names of fields in any case', async () => {
    const { ask, send, feed } = await sandboxWorld();
    for (const subject of ['a1', 'a2', 'b1', 'b2', 'b3']) await send({ subject });
    const [newest, second] = feed.list(0, 2);
    await ask('PUT', '/api/v1/messages', { ids: [newest?.id], read: true });
    assert.equal(feed.counts().unread, 4);
    await ask('PUT', '/api/v1/messages', { IDs: [], Read: true });
    assert.equal(feed.counts().unread, 0);
    await ask('PUT', '/api/v1/messages', { Search: 'subject:a', Read: false });
    assert.equal(feed.counts().unread, 2);
    assert.equal((await ask('DELETE', '/api/v1/messages', { IDs: [second?.id, 'unknown'] })).text, 'ok');
    assert.equal(feed.counts().total, 4);
    assert.equal((await ask('DELETE', '/api/v1/search?query=subject%3Aa')).status, 200);
    assert.deepEqual(
      feed.list(0, 9).map(({ summary }) => summary.subject),
      ['b3', 'b1'],
    );
    assert.equal((await ask('DELETE', '/api/v1/search?query=%20')).status, 400);
    assert.equal(feed.counts().total, 2);
    await ask('DELETE', '/api/v1/messages');
    assert.equal(feed.counts().total, 0);
  });

  test('O08 tags are set, renamed, listed and taken away', async () => {
    const { ask, send, feed } = await sandboxWorld();
    for (const subject of ['one', 'two']) await send({ subject });
    const ids = feed.list(0, 9).map(({ id }) => id);
    await ask('PUT', '/api/v1/tags', { IDs: ids, Tags: ['Red', 'blue', 'red'] });
    assert.deepEqual((await ask('GET', '/api/v1/tags')).json, ['Red', 'blue']);
    await ask('PUT', '/api/v1/tags/Red', { Name: 'green' });
    assert.deepEqual(feed.get(ids[0] ?? '').tags.toSorted(), ['blue', 'green']);
    await ask('DELETE', '/api/v1/tags/blue');
    await ask('PUT', '/api/v1/tags', { IDs: [ids[0]], Tags: [] });
    assert.deepEqual(feed.tags(), [{ tag: 'green', count: 1 }]);
    assert.equal((await ask('PUT', '/api/v1/tags', { IDs: [], Tags: ['x'] })).status, 400);
  });

  test('O08 a search finds what Mailpit’s words find', async () => {
    const { ask, send } = await withRich();
    await send({ subject: 'Password reset', from: 'no-reply@site.example', to: ['dee@w.example'] });
    const found = async (query: string) => {
      const { json } = await ask('GET', `/api/v1/search?query=${encodeURIComponent(query)}`);
      const { messages, messages_count: count } = Object(json);
      assert.equal(count, messages.length);
      return messages.map((mail: { Subject: string }) => mail.Subject.split(' ')[0]).join(',');
    };
    assert.equal(await found('to:dee@w.example'), 'Password');
    assert.equal(await found('subject:"your order"'), 'Your');
    assert.equal(await found('"subject:your order"'), 'Your');
    assert.equal(await found('from:JÖRG'), 'Your');
    assert.equal(await found('addressed:hidden@'), 'Your');
    assert.equal(await found('cc:cy bcc:hidden reply-to:help'), 'Your');
    assert.equal(await found('thank'), 'Your');
    assert.equal(await found('!thank'), 'Password');
    assert.equal(await found('-subject:password is:unread'), 'Your');
    assert.equal(await found('has:attachment'), 'Your');
    assert.equal(await found('-has:inline'), 'Password');
    assert.equal(await found('message-id:<order-1@shop.example>'), 'Your');
    assert.equal(await found('after:2026-01-01 before:2026-01-03'), 'Password,Your');
    assert.equal(await found('before:2026-01-02'), '');
    assert.equal(await found('larger:1k'), 'Your');
    assert.equal(await found('smaller:1k'), 'Password');
    assert.equal(await found('tag:none'), '');
    assert.equal(await found('no:operator'), '');
    await ask('GET', '/api/v1/message/latest');
    assert.equal(await found('is:read'), 'Password');
  });

  test('O08 chaos triggers are rules of the sandbox, and leave the others alone', async () => {
    const { ask, sandbox } = await sandboxWorld();
    await ask('PUT', '/api/sandbox/faults', { seed: 5, rules: [{ stage: 'data', action: { kind: 'cut' } }] });
    const set = { Recipient: { ErrorCode: 452, Probability: 100 } };
    const { json } = await ask('PUT', '/api/v1/chaos', set);
    assert.deepEqual(json, {
      Authentication: { ErrorCode: 451, Probability: 0 },
      Recipient: { ErrorCode: 452, Probability: 100 },
      Sender: { ErrorCode: 451, Probability: 0 },
    });
    const subject = { remoteAddress: '', user: '', from: '', recipient: 'a@b' };
    assert.equal(sandbox.faults.at('rcpt', subject)?.refusal?.code, 452);
    assert.equal((await ask('PUT', '/api/v1/chaos', { Sender: { ErrorCode: 200, Probability: 5 } })).status, 400);
    assert.equal(sandbox.faults.at('rcpt', subject)?.refusal?.code, 452);
    await ask('PUT', '/api/v1/chaos', {});
    assert.equal(sandbox.faults.at('rcpt', subject), undefined);
    assert.equal(sandbox.faults.at('data', subject)?.cut, true);
  });

  test('O08 what is told of itself', async () => {
    const { ask, send } = await sandboxWorld();
    await send();
    const info = Object((await ask('GET', '/api/v1/info')).json);
    assert.equal(info.Messages, 1);
    assert.equal(info.Version, '1.2.3');
    assert.equal(info.RuntimeStats.SMTPAccepted, 1);
    assert.ok(info.DatabaseSize > 100 && info.RuntimeStats.Memory > 1_000_000);
    assert.equal((await ask('GET', '/livez')).status, 200);
    assert.equal((await ask('GET', '/readyz')).status, 200);
    assert.equal(Object((await ask('GET', '/api/v1/webui')).json).MessageRelay.Enabled, false);
  });

  test('L07 nothing is released without a server to send through, nor to an address off the list', async () => {
    const none = await sandboxWorld();
    await none.send();
    assert.match(
      (await none.ask('POST', '/api/v1/message/latest/release', { To: ['a@b.example'] })).text,
      /no server/i,
    );
    const endpoint = { host: 'smart.invalid', port: 1, security: 'none' } as const;
    const release = { endpoint, user: '', password: '', allow: ['me@ok.example', '*@team.example'] };
    const { ask, send } = await sandboxWorld({ release });
    await send();
    for (const To of [['you@ok.example'], ['a@team.example', 'b@else.example'], ['x@sub.team.example']]) {
      const answer = await ask('POST', '/api/v1/message/latest/release', { To });
      assert.equal(answer.status, 403, answer.text);
    }
    assert.equal((await ask('POST', '/api/v1/message/latest/release', { To: [] })).status, 400);
  });
});
