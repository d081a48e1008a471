/** A mail made by Mailroom, as other programs read it: Python's email, mailparser, neomutt. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { before, describe, type TestContext, test } from 'node:test';
import { simpleParser } from 'mailparser';
import { systemClock } from '../../src/base/clock.ts';
import { seededRandom } from '../../src/base/random.ts';
import { composeDraft } from '../../src/engine/compose/draftMessage.ts';
import { writeMessage } from '../../src/mail/mime/write.ts';
import { accountId } from '../../src/protocol/records.ts';
import { ensurePrograms } from '../support/availability.ts';
import { runOk } from '../support/childProcess.ts';
import { nastyStrings } from '../support/nastyStrings.ts';
import { readByNeomutt } from '../support/readByNeomutt.ts';

/** Every byte value, so that a changed line end or charset shows. */
const attachment = Buffer.from(Array.from({ length: 3_000 }, (_, index) => index % 256));
const subject = 'Re: 构建 #12: [x] *y* – “fertig” 😀';
const draft = `---
to: 张伟 <zw@example.test>; "Lee, Bob" <bob@bücher.example>
cc: אורי <uri@example.test>
bcc: secret@example.test
subject: ${subject}
attach: 报告 “final” 2026.bin
in-reply-to: <q@example.test>
references: <p@example.test> <q@example.test>
---

Grüße **Bob**, ${'a long line of prose that goes on '.repeat(6)}and ends.

> quoted

\`\`\`ts
const x = 1;   // kept
\`\`\`

![shot](shot.png)
`;

async function written(): Promise<Buffer> {
  const composed = await composeDraft(draft, {
    accounts: [
      {
        id: accountId.parse('a1'),
        config: {
          address: 'ann@example.test',
          name: '安娜 Ann',
          auth: 'none',
          smtp: { host: 'localhost', port: 25, security: 'none' },
        },
      },
    ],
    files: [
      { reference: '报告 “final” 2026.bin', path: 'bin', name: '报告 “final” 2026.bin' },
      { reference: 'shot.png', path: 'png', name: 'shot.png' },
    ],
    clock: systemClock,
    random: seededRandom(1),
    statFile: async () => ({ isFolder: false, size: 1 }),
    async *openFile(path) {
      yield path === 'bin' ? attachment : Buffer.from('PNG');
    },
  });
  return bytesOf(composed.open());
}

