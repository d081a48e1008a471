import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { systemClock } from '../../../../src/base/clock.ts';
import { isPublicAddress } from '../../../../src/mail/net/addressPolicy.ts';
import { remoteImageMaxBytes } from '../../../../src/mail/net/limits.ts';
import { RemoteImages } from '../../../../src/mail/net/remoteImage.ts';

const png = Buffer.from('\x89PNG\r\n\x1a\n picture', 'latin1');

describe('D02 remote pictures', () => {
  let server: Server;
  let port = 0;
  const asked: IncomingMessage['headers'][] = [];
  const dialled: string[] = [];
  const pages: { readonly [path: string]: (response: ServerResponse) => void } = {
    '/ok.png': (response) => response.end(png),
    '/away': (response) => response.writeHead(302, { location: 'https://inside.example/ok.png' }).end(),
    '/http': (response) => response.writeHead(302, { location: 'http://public.example/ok.png' }).end(),
    '/loop': (response) => response.writeHead(302, { location: '/loop' }).end(),
    '/script': (response) => response.writeHead(200, { 'content-type': 'image/png' }).end('<svg onload="x"/>'),
    '/huge': (response) => response.end(Buffer.concat([png, Buffer.alloc(remoteImageMaxBytes)])),
  };

  before(async () => {
    server = createServer((message, response) => {
      asked.push(message.headers);
      const page = pages[message.url ?? ''];
      if (page) page(response);
      else response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    port = typeof address === 'object' && address !== null ? address.port : 0;
  });
  after(() => new Promise((resolve) => server.close(resolve)));

  const names: { readonly [host: string]: readonly string[] } = {
    'public.example': ['93.184.216.34'],
    'inside.example': ['192.168.1.1'],
    'mixed.example': ['93.184.216.34', '127.0.0.1'],
  };
  const images = new RemoteImages({
    clock: systemClock,
    isAllowed: isPublicAddress,
    lookup: async (host) => names[host] ?? [],
    // The one public address of this test lies on loopback; TLS is the dialer's business.
    dial: async (address) => {
      dialled.push(address);
      const socket = connect(port, '127.0.0.1');
      await new Promise((resolve) => socket.once('connect', resolve));
      return socket;
    },
  });

  test('D02 a picture is fetched without cookies or referrer, and its kind is told from its bytes', async () => {
    const image = await images.fetch('http://public.example/ok.png');
    assert.deepEqual([image.contentType, Buffer.from(image.bytes)], ['image/png', png]);
    assert.deepEqual(Object.keys(asked.at(-1) ?? {}).sort(), ['accept', 'accept-encoding', 'connection', 'host']);
    assert.equal(dialled.at(-1), '93.184.216.34');
  });

  test('D02 names and redirects that lead inside are refused before anything is dialled', async () => {
    for (const url of [
      'https://inside.example/a.png',
      'https://mixed.example/a.png',
      'https://127.0.0.1/a',
      'https://[::1]/a',
      'https://2130706433/a',
      'https://10.0.0.1/a',
    ]) {
      const before = dialled.length;
      await assert.rejects(images.fetch(url), { code: 'remoteImage.refused' }, url);
      assert.equal(dialled.length, before, url);
    }
    const before = dialled.length;
    await assert.rejects(images.fetch('https://public.example/away'), { code: 'remoteImage.refused' });
    assert.equal(dialled.length, before + 1);
  });

  test('D02 what is no picture, too large, or never ends in one is refused', async () => {
    for (const path of ['script', 'huge', 'loop', 'missing'])
      await assert.rejects(images.fetch(`https://public.example/${path}`), { code: 'remoteImage.refused' }, path);
    await assert.rejects(images.fetch('ftp://public.example/a'), { code: 'remoteImage.refused' });
    await assert.rejects(images.fetch('https://user:pw@public.example/a'), { code: 'remoteImage.refused' });
  });

  test('D02 a redirect to http is followed by https', async () => {
    assert.equal((await images.fetch('https://public.example/http')).contentType, 'image/png');
  });
});

test('D02 only public addresses are allowed', () => {
  for (const address of ['8.8.8.8', '93.184.216.34', '172.32.0.1', '2606:2800:220:1::1', '2a00::1'])
    assert.equal(isPublicAddress(address), true, address);
  for (const address of [
    ...[
      '0.0.0.0',
      '10.1.2.3',
      '100.64.0.1',
      '127.0.0.1',
      '169.254.169.254',
      '172.16.0.1',
      '172.31.255.255',
      '192.168.0.1',
    ],
    ...[
      '198.18.0.1',
      '224.0.0.1',
      '255.255.255.255',
      '256.1.1.1',
      '::',
      '::1',
      '::ffff:8.8.8.8',
      '::ffff:808:808',
      'fc00::1',
    ],
    ...['fe80::1', 'fe80::1%eth0', 'ff02::1', '2001:db8::1', '2001::1', '2002:7f00:1::', '64:ff9b::a00:1', 'x', ''],
  ])
    assert.equal(isPublicAddress(address), false, address);
});
