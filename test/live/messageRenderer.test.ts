import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { utf8 } from '../../src/base/bytes.ts';
import { systemClock } from '../../src/base/clock.ts';
import { silentLogger } from '../../src/base/log.ts';
import { seededRandom } from '../../src/base/random.ts';
import { createMessageRenderer, type MessageRendererDeps } from '../../src/engine/render/messageRenderer.ts';
import { WorkerPool } from '../../src/engine/render/workerPool.ts';

const script = { file: new URL('../../src/engine/worker/main.ts', import.meta.url) };

describe('D01 a message on its way to the reader', () => {
  let folder: string;
  let pool: WorkerPool;
  const renderer = (deps: Partial<MessageRendererDeps> = {}) =>
    createMessageRenderer({
      pool,
      temporaryFolder: folder,
      random: seededRandom(1),
      fetchImage: () => Promise.reject(new Error('not asked')),
      ...deps,
    });

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mailroom-render-'));
    pool = new WorkerPool({ script, clock: systemClock, log: silentLogger, workers: 1 });
  });
  after(async () => {
    pool.dispose();
    await rm(folder, { recursive: true });
  });

  const mail = (...lines: string[]) => ({ bytes: utf8(lines.join('\r\n')) });
  const newsletter = mail(
    'From: "=?utf-8?q?boss=40bank.example?=" <x@evil.example>',
    'Reply-To: y@other.example',
    'Subject: =?gb2312?B?xOO6ww==?=',
    'Content-Type: multipart/related; boundary=b',
    '',
    '--b',
    'Content-Type: text/html; charset=utf-8',
    '',
    '<p>Hi<img src="cid:one"><img src="https://t.example/p" width=1 height=1><a href="https://evil.example/">www.bank.example</a></p>',
    '--b',
    'Content-Type: image/png',
    'Content-ID: <one>',
    'Content-Transfer-Encoding: base64',
    '',
    'iVBORw0KGgo=',
    '--b--',
  );

  test('D01 for a tooltip: who else got it, and the first lines that say something', async () => {
    const reply = mail(
      'To: a@x.example, "Li, Mei" <b@x.example>',
      'Cc: c@x.example',
      'Reply-To: list@x.example',
      'Content-Type: text/plain; charset=utf-8',
      '',
      'On Saturday, Li wrote:',
      '> what you wrote',
      '',
      '  --  ',
      'First\u0007 line, '.padEnd(300, '长'),
      '\tsecond',
      '> more',
      'third',
      'fourth',
    );
    const { to, cc, replyTo, lines } = await renderer().preview(reply);
    assert.deepEqual(
      [to[1], cc[0]?.address, replyTo[0]?.address],
      [{ name: 'Li, Mei', address: 'b@x.example' }, 'c@x.example', 'list@x.example'],
    );
    assert.deepEqual(lines, ['First line, '.padEnd(199, '长').concat('…'), 'second', 'third']);
    assert.deepEqual((await renderer().preview(mail('', '> only', '> quoted'))).lines, ['> only', '> quoted']);
    assert.deepEqual((await renderer().preview(newsletter)).lines, ['Hiwww.bank.example <https://evil.example/>']);
    assert.deepEqual((await renderer().preview(mail('Subject: empty', ''))).lines, []);
  });

  test('D01 it is sanitised, its own pictures are in it, and what lies is flagged', async () => {
    const content = await renderer().render(newsletter);
    assert.equal(content.subject, '你好');
    assert.ok(content.html && 'text' in content.html);
    assert.match(content.html.text, /<img alt="" src="data:image\/png;base64,iVBORw0KGgo="/);
    assert.deepEqual(content.remoteImages, { blocked: 1, trackers: 1, shown: false });
    assert.equal(content.attachments[0]?.inline, true);
    const codes = content.warnings.map((one) => one.code);
    assert.deepEqual(codes, ['mail.senderDiffers', 'mail.replyToElsewhere', 'mail.linkDiffers']);
  });

  test('D02 remote pictures are fetched when asked for, and never in Junk', async () => {
    const asked: string[] = [];
    const fetchImage = async (url: string) => {
      asked.push(url);
      return { contentType: 'image/png', bytes: utf8('x') };
    };
    const junk = await renderer({ fetchImage }).render(newsletter, { remoteImages: true, inJunk: true });
    assert.deepEqual([asked, junk.remoteImages.shown], [[], false]);
    const shown = await renderer({ fetchImage }).render(newsletter, { remoteImages: true });
    assert.deepEqual(asked, ['https://t.example/p']);
    assert.deepEqual(shown.remoteImages, { blocked: 0, trackers: 0, shown: true });
  });

  test('D01 a long text moves by file', async () => {
    const content = await renderer().render(mail('Subject: long', '', 'x'.repeat(100_000)));
    assert.ok('file' in content.text);
    assert.equal((await stat(content.text.file)).size, 100_000);
  });

  test('D01 a mail that stalls or kills its worker is damaged, and the next one is shown', async () => {
    for (const fault of ['exit', 'memory', 'hang'] as const) {
      const run = pool.run({ kind: 'fault', fault }, { timeoutMs: fault === 'hang' ? 300 : 20_000 });
      await assert.rejects(run, { code: 'message.damaged' }, fault);
    }
    const content = await renderer().render(mail('Subject: next', '', 'text'));
    assert.equal(content.subject, 'next');
  });

  test('D01 a damaged mail is not tried again', async () => {
    let tries = 0;
    const dying: MessageRendererDeps['pool'] = {
      run: (_, options) => {
        tries++;
        return pool.run({ kind: 'fault', fault: 'exit' }, options).then(() => assert.fail());
      },
    };
    const twice = renderer({ pool: dying });
    for (let i = 0; i < 3; i++)
      await assert.rejects(twice.render(newsletter, { key: 'k' }), { code: 'message.damaged' });
    assert.equal(tries, 1);
  });

  test('D03 an attachment of 50 MB is the same file, and takes no more than 80 MB', async () => {
    const path = join(folder, 'large.eml');
    const wanted = await writeLargeMail(path, 50);
    const before = process.memoryUsage().rss;
    let peak = before;
    const watch = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage().rss);
    }, 10);
    const toFile = join(folder, 'large.bin');
    const record = await renderer().attachment({ path }, 0, toFile);
    clearInterval(watch);
    assert.equal(record.sha256, wanted);
    assert.equal(record.filename, 'large.bin');
    assert.equal(await hashOf(toFile), wanted);
    assert.ok(peak - before < 80 * 1024 * 1024, `${Math.round((peak - before) / 1024 / 1024)} MB more`);
  });

  test('D03 an attachment that is not there is told so', async () => {
    await assert.rejects(renderer().attachment(newsletter, 7, join(folder, 'x')), { code: 'attachment.unknown' });
  });
});

async function writeLargeMail(path: string, megabytes: number): Promise<string> {
  const hash = createHash('sha256');
  const out = createWriteStream(path);
  out.write('Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\ntext\r\n--b\r\n');
  out.write('Content-Type: application/octet-stream; name="large.bin"\r\nContent-Transfer-Encoding: base64\r\n\r\n');
  const random = seededRandom(50);
  const block = random.bytes(57 * 256);
  for (let done = 0; done < megabytes * 1024 * 1024; done += block.length) {
    block[0] = done & 255;
    hash.update(block);
    const text = Buffer.from(block).toString('base64').replace(/.{76}/g, '$&\r\n');
    if (!out.write(text)) await new Promise((resolve) => out.once('drain', () => resolve(undefined)));
  }
  await new Promise<void>((resolve) => out.end('\r\n--b--\r\n', resolve));
  return hash.digest('hex');
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest('hex');
}
