import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { bytesSource } from '../../../../../src/mail/mime/byteSource.ts';
import { scanMessage } from '../../../../../src/mail/mime/scan.ts';
import { writeBodyStructure } from '../../../../../src/mail/wire/imap/bodyStructure.ts';
import { addressesOf, envelopeOf, writeEnvelope } from '../../../../../src/mail/wire/imap/envelope.ts';
import { readFetchResponse } from '../../../../../src/mail/wire/imap/fetchResponse.ts';
import { Writer } from '../../../../../src/mail/wire/imap/writer.ts';
import { seeded } from '../../../../support/seeded.ts';

function fetched(message: string) {
  const bytes = Buffer.from(message, 'latin1');
  const source = bytesSource(bytes);
  const { root } = scanMessage(source);
  const writer = new Writer().raw('* 1 FETCH (UID 1 ENVELOPE ');
  writeEnvelope(writer, envelopeOf(root.fields));
  writeBodyStructure(writer.raw(' BODYSTRUCTURE '), root, source, true);
  return readFetchResponse(writer.raw(')\r\n').take());
}

describe('ENVELOPE and BODYSTRUCTURE as we write them', () => {
  test('the bulk reader reads them back', () => {
    const record = fetched(
      'Date: Mon, 1 Jan 2024 10:00:00 +0100\r\nFrom: "Weber, Jonas" <jonas@x.test>\r\nTo: a@x.test,\r\n "B" <b@x.test>\r\n' +
        'Subject: =?utf-8?B?5L2g5aW9?= "quoted" \\ back\r\nMessage-ID: <1@x>\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n' +
        '--b\r\n\r\nhello\r\n--b\r\nContent-Type: application/pdf; name=a.pdf\r\nContent-Disposition: attachment\r\n\r\nx\r\n--b--\r\n',
    );
    assert.equal(record.damaged, false);
    assert.equal(record.hasAttachment, true);
    assert.equal(record.envelope.subject, '你好 "quoted" \\ back');
    assert.deepEqual(record.envelope.from, [{ name: 'Weber, Jonas', address: 'jonas@x.test' }]);
    assert.deepEqual(
      record.envelope.to.map(({ address }) => address),
      ['a@x.test', 'b@x.test'],
    );
  });

  test('any bytes at all give a line that reads as one', () => {
    const piece = fc.constantFrom(
      'From: ',
      'Subject: ',
      'Content-Type: multipart/mixed; boundary=b',
      '\r\n',
      '--b',
      '\r\n\r\n',
      '"',
      '<a@b>',
      '(',
      '=?x?',
      '\xe9\xff',
      ':',
      ';',
      ',',
      'message/rfc822',
      'Content-Type: ',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
        assert.equal(fetched(pieces.join('')).damaged, false);
      }),
      seeded(822, 1_500),
    );
  });

  test('RFC 5322 §3.4 groups, comments and unquoted names', () => {
    const shown = addressesOf('Team: a@x, "B" <b@y>; , Plain Name <c@z>, d@w (Dora), <@route:e@v>, nobody').map(
      ({ name, mailbox, host }) => `${name} ${mailbox} ${host}`,
    );
    assert.deepEqual(shown, [
      'null Team null',
      'null a x',
      'B b y',
      'null null null',
      'Plain Name c z',
      'Dora d w',
      'null e v',
      'null nobody ',
    ]);
  });
});