async function bytesOf(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

const pythonReader = `
import sys, json, hashlib, email
from email.policy import default
m = email.message_from_binary_file(sys.stdin.buffer, policy=default)
def people(name):
    return [[a.display_name, a.addr_spec] for h in m.get_all(name, []) for a in h.addresses]
parts = [p for p in m.walk() if not p.is_multipart()]
print(json.dumps({
  'subject': m['subject'], 'from': people('from'), 'to': people('to'), 'cc': people('cc'), 'bcc': people('bcc'),
  'references': m['references'], 'inReplyTo': m['in-reply-to'],
  'tree': [p.get_content_type() for p in m.walk()],
  'text': m.get_body(('plain',)).get_content(), 'html': m.get_body(('html',)).get_content(),
  'files': [[p.get_filename(), hashlib.sha256(p.get_payload(decode=True)).hexdigest()] for p in parts if p.get_filename()],
  'defects': [repr(d) for p in m.walk() for d in p.defects] + [repr(d) for v in m.values() for d in v.defects],
}))
`;

describe('mail by Mailroom, read by others', () => {
  let ready = false;
  before(async () => {
    ready = await ensurePrograms('mimeInterop', ['python3', 'neomutt']);
  });
  const needs = (context: TestContext) => {
    if (!ready) context.skip('python3 or neomutt is missing');
    return ready;
  };

  test('E04 Python’s email reads people, thread, both texts and every byte of the files', async (context) => {
    if (!needs(context)) return;
    const read = JSON.parse(await runOk('python3', ['-c', pythonReader], { input: await written() }));
    assert.equal(read.subject, subject);
    assert.deepEqual(read.from, [['安娜 Ann', 'ann@example.test']]);
    assert.deepEqual(read.to, [
      ['张伟', 'zw@example.test'],
      ['Lee, Bob', 'bob@xn--bcher-kva.example'],
    ]);
    assert.deepEqual(read.cc, [['אורי', 'uri@example.test']]);
    assert.deepEqual(read.bcc, []);
    assert.deepEqual([read.inReplyTo, read.references], ['<q@example.test>', '<p@example.test> <q@example.test>']);
    assert.deepEqual(read.tree, [
      'multipart/mixed',
      'multipart/alternative',
      'text/plain',
      'multipart/related',
      'text/html',
      'image/png',
      'application/octet-stream',
    ]);
    assert.match(read.text, /^Grüße \*\*Bob\*\*, a long line/);
    assert.match(read.html, /Grüße <strong>Bob<\/strong>/);
    assert.deepEqual(read.files, [
      ['shot.png', sha256(Buffer.from('PNG'))],
      ['报告 “final” 2026.bin', sha256(attachment)],
    ]);
    assert.deepEqual(read.defects, []);
  });

  test('E04 mailparser reads the same', async () => {
    const mail = await simpleParser(await written());
    assert.equal(mail.subject, subject);
    assert.equal(mail.from?.value[0]?.name, '安娜 Ann');
    assert.deepEqual(
      mail.attachments.map(({ filename, content }) => [filename, sha256(content)]),
      [
        ['shot.png', sha256(Buffer.from('PNG'))],
        ['报告 “final” 2026.bin', sha256(attachment)],
      ],
    );
    assert.match(String(mail.html), /<img src="data:image\/png/, 'the picture is in its place');
  });

  test('E04 neomutt shows people and text, and saves the attachment byte for byte', async (context) => {
    if (!needs(context)) return;
    const { shown, parts } = await readByNeomutt(await written());
    assert.ok(shown.includes(`Subject: ${subject}`), shown.slice(0, 600));
    assert.match(shown, /^From: 安娜 Ann <ann@example\.test>$/m);
    assert.match(shown, /Grüße \*\*Bob\*\*/);
    const saved = parts.at(-1);
    assert.deepEqual([saved?.name, saved?.bytes], ['报告 “final” 2026.bin', attachment]);
  });

  test(`E06 ${nastyStrings.length} strings as subject, name and file name come back identical from Python’s email`, async (context) => {
    if (!needs(context)) return;
    const mails = await Promise.all(nastyStrings.map((text) => oneMail(text)));
    const program = `
import sys, json, email
from email.header import decode_header, make_header
from email.policy import default
from email.utils import parseaddr
for line in sys.stdin:
    raw = json.loads(line)
    m = email.message_from_string(raw, policy=default)
    # The new policy of Python 3.11 and 3.12 leaves spaces between the encoded words of a long name; its older API does not.
    old = email.message_from_string(raw)
    person = str(make_header(decode_header(parseaddr(old['from'])[0])))
    name = [p.get_filename() for p in m.walk() if p.get_filename()][0]
    print(json.dumps([m['subject'], person, name]))
`;
    const input = mails.map((mail) => JSON.stringify(mail.toString('latin1'))).join('\n');
    const lines = (await runOk('python3', ['-c', program], { input })).trim().split('\n');
    nastyStrings.forEach((text, index) => {
      assert.deepEqual(JSON.parse(lines[index] ?? 'null'), [text, text, fileNameOf(text)]);
    });
  });
});

const fileNameOf = (text: string) => `${text}.txt`.replace(/[/\\]/g, '_');

function oneMail(text: string): Promise<Buffer> {
  return bytesOf(
    writeMessage({
      from: { name: text, address: 'ann@example.test' },
      to: [{ name: '', address: 'bob@example.test' }],
      cc: [],
      replyTo: [],
      subject: text,
      date: 0,
      messageId: '<m@example.test>',
      inReplyTo: [],
      references: [],
      extraHeaders: [],
      text: 'x\n',
      flowed: false,
      parts: [
        {
          name: fileNameOf(text),
          async *open() {
            yield Buffer.from('x');
          },
        },
      ],
      boundary: 'b0undary',
    }),
  );
}
