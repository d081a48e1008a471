import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { formatMessageId, parseMessageId } from '../../../../src/engine/store/messageKey.ts';
import { accountId, mailboxId, messageId } from '../../../../src/protocol/records.ts';

describe('Message ids', () => {
  const account = accountId.parse('a1');
  const key = { mailbox: mailboxId.parse('mq2'), uidValidity: 1_700_000_000, uid: 4_294_967_295 };

  test('read(write(x)) equals x', () => {
    assert.deepEqual(parseMessageId(formatMessageId(account, key)), { account, key });
  });

  test('a server without UIDVALIDITY counts as 0', () => {
    assert.equal(formatMessageId(account, { ...key, uidValidity: 0 }), 'a1.mq2.0.4294967295');
  });

  test('UID 0 names nothing', () => {
    assert.throws(() => parseMessageId(messageId.parse('a1.mq2.1.0')), { code: 'message.unknown' });
  });
});
