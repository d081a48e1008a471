import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { adminWorld } from '../../../support/adminWorld.ts';
import { tempFolder } from '../../../support/tempFolder.ts';

describe('the page of the administration', () => {
  test('K06 it comes without a token, under a policy that lets it reach nobody else, and holds no secret', async () => {
    await using folder = await tempFolder();
    const page = { bundles: join(folder.path, 'webview'), sentences: folder.path };
    mkdirSync(page.bundles);
    writeFileSync(join(page.bundles, 'admin.js'), 'code');
    await using world = await adminWorld({}, { page });
    const reply = await world.raw('GET', '/');
    assert.equal(reply.status, 200);
    const policy = String(reply.headers['content-security-policy']);
    assert.match(policy, /default-src 'none'/);
    assert.match(policy, /script-src 'self'/);
    assert.match(policy, /connect-src 'self'/);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.doesNotMatch(policy, /unsafe|http|\*/);
    assert.equal(reply.headers['x-content-type-options'], 'nosniff');
    assert.doesNotMatch(reply.text, /<script>|style=|https?:/);
    assert.equal(reply.text.includes(world.token), false);
    const script = await world.raw('GET', '/page/admin.js');
    assert.deepEqual([script.status, script.text], [200, 'code']);
    assert.match(String(script.headers['content-type']), /^text\/javascript/);
  });

  test('no other file is handed out, by whatever path', async () => {
    await using folder = await tempFolder();
    await using world = await adminWorld({}, { page: { bundles: folder.path, sentences: folder.path } });
    for (const path of ['/page/../admin-token', '/page/%2e%2e/admin-token', '/page/admin-token'])
      assert.equal((await world.raw('GET', path)).status, 401, path);
    assert.equal((await world.raw('GET', '/page/admin.js')).status, 404, 'not built');
  });

  test('K06 who holds the token signs in with it, by a cookie that no script reads; a wrong one is counted', async () => {
    await using world = await adminWorld();
    const signIn = (token: string) =>
      world.raw('POST', '/api/sign-in-by-token', { 'content-type': 'application/json' }, JSON.stringify({ token }));
    const reply = await signIn(world.token);
    assert.deepEqual(JSON.parse(reply.text), { name: 'token', role: 'admin' });
    const cookie = String(reply.headers['set-cookie']);
    assert.match(cookie, /HttpOnly; SameSite=Strict/);
    assert.equal(cookie.includes(world.token), false, 'the cookie is a session, not the token');
    const as = { cookie: cookie.split(';')[0] ?? '' };
    assert.equal((await world.raw('GET', '/api/services', as)).status, 200);
    for (let attempt = 0; attempt < 5; attempt++) assert.equal((await signIn(`guess ${attempt}`)).status, 401);
    assert.equal((await signIn(world.token)).status, 429);
  });

  test('K04 events are told as they happen: a session, a line of a log, a service', async () => {
    await using world = await adminWorld({ ports: { pop3: 0 } });
    const told = await world.watch(
      '/api/events?logs=true',
      async () => {
        await world.greet(world.server.ports.pop3 ?? 0);
        await world.admin.ask('POST', '/api/services/pop3/stop');
      },
      (text) => /event: services/.test(text) && /event: line/.test(text) && /event: sessions/.test(text),
    );
    assert.match(told, /event: line\ndata: \{"protocol":"pop3".*"text":"connected"/);
  });
});
