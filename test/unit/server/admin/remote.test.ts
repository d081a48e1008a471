import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { systemClock } from '../../../../src/base/clock.ts';
import { silentLogger } from '../../../../src/base/log.ts';
import { systemRandom } from '../../../../src/base/random.ts';
import { AdminClient } from '../../../../src/server/admin/adminClient.ts';
import { administer, type Form } from '../../../../src/server/cli/administration.ts';
import { domainForms } from '../../../../src/server/cli/domain.ts';
import { serverForms } from '../../../../src/server/cli/server.ts';
import { userForms } from '../../../../src/server/cli/user.ts';
import { adminWorld } from '../../../support/adminWorld.ts';
import { type TempFolder, tempFolder } from '../../../support/tempFolder.ts';

/**
 * The command line of one machine against the server of another: by HTTPS alone, with nothing of its data folder but the
 * token and the authority that a person copied.
 */
describe('the command line against another machine', () => {
  let there: Awaited<ReturnType<typeof adminWorld>>;
  let here: TempFolder;
  let url: string;
  before(async () => {
    // On every address, so that it speaks HTTPS; asked by the one of this machine.
    there = await adminWorld({ host: '0.0.0.0', ports: { smtp: 0, imap: 0, pop3: 0 } });
    here = await tempFolder();
    url = there.url.replace('localhost', '127.0.0.1');
    writeFileSync(join(here.path, 'token'), `${there.token}\n`);
    writeFileSync(join(here.path, 'ca.pem'), readFileSync(join(there.data, 'ca.pem')));
  });
  after(async () => {
    await there[Symbol.asyncDispose]();
    await here[Symbol.asyncDispose]();
  });

  const ask = async (
    forms: { readonly [name: string]: Form },
    args: readonly string[],
    { adminPassword, input = '' }: { readonly adminPassword?: string; readonly input?: string } = {},
  ) => {
    const readFile = (path: string) => readFileSync(path, 'utf8');
    const dependencies = { clock: systemClock, random: systemRandom, log: silentLogger, version: '0', adminPassword };
    const { out } = await administer(forms, args, { ...dependencies, readFile, readInput: async () => input });
    return out;
  };
  const remote = () => ['--url', url, '--token-file', join(here.path, 'token'), '--ca', join(here.path, 'ca.pem')];
  const listens = (port: number) =>
    new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('connect', () => resolve(socket.destroy() !== undefined));
      socket.once('error', () => resolve(false));
    });

  test('K06 services: seen, stopped, started and moved', async () => {
    const { imap = 0, smtp = 0 } = there.server.ports;
    const status = await ask(serverForms, ['status', ...remote()]);
    assert.ok(status.includes(`imap\trunning\t${imap}`), status.join('\n'));
    await ask(serverForms, ['stop', 'imap', ...remote()]);
    assert.deepEqual([await listens(imap), await listens(smtp)], [false, true]);
    await ask(serverForms, ['start', 'imap', ...remote()]);
    assert.equal(await listens(imap), true);
    await assert.rejects(ask(serverForms, ['port', 'imap', String(smtp), ...remote()]), { code: 'server.portTaken' });
    await assert.rejects(ask(serverForms, ['stop', 'gopher', ...remote()]), { code: 'server.badRequest' });
  });

  test('K06 domains and users, as by the command line there', async () => {
    await ask(domainForms, ['add', 'there.test', ...remote()]);
    const options = ['--password-stdin', ...remote()];
    await ask(userForms, ['add', 'ann@there.test', ...options], { input: 'a good password\n' });
    await ask(userForms, ['set', 'ann@there.test', '--smtp', 'off', ...remote()]);
    assert.equal(Object(await there.asked('/api/users/ann%40there.test')).smtp, false);
    const listed = await ask(userForms, ['list', ...remote()]);
    assert.ok(
      listed.some((line) => line.includes('ann@there.test')),
      listed.join('\n'),
    );
  });

  test('K06 logs and sessions: read, searched, cleared, cut; who did it stands in the trail', async () => {
    const socket = connect(there.server.ports.pop3 ?? 0, '127.0.0.1');
    await new Promise((resolve) => socket.once('data', resolve));
    const [session = ''] = await ask(serverForms, ['sessions', ...remote()]);
    assert.match(session, /^\d+\tpop3\t127\.0\.0\.1\t-\t/);
    const lines = await ask(serverForms, ['log', 'pop3', '--contains', 'connected', ...remote()]);
    assert.match(lines.at(-1) ?? '', /127\.0\.0\.1\t-\tconnected$/);
    const ended = new Promise((resolve) => socket.once('close', resolve));
    await ask(serverForms, ['cut', session.split('\t')[0] ?? '', ...remote()]);
    await ended;
    await ask(serverForms, ['log', 'pop3', '--clear', ...remote()]);
    await ask(serverForms, ['logs', '--level', 'pop3=off', ...remote()]);
    assert.deepEqual(await ask(serverForms, ['log', 'pop3', ...remote()]), []);
    const trail = await ask(serverForms, ['audit', '--limit', '3', ...remote()]);
    assert.deepEqual(
      trail.map((line) => line.split('\t').slice(1).join(' ')),
      ['token logs.change ', 'token logs.clear pop3', `token sessions.cut ${session.split('\t')[0]}`],
    );
  });

  test('K06 an administrator signs in with name and password; an ordinary user may do nothing', async () => {
    await there.make('boss@there.test', 'a good password', 'admin');
    await there.make('eve@there.test', 'a good password', 'none');
    const as = (name: string) => ['--url', url, '--as', name, '--ca', join(here.path, 'ca.pem')];
    const adminPassword = 'a good password';
    assert.ok((await ask(serverForms, ['status', ...as('boss@there.test')], { adminPassword })).length > 0);
    await assert.rejects(ask(serverForms, ['status', ...as('eve@there.test')], { adminPassword }), {
      code: 'server.notAllowed',
    });
    await assert.rejects(ask(serverForms, ['status', ...as('boss@there.test')]), { code: 'cli.usage' });
  });

  test('K06 nothing is asked of a server whose certificate is not trusted, nor without a token', async () => {
    const untrusted = ['--url', url, '--token-file', join(here.path, 'token')];
    await assert.rejects(ask(serverForms, ['status', ...untrusted]), { code: 'net.certificateUntrusted' });
    const ca = readFileSync(join(here.path, 'ca.pem'), 'utf8');
    const stranger = new AdminClient({ url, token: '', ca });
    await assert.rejects(stranger.ask('GET', '/api/services'), { code: 'server.signInFirst' });
  });

  test('K01 on another address than this machine’s, no password is taken without TLS', async () => {
    const socket = connect(there.server.ports.pop3 ?? 0, '127.0.0.1');
    const said = new Promise<string>((resolve) => {
      let all = '';
      socket.setEncoding('latin1').on('data', (chunk: string) => {
        all += chunk;
        if (all.split('\n').length > 2) resolve(all);
      });
    });
    socket.write('USER ann@there.test\r\n');
    assert.match(await said, /-ERR/);
    socket.destroy();
  });
});
