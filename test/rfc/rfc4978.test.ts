import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, test } from 'node:test';
import { createSecureContext } from 'node:tls';
import { constants, createDeflateRaw, createInflateRaw, deflateRawSync } from 'node:zlib';
import { silentLogger } from '../../src/base/log.ts';
import { startImapServer } from '../../src/server/imap/imapServer.ts';
import { LoginGuard } from '../../src/server/loginGuard.ts';
import { literal, memoryWorld, quickClock } from '../support/memoryImap.ts';
import { numbered, written } from '../support/memoryMails.ts';

/** A server on a free port, and a socket that heard its greeting. */
async function connected() {
  const clock = quickClock();
  const { store, sessions } = await memoryWorld();
  const service = await startImapServer({
    ...{ host: '127.0.0.1', port: 0, implicitTls: false, plaintextLogin: true, tls: createSecureContext() },
    ...{ store, sessions, clock, log: silentLogger, guard: new LoginGuard({ store, clock }) },
  });
  const socket = connect({ host: '127.0.0.1', port: service.port });
  await once(socket, 'data');
  return {
    socket,
    async [Symbol.asyncDispose]() {
      socket.destroy();
      await service.close();
      store.dispose();
    },
  };
}

async function until(stream: NodeJS.ReadableStream, pattern: RegExp): Promise<string> {
  let heard = '';
  for (;;) {
    const found = pattern.exec(heard);
    if (found) return heard;
    const [chunk] = await once(stream, 'data');
    heard += Buffer.from(chunk).toString('latin1');
  }
}

describe('J07 RFC 4978 COMPRESS=DEFLATE, our server', () => {
  test('J07 §3 behind the reply both sides deflate; a long answer takes a fraction of its bytes; a second COMPRESS is refused', async () => {
    await using world = await connected();
    const { socket } = world;
    const deflate = createDeflateRaw({ flush: constants.Z_SYNC_FLUSH });
    const inflate = createInflateRaw();
    socket.write('a LOGIN ann@test pw\r\n');
    await until(socket, /^a OK/m);
    socket.write('b COMPRESS DEFLATE\r\n');
    await until(socket, /^b OK/m);
    const before = socket.bytesRead;
    deflate.pipe(socket);
    socket.pipe(inflate);
    for (const mail of numbered(100)) deflate.write(`c APPEND INBOX ${literal(written(mail))}\r\n`);
    deflate.write('d SELECT INBOX\r\ne FETCH 1:* (ENVELOPE BODYSTRUCTURE)\r\n');
    const heard = await until(inflate, /^e OK/m);
    assert.equal(heard.match(/ FETCH \(ENVELOPE/g)?.length, 100);
    assert.ok(socket.bytesRead - before < heard.length / 4, `${socket.bytesRead - before} bytes for ${heard.length}`);
    deflate.write('f COMPRESS DEFLATE\r\n');
    assert.match(await until(inflate, /^f /m), /f NO \[COMPRESSIONACTIVE\]/);
  });

  test('J07 what cannot be inflated ends the connection, and a little that inflates to a lot is not held', async () => {
    for (const hostile of [Buffer.from('not deflate at all'), deflateRawSync(Buffer.alloc(50_000_000, 'x'))]) {
      await using world = await connected();
      const { socket } = world;
      socket.write('a LOGIN ann@test pw\r\n');
      await until(socket, /^a OK/m);
      socket.write('b COMPRESS DEFLATE\r\n');
      await until(socket, /^b OK/m);
      socket.write(hostile);
      socket.resume();
      await once(socket, 'close');
    }
  });
});
