import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { silentLogger } from '../../../../src/base/log.ts';
import { seededRandom } from '../../../../src/base/random.ts';
import { Directory } from '../../../../src/server/directory/directory.ts';
import { type MassMail, MassMails } from '../../../../src/server/massMail/massMails.ts';
import { hashPassword } from '../../../../src/server/passwords.ts';
import { Store } from '../../../../src/server/store/store.ts';
import { waitFor } from '../../../support/waitFor.ts';

const actor = { name: 'boss@here.test', remoteAddress: '192.0.2.1' };
const mail = { to: 'all', addresses: [], subject: '停机通知', text: 'On Sunday.\n.\nBoss' } as const;

async function world(count: number) {
  const store = new Store({ path: ':memory:' });
  const password = await hashPassword('a password', seededRandom(1));
  const addresses = Array.from({ length: count }, (_, index) => `u${index}@here.test`);
  store.write([], () => {
    for (const address of addresses) store.addUserWithin(address, password);
  });
  const clock = { now: () => 1_780_000_000_000, after: () => ({ dispose() {} }) };
  const make = () =>
    new MassMails({
      store,
      directory: new Directory({ store, sandbox: false }),
      clock,
      random: seededRandom(2),
      log: silentLogger,
      hostName: () => 'mail.here.test',
    });
  const massMails = make();
  const inbox = (address: string) => {
    const { id } = store.mailboxes.get(store.users.get(address).id, 'INBOX');
    return store.messages.uids(id).map((uid) => Buffer.from(store.messages.bytes(id, uid) ?? []).toString());
  };
  const send = async (changes: Partial<MassMail> = {}) => {
    const { id } = massMails.send(actor, { ...mail, ...changes });
    return waitFor(() => massMails.report(id).state !== 'running' && massMails.report(id));
  };
  return { store, massMails, make, addresses, inbox, send };
}

describe('mail from the administration to many', () => {
  test('K05 500 users: 500 deliveries, progress on the way, one report', async () => {
    const { store, massMails, addresses, inbox } = await world(500);
    const begun = massMails.send(actor, mail);
    assert.deepEqual([begun.state, begun.total, begun.delivered], ['running', 500, 0]);
    const seen = new Set<number>();
    const report = await waitFor(
      () => {
        const now = massMails.report(begun.id);
        seen.add(now.delivered);
        return now.state === 'done' && now;
      },
      { everyMs: 0 },
    );
    assert.deepEqual([report.delivered, report.refused], [500, []]);
    assert.ok(
      [...seen].some((delivered) => delivered > 0 && delivered < 500),
      'progress was told',
    );
    for (const address of addresses) assert.equal(inbox(address).length, 1, address);
    const [text = ''] = inbox('u7@here.test');
    assert.match(text, /^From: .*boss@here\.test/m);
    assert.match(text, /^To: undisclosed-recipients:;/m);
    assert.match(Buffer.from(text.split('\r\n\r\n')[1] ?? '', 'base64').toString(), /^On Sunday\.\r\n\.\r\nBoss$/);
    assert.equal(massMails.reports().length, 1);
    assert.deepEqual(
      store.audit.list().map(({ actor: who, action }) => [who, action]),
      [['boss@here.test', 'massMail.send']],
    );
  });

  test('K05 only those chosen get it; all but those named; nobody who is disabled', async () => {
    const { store, inbox, send } = await world(4);
    await send({ to: 'chosen', addresses: ['U1@here.test'] });
    store.write([], () => store.users.change('u3@here.test', { disabled: true }));
    const report = await send({ to: 'except', addresses: ['u0@here.test'], subject: 'another' });
    assert.equal(report.total, 2);
    const counts = ['u0', 'u1', 'u2', 'u3'].map((name) => inbox(`${name}@here.test`).length);
    assert.deepEqual(counts, [0, 2, 1, 0]);
  });

  test('K05 the same text is refused until somebody says so, after a restart too', async () => {
    const { massMails, make, inbox, send } = await world(2);
    await send();
    assert.throws(() => massMails.send(actor, mail), { code: 'server.massMailRepeated' });
    assert.throws(() => make().send(actor, { ...mail, to: 'chosen', addresses: ['u1@here.test'] }), {
      code: 'server.massMailRepeated',
    });
    assert.equal(inbox('u0@here.test').length, 1);
    await send({ again: true });
    assert.equal(inbox('u0@here.test').length, 2);
  });

  test('K05 whoever has no room gets none and stands in the report; the others get theirs', async () => {
    const { store, inbox, send } = await world(3);
    store.write([], () => store.users.change('u1@here.test', { quotaBytes: 10 }));
    const report = await send();
    assert.equal(report.delivered, 2);
    assert.deepEqual(
      report.refused.map(({ address, words }) => [address, words.slice(0, 3)]),
      [['u1@here.test', '552']],
    );
    assert.deepEqual([inbox('u0@here.test').length, inbox('u1@here.test').length], [1, 0]);
  });

  test('K05 a name that is nobody stops it before anybody has it; so does nobody at all', async () => {
    const { massMails, inbox } = await world(2);
    const chosen = { ...mail, to: 'chosen' as const };
    assert.throws(() => massMails.send(actor, { ...chosen, addresses: ['u0@here.test', 'x@here.test'] }), {
      code: 'server.userUnknown',
    });
    assert.throws(() => massMails.send(actor, chosen), { code: 'server.noRecipients' });
    assert.equal(inbox('u0@here.test').length, 0);
    assert.deepEqual(massMails.reports(), []);
  });

  test('K05 a server that ends stops between deliveries, and says how far it came', async () => {
    const { massMails, make } = await world(200);
    const { id } = massMails.send(actor, mail);
    await massMails.close();
    const report = massMails.report(id);
    assert.equal(report.state, 'interrupted');
    assert.ok(report.delivered < 200);
    assert.equal(make().report(id).state, 'interrupted');
  });

  test('K05 no line of a header comes from the text', async () => {
    const { massMails, inbox } = await world(1);
    const smuggled = { ...mail, subject: 'a\r\nBcc: eve@evil.test' };
    assert.throws(() => massMails.send(actor, smuggled), { code: 'draft.badHeaderValue' });
    assert.deepEqual([massMails.reports(), inbox('u0@here.test')], [[], []]);
  });
});
