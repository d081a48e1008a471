import assert from 'node:assert/strict';
import { connect, createServer } from 'node:net';
import { describe, test } from 'node:test';
import { listenTcp } from '../../../src/server/listen.ts';
import { ServiceManager } from '../../../src/server/services/serviceManager.ts';
import { Store } from '../../../src/server/store/store.ts';

/** A manager whose services accept connections on loopback and say nothing. */
function world(store = new Store({ path: ':memory:' })) {
  const manager = new ServiceManager({
    store,
    host: '127.0.0.1',
    checkHost: () => {},
    start: (_service, { host, port }) => listenTcp(host, port, (socket) => socket.destroy()),
  });
  return { store, manager, portOf: (name: string) => manager.all().find(({ service }) => service === name)?.port ?? 0 };
}

const answers = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => resolve(true));
    socket.on('error', () => resolve(false));
  });

describe('services, each alone', () => {
  test('K01 one stops while the others answer, and comes back where it was', async () => {
    const { manager, portOf } = world();
    await manager.startWanted({ smtp: 0, imap: 0 });
    const { smtp, imap } = manager.ports;
    assert.ok(smtp && imap);
    const stopped = await manager.stop('imap');
    assert.deepEqual(stopped, { service: 'imap', state: 'stopped', port: imap });
    assert.deepEqual([await answers(smtp), await answers(imap)], [true, false]);
    assert.deepEqual(await manager.start('imap'), { service: 'imap', state: 'running', port: imap });
    assert.equal(await answers(imap), true);
    await manager.restart('smtp');
    assert.equal(portOf('smtp'), smtp);
    await manager.close();
    assert.deepEqual([await answers(smtp), await answers(imap)], [false, false]);
  });

  test('K01 a service that moves listens at its new port and leaves the old one', async () => {
    const { manager } = world();
    await manager.startWanted({ smtp: 0 });
    const before = manager.ports.smtp ?? 0;
    const other = await listenTcp('127.0.0.1', 0, (socket) => socket.destroy());
    await other.close();
    assert.deepEqual(await manager.move('smtp', other.port), { service: 'smtp', state: 'running', port: other.port });
    assert.deepEqual([await answers(before), await answers(other.port)], [false, true]);
    await manager.close();
  });

  test('K01 a port that is taken changes nothing, and the next free one is offered', async () => {
    const { manager } = world();
    const foreign = createServer();
    await new Promise<void>((resolve) => foreign.listen(0, '127.0.0.1', resolve));
    const address = foreign.address();
    const taken = typeof address === 'object' && address ? address.port : 0;
    await manager.startWanted({ smtp: 0 });
    const before = manager.ports.smtp ?? 0;
    const refused = await manager.move('smtp', taken).catch((error) => error);
    assert.equal(refused.code, 'server.portTaken');
    assert.ok(refused.data.free > taken, `offered ${refused.data.free}`);
    assert.equal(await answers(refused.data.free), false, 'nobody listens on what is offered');
    assert.equal(await answers(before), true);
    assert.equal((await manager.move('smtp', refused.data.free)).port, refused.data.free);
    foreign.close();
    await manager.close();
  });

  test('K01 what was chosen is there after a restart; what the command line names wins', async () => {
    const { store, manager } = world();
    await manager.startWanted({ smtp: 0, imap: 0 });
    const { smtp = 0, imap = 0 } = manager.ports;
    for (const service of ['imap', 'pop3'] as const) await manager.stop(service);
    await manager.restart('smtp');
    await manager.close();
    const second = world(store);
    await second.manager.startWanted(undefined);
    assert.deepEqual(second.manager.ports, { smtp });
    assert.equal(second.portOf('imap'), imap);
    await second.manager.close();
    const third = world(store);
    await third.manager.startWanted({ imap: 0 });
    assert.deepEqual(Object.keys(third.manager.ports), ['imap']);
    await third.manager.close();
  });

  test('K01 the demo gateway for texts never listens beyond this machine, whichever comes first', async () => {
    const { manager } = world();
    await manager.startWanted({ smtp: 0, sms: 0 });
    await assert.rejects(manager.rebind('0.0.0.0'), { code: 'server.notLoopback' });
    assert.equal(manager.host, '127.0.0.1');
    await manager.stop('sms');
    await manager.rebind('0.0.0.0');
    await assert.rejects(manager.start('sms'), { code: 'server.notLoopback' });
    assert.deepEqual(Object.keys(manager.ports), ['smtp']);
    await manager.close();
  });

  test('K01 two changes at once happen one after the other', async () => {
    const { manager, portOf } = world();
    await manager.startWanted({ smtp: 0 });
    await Promise.all([manager.stop('smtp'), manager.start('smtp'), manager.restart('smtp'), manager.stop('smtp')]);
    assert.deepEqual(manager.ports, {});
    assert.equal(await answers(portOf('smtp')), false);
  });

  test('K01 a service that cannot come up again is shown as failed, with the reason', async () => {
    const { manager } = world();
    await manager.startWanted({ smtp: 0 });
    const port = manager.ports.smtp ?? 0;
    await manager.stop('smtp');
    const foreign = createServer();
    await new Promise<void>((resolve) => foreign.listen(port, '127.0.0.1', resolve));
    await assert.rejects(manager.start('smtp'), { code: 'server.portTaken' });
    const shown = manager.all().find(({ service }) => service === 'smtp');
    assert.deepEqual(shown, { service: 'smtp', state: 'failed', port, problem: 'server.portTaken' });
    foreign.close();
    await manager.close();
  });
});
