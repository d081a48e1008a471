import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { autoconfigUrls, isHostName, parseAutoconfig } from '../../../../src/mail/net/autoconfig.ts';
import {
  autoconfigMaxBytes,
  autoconfigMaxDepth,
  autoconfigMaxElements,
  autoconfigMaxServers,
} from '../../../../src/mail/net/limits.ts';
import { readXml } from '../../../../src/mail/net/xml.ts';

function document(servers: string): string {
  return `<?xml version="1.0"?>\n<clientConfig version="1.1"><emailProvider id="x"><displayName>X &amp; Y</displayName>${servers}</emailProvider></clientConfig>`;
}
function server(
  kind: 'imap' | 'smtp',
  host: string,
  port: number | string,
  socket: string,
  auth = 'password-cleartext',
) {
  const element = kind === 'smtp' ? 'outgoingServer' : 'incomingServer';
  return `<${element} type="${kind}"><hostname>${host}</hostname><port>${port}</port><socketType>${socket}</socketType><username>%EMAILLOCALPART%</username><authentication>${auth}</authentication></${element}>`;
}

describe('A01 configuration documents of a domain', () => {
  test('servers with TLS are read, TLS from the first byte before STARTTLS, placeholders filled in', () => {
    const found = parseAutoconfig(
      document(
        server('imap', 'imap.%EMAILDOMAIN%', 143, 'STARTTLS') +
          server('imap', 'imap.example.org', 993, 'SSL') +
          server('smtp', 'smtp.example.org', 587, 'STARTTLS'),
      ),
      'zhang.wei@example.org',
    );
    assert.equal(found?.name, 'X & Y');
    assert.deepEqual(found?.imap, [
      { host: 'imap.example.org', port: 993, security: 'tls', user: 'zhang.wei', takesPassword: true },
      { host: 'imap.example.org', port: 143, security: 'starttls', user: 'zhang.wei', takesPassword: true },
    ]);
    assert.equal(found?.smtp[0]?.port, 587);
  });

  test('a server without TLS is never taken', () => {
    const found = parseAutoconfig(document(server('imap', 'imap.example.org', 143, 'plain')), 'a@example.org');
    assert.deepEqual(found?.imap, []);
  });

  test('a server that takes OAuth only is told apart', () => {
    const found = parseAutoconfig(document(server('imap', 'imap.example.org', 993, 'SSL', 'OAuth2')), 'a@example.org');
    assert.equal(found?.imap[0]?.takesPassword, false);
  });

  test('hosts and ports that are none are left out', () => {
    for (const [host, port] of [
      ['imap.example.org/evil', 993],
      ['-bad.example', 993],
      ['imap example', 993],
      ['imap.example.org', 0],
      ['imap.example.org', 65536],
      ['imap.example.org', 'x'],
      ['', 993],
    ] as const)
      assert.deepEqual(parseAutoconfig(document(server('imap', host, port, 'SSL')), 'a@b.example')?.imap, []);
  });

  test('it is looked for at the domain itself, over https', () => {
    assert.deepEqual(autoconfigUrls('example.org').map(String), [
      'https://autoconfig.example.org/mail/config-v1.1.xml',
      'https://example.org/.well-known/autoconfig/mail/config-v1.1.xml',
    ]);
  });
});

describe('documents that are none', () => {
  const bad = {
    empty: '',
    'plain text': 'hello',
    'an HTML page': '<!DOCTYPE html><html><body>404</body></html>',
    'a document type': '<!DOCTYPE x [<!ENTITY a "b">]><clientConfig/>',
    'an external entity': '<!DOCTYPE x SYSTEM "file:///etc/passwd"><clientConfig>&x;</clientConfig>',
    'an unclosed element': '<clientConfig><emailProvider>',
    'crossed tags': '<clientConfig><a><b></a></b></clientConfig>',
    'two roots': '<clientConfig/><clientConfig/>',
    'text beside the root': '<clientConfig/>x',
    'an attribute twice the quotes': '<clientConfig a="b"c"></clientConfig>',
    'an unclosed comment': '<clientConfig><!-- </clientConfig>',
    'an unclosed CDATA': '<clientConfig><![CDATA[ </clientConfig>',
    'a stray bracket': '<clientConfig> < </clientConfig>',
    'no provider': '<clientConfig></clientConfig>',
    'another root': '<config><emailProvider/></config>',
  };
  for (const [name, source] of Object.entries(bad))
    test(`${name} gives nothing`, () => assert.equal(parseAutoconfig(source, 'a@b.example'), null));

  test('unknown entities stay as they are written', () => {
    assert.equal(readXml('<a>&lt;&nbsp;&#x4e2d;&#25991;&amp;</a>')?.text, '<&nbsp;中文&');
  });

  test('depth, elements, servers and size have an end', () => {
    const nested = (depth: number) => `${'<a>'.repeat(depth)}${'</a>'.repeat(depth)}`;
    assert.ok(readXml(nested(autoconfigMaxDepth)));
    assert.equal(readXml(nested(autoconfigMaxDepth + 1)), null);
    assert.ok(readXml(`<a>${'<b/>'.repeat(autoconfigMaxElements - 1)}</a>`));
    assert.equal(readXml(`<a>${'<b/>'.repeat(autoconfigMaxElements)}</a>`), null);
    const servers = document(server('imap', 'imap.example.org', 993, 'SSL').repeat(autoconfigMaxServers + 1));
    assert.equal(parseAutoconfig(servers, 'a@b.example')?.imap.length, autoconfigMaxServers);
    assert.equal(parseAutoconfig(document('<x/>') + ' '.repeat(autoconfigMaxBytes), 'a@b.example'), null);
  });

  test('a long run of half an attribute takes no time', () => {
    const started = performance.now();
    assert.equal(readXml(`<a ${'b="c" '.repeat(20_000)}`), null);
    assert.equal(readXml(`<a>${'<!--'.repeat(20_000)}`), null);
    assert.ok(performance.now() - started < 2_000);
  });

  test('host names are RFC 1123 names', () => {
    for (const name of ['a.example', 'xn--fiq228c.example', 'a-b.example']) assert.equal(isHostName(name), true, name);
    for (const name of ['', 'a..b', '-a.example', 'a-.example', 'a b', 'a/b', 'a:1', `${'a'.repeat(64)}.example`])
      assert.equal(isHostName(name), false, name);
  });
});
