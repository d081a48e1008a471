import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { isMailError, toMailError } from '../../../../src/base/errors.ts';
import { AdminClient } from '../../../../src/server/admin/adminClient.ts';
import { controlClient } from '../../../../src/server/admin/control.ts';
import { adminBodyMaxBytes } from '../../../../src/server/limits.ts';
import { adminWorld } from '../../../support/adminWorld.ts';

/** The first line that a service says; empty when nobody listens. */
const greeting = (port: number) =>
  new Promise<string>((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('data', (chunk) => {
      resolve(chunk.toString('latin1'));
      socket.destroy();
    });
    socket.once('error', () => resolve(''));
  });

const json = { 'content-type': 'application/json' };

describe('the administration over HTTP', () => {
  test('K01 services stop, start and move by requests, while the others answer', async () => {
    await using world = await adminWorld();
    const { admin, server } = world;
    const { smtp = 0, imap = 0 } = server.ports;
    await admin.ask('POST', '/api/services/imap/stop');
    assert.deepEqual([await greeting(imap), (await greeting(smtp)).slice(0, 3)], ['', '220']);
    await admin.ask('POST', '/api/services/imap/start');
    assert.match(await greeting(imap), /^\* OK/);
    const taken = await admin.ask('PUT', '/api/services/imap/port', { port: smtp }).catch(toMailError);
    assert.ok(isMailError(taken, 'server.portTaken'));
    const free = Number(taken.data['free']);
    const moved = await admin.ask('PUT', '/api/services/imap/port', { port: free });
    assert.deepEqual(moved, { service: 'imap', state: 'running', port: free });
    assert.match(await greeting(free), /^\* OK/);
  });

  test('K06 without a token 401, with a wrong one 401, for what does not exist too', async () => {
    await using world = await adminWorld();
    for (const path of ['/api/services', '/api/sessions', '/api/settings', '/api/audit', '/api/nothing', '/x'])
      assert.equal((await world.raw('GET', path)).status, 401, path);
    assert.equal((await world.raw('POST', '/api/services/imap/stop')).status, 401);
    const wrong = await world.raw('GET', '/api/services', { authorization: `Bearer ${'0'.repeat(48)}` });
    assert.equal(wrong.status, 401);
    assert.equal(JSON.parse(wrong.text).error.code, 'server.signInFirst');
  });

  test('K06 a request for another name, or from another page, is refused, token or not', async () => {
    await using world = await adminWorld();
    const { port } = new URL(world.url);
    const authorization = `Bearer ${world.token}`;
    const status = async (headers: { [name: string]: string }) =>
      (await world.raw('GET', '/api/services', { authorization, ...headers })).status;
    assert.equal(await status({}), 200);
    assert.equal(await status({ host: `localhost:${port}` }), 200);
    assert.equal(await status({ host: `evil.example:${port}` }), 403);
    assert.equal(await status({ host: `127.0.0.1.evil.example:${port}` }), 403);
    assert.equal(await status({ origin: world.url }), 200);
    assert.equal(await status({ origin: 'https://evil.example' }), 403);
    assert.equal(await status({ origin: 'null' }), 403);
    assert.equal(await status({ origin: 'http://127.0.0.1:1' }), 403);
    assert.equal(await status({ 'sec-fetch-site': 'cross-site' }), 403);
  });

  test('K06 an ordinary user may change the own password, and gets 403 for all else', async () => {
    await using world = await adminWorld();
    await addUser(world.data, 'ann@here.test', 'first password');
    const signIn = (password: string) =>
      world.raw('POST', '/api/sign-in', json, JSON.stringify({ name: 'Ann@here.test', password }));
    const reply = await signIn('first password');
    assert.deepEqual(JSON.parse(reply.text), { name: 'ann@here.test', role: 'none' });
    const cookie = String(reply.headers['set-cookie']);
    assert.match(cookie, /HttpOnly; SameSite=Strict/);
    const as = { cookie: cookie.split(';')[0] ?? '' };
    for (const path of ['/api/services', '/api/sessions', '/api/audit'])
      assert.equal((await world.raw('GET', path, as)).status, 403, path);
    assert.equal((await world.raw('POST', '/api/services/imap/stop', as)).status, 403);
    const change = (old: string) =>
      world.raw('POST', '/api/me/password', { ...json, ...as }, JSON.stringify({ old, new: 'second password' }));
    assert.equal((await change('a guess')).status, 401);
    assert.equal((await change('first password')).status, 200);
    assert.equal((await signIn('first password')).status, 401);
    assert.equal((await signIn('second password')).status, 200);
    assert.equal((await world.raw('POST', '/api/sign-out', as)).status, 200);
    assert.equal((await world.raw('GET', '/api/me', as)).status, 401);
  });

  test('K06 five wrong passwords lock for a while, for the right one too; the token still works', async () => {
    await using world = await adminWorld();
    await addUser(world.data, 'ann@here.test', 'right password');
    const signIn = (password: string) =>
      world.raw('POST', '/api/sign-in', json, JSON.stringify({ name: 'ann@here.test', password }));
    for (let attempt = 0; attempt < 5; attempt++) assert.equal((await signIn(`wrong ${attempt}`)).status, 401);
    const locked = await signIn('right password');
    assert.equal(locked.status, 429);
    assert.ok(Number(locked.headers['retry-after']) > 0);
    assert.ok(await world.admin.ask('GET', '/api/services'));
  });

  test('K09 what was done stands in the audit trail: who, what, to whom, and no password', async () => {
    await using world = await adminWorld();
    await world.admin.ask('POST', '/api/services/imap/stop');
    await addUser(world.data, 'ann@here.test', 'a secret of hers');
    const { text } = await world.raw('GET', '/api/audit', { authorization: `Bearer ${world.token}` });
    const { entries } = JSON.parse(text);
    assert.deepEqual(
      entries.map(({ actor, action, target }: { [name: string]: unknown }) => [actor, action, target]),
      [
        ['token', 'users.create', 'ann@here.test'],
        ['token', 'services.stop', 'imap'],
      ],
    );
    assert.doesNotMatch(text, /a secret of hers/);
  });

  test('K09 an open session is listed and can be cut', async () => {
    await using world = await adminWorld({ ports: { pop3: 0 } });
    const socket = connect(world.server.ports.pop3 ?? 0, '127.0.0.1');
    await new Promise((resolve) => socket.once('data', resolve));
    const list = async () => JSON.parse(JSON.stringify(await world.admin.ask('GET', '/api/sessions'))).sessions;
    const [session] = await list();
    assert.deepEqual([session.protocol, session.remoteAddress, session.user], ['pop3', '127.0.0.1', '']);
    const ended = new Promise((resolve) => socket.once('close', resolve));
    await world.admin.ask('DELETE', `/api/sessions/${session.id}`);
    await ended;
    await assert.rejects(world.admin.ask('DELETE', '/api/sessions/999'), { code: 'server.noSuchThing' });
  });

  test('O08 the document names each route, with its parameters; what is not of its form is refused', async () => {
    await using world = await adminWorld();
    const { text } = await world.raw('GET', '/api/openapi.json');
    const document = JSON.parse(text);
    assert.equal(document.openapi, '3.1.0');
    const move = document.paths['/api/services/{service}/port'].put;
    assert.deepEqual(move.requestBody.content['application/json'].schema.required, ['port']);
    assert.equal(move.parameters[0].name, 'service');
    const ids = Object.values<object>(document.paths).flatMap((one) => Object.values(one).map((op) => op.operationId));
    assert.equal(new Set(ids).size, ids.length);
    for (const body of [{}, { port: 'x' }, { port: 70_000 }, { port: 1_024.5 }, { port: 1_024, more: 1 }, [1], null])
      await assert.rejects(world.admin.ask('PUT', '/api/services/imap/port', body), { code: 'server.badRequest' });
    await assert.rejects(world.admin.ask('POST', '/api/services/gopher/stop'), { code: 'server.badRequest' });
  });

  test('a body that is no JSON, or too large, is refused', async () => {
    await using world = await adminWorld();
    const authorization = `Bearer ${world.token}`;
    const put = (headers: { [name: string]: string }, body: string) =>
      world.raw('PUT', '/api/services/imap/port', { authorization, ...headers }, body);
    assert.equal((await put({ 'content-type': 'text/plain' }, '{"port":1025}')).status, 400);
    assert.equal((await put(json, '{"port":')).status, 400);
    const large = await put(json, ' '.repeat(adminBodyMaxBytes + 1)).catch(() => ({ status: 413 }));
    assert.equal(large.status, 413);
  });

  test('K01 settings: name, welcome and address are kept, and a strange one is refused', async () => {
    await using world = await adminWorld();
    const { admin } = world;
    const change = (body: object) => admin.ask('PATCH', '/api/settings', body);
    await change({ hostName: 'Mail.Here.test' });
    const { hostName } = JSON.parse(JSON.stringify(await admin.ask('GET', '/api/settings')));
    assert.equal(hostName, 'mail.here.test');
    const { port } = new URL(world.url);
    const named = await world.raw('GET', '/api/openapi.json', { host: `mail.here.test:${port}` });
    assert.equal(named.status, 200);
    await assert.rejects(change({ hostName: 'a b' }), { code: 'server.badSetting' });
    await assert.rejects(change({ welcome: { protocol: 'smtp', text: 'x\r\n250 ok' } }), { code: 'server.badSetting' });
    await assert.rejects(change({ host: '203.0.113.77' }), { code: 'server.badSetting' });
  });

  test('the token lies in a file for its owner alone, and is the same after a restart', async () => {
    await using world = await adminWorld();
    const path = join(world.data, 'admin-token');
    assert.equal(readFileSync(path, 'utf8').trim(), world.token);
    assert.equal(statSync(path).mode & 0o777, 0o600);
    await world.server.stop();
    await using again = await adminWorld({ data: world.data });
    assert.equal(again.token, world.token);
  });

  test('no token crosses in the clear to another machine', () => {
    assert.throws(() => new AdminClient({ url: 'http://mail.example:8025', token: 'x' }), { code: 'cli.usage' });
    assert.throws(() => new AdminClient({ url: 'ftp://127.0.0.1', token: 'x' }), { code: 'cli.usage' });
  });
});

async function addUser(data: string, address: string, password: string): Promise<void> {
  await controlClient(join(data, 'control.json')).ask('POST', '/api/users', { address, password });
}
