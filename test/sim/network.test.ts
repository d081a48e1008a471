/** A machine that comes into another network: its lines may be dead without knowing it, or live on. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { proveMaxMs, reconnectBackoff, wakeCheckMs } from '../../src/engine/sync/limits.ts';
import { mailboxList } from '../../src/protocol/methods/mailboxList.ts';
import { message } from '../support/message.ts';
import { waitFor } from '../support/waitFor.ts';
import { fill, rows } from './session.ts';
import { type SimWorld, startSimWorld } from './simWorld.ts';

describe('B03 another network', () => {
  test('lines that answer stay: each is asked by NOOP, once', async () => {
    const network = { now: 'wlan0 192.0.2.7' };
    await using world = await startSimWorld({ seed: 1, addresses: () => network.now });
    await online(world);
    const lines = world.lines.imap.connections.length;
    await world.clock.advance(wakeCheckMs);
    assert.equal(noops(world), 0, 'nothing is asked where nothing changed');
    network.now = 'wlan0 198.51.100.9';
    await world.clock.advance(wakeCheckMs);
    await waitFor(() => noops(world) >= standing(world).length, { what: 'a NOOP on each line' });
    await waitFor(() => answered(world), { what: 'the answers' });
    await world.clock.advance(proveMaxMs);
    assert.equal(noops(world), standing(world).length);
    assert.equal(world.lines.imap.connections.length, lines, 'no line was made anew');
    await world.assertHealed();
  });

  test('lines that say nothing any more are made anew within seconds, and what came meanwhile is there', async () => {
    const network = { now: 'wlan0 192.0.2.7' };
    await using world = await startSimWorld({ seed: 2, addresses: () => network.now });
    await online(world);
    const dead = standing(world).map(({ index }) =>
      world.lines.imap.rule({ from: 'server', at: { text: /[\s\S]/, side: 'before' }, act: 'hold', connection: index }),
    );
    const date = new Date(world.clock.now());
    world.server.append('INBOX', message({ subject: 'On the way', messageId: '<way@example.test>', date }));
    world.ledger.place('<way@example.test>', 'INBOX');
    const before = world.lines.imap.connections.length;
    network.now = 'eth0 203.0.113.4';
    await world.clock.advance(wakeCheckMs);
    assert.equal(world.lines.imap.connections.length, before);
    // What the network had taken before may still be heard: a line that heard it is asked again when the network changes again.
    const noticed = async () => {
      await world.clock.advance(proveMaxMs);
      if (world.engine.context.accountStates.get(world.account).state === 'offline') return true;
      network.now = `${network.now}0`;
      await world.clock.advance(wakeCheckMs);
      return false;
    };
    await waitFor(noticed, { what: 'the loss to be noticed', everyMs: 100 });
    await world.clock.advance(reconnectBackoff.firstMs);
    const isThere = async () =>
      (await rows(world, 'INBOX')).some(({ messageId }) => messageId === '<way@example.test>');
    await waitFor(isThere, { what: 'the mail that came meanwhile' });
    for (const rule of dead) rule.release();
    await world.assertHealed();
  });

  test('an account that waits to try again tries at once', async () => {
    const network = { now: '' };
    await using world = await startSimWorld({ seed: 3, addresses: () => network.now });
    await online(world);
    world.lines.imap.refuse();
    world.lines.imap.cutAll();
    const state = () => world.engine.context.accountStates.get(world.account).state;
    await world.until(() => state() === 'offline', 'the loss to be noticed');
    for (let waited = 0; waited < 8 * reconnectBackoff.maxMs; waited += reconnectBackoff.maxMs / 4) {
      await world.clock.advance(reconnectBackoff.maxMs / 4); // Until it waits as long as it ever does.
      await waitFor(() => state() === 'offline', { what: 'the next attempt to fail' });
    }
    world.lines.imap.refuse(false);
    network.now = 'eth0 203.0.113.4';
    await world.clock.advance(wakeCheckMs);
    await waitFor(() => state() === 'online', { what: 'the account to be online' });
    const { mailboxes } = await world.engine.call(mailboxList, {});
    assert.ok(mailboxes.length > 0);
  });
});

async function online(world: SimWorld): Promise<void> {
  fill(world);
  await world.start();
  await world.settled();
  await waitFor(() => standing(world).length === 2 && standing(world).every(isQuiet), { what: 'both lines at rest' });
}

function standing({ lines }: SimWorld) {
  return lines.imap.connections.filter(({ open }) => open);
}

function said(world: SimWorld): readonly string[] {
  return world.lines.imap.connections.map((connection) => connection.sent('client').toString('latin1'));
}

function noops(world: SimWorld): number {
  return (
    said(world)
      .join('')
      .match(/ NOOP\r\n/g)?.length ?? 0
  );
}

type Connection = SimWorld['lines']['imap']['connections'][number];

/** Every command has its answer, or IDLE is what waits. */
function isQuiet(connection: Connection): boolean {
  const lines = connection.sent('client').toString('latin1').trimEnd().split('\r\n');
  const last = lines.at(-1) ?? '';
  if (/ IDLE$/.test(last)) return true;
  return connection
    .sent('server')
    .toString('latin1')
    .includes(`\n${last.split(' ')[0]} OK`);
}

function answered(world: SimWorld): boolean {
  return standing(world).every(isQuiet);
}
