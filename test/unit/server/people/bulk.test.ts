import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { seededRandom } from '../../../../src/base/random.ts';
import { parseBytes } from '../../../../src/server/people/bulk.ts';
import { readCsv, writeCsv } from '../../../../src/server/people/csv.ts';
import { People } from '../../../../src/server/people/people.ts';
import { Sessions } from '../../../../src/server/sessions/sessions.ts';
import { Store } from '../../../../src/server/store/store.ts';
import { quickClock } from '../../../support/memoryImap.ts';
import { seeded } from '../../../support/seeded.ts';

const root = { name: 'root@test', remoteAddress: '' };
const run = seeded(4180, 400);

function world() {
  const clock = quickClock();
  const store = new Store({ path: ':memory:', clock });
  const sessions = new Sessions({ clock });
  const people = new People({ store, sessions, clock, random: seededRandom(1), sandbox: false });
  const load = (rows: readonly (readonly string[])[], mode: 'create' | 'change' | 'both' = 'create') =>
    people.importUsers(root, writeCsv(rows), { mode });
  return { store, people, load };
}

describe('tables of users', () => {
  test('K10 what is written is read again, whatever stands in it', () => {
    const field = fc.oneof(fc.string({ unit: 'grapheme' }), fc.stringMatching(/^[",;\t\r\n a]{0,8}$/));
    const rows = fc.array(fc.array(field, { minLength: 1, maxLength: 5 }), { maxLength: 8 });
    fc.assert(
      fc.property(rows, (some) => {
        // The first line says what separates.
        const table = [['a', 'b'], ...some];
        const { records, unclosed } = readCsv(writeCsv(table));
        assert.equal(unclosed, undefined);
        const expected = table.filter((row) => row.length > 1 || row[0] !== '');
        assert.deepEqual(
          records.map(({ fields }) => [...fields]),
          expected,
        );
      }),
      run,
    );
  });

  test('K10 no text makes the reader throw or go round for ever, and lines only rise', () => {
    const text = fc.oneof(fc.string(), fc.stringMatching(/^[",;\t\r\na]{0,40}$/));
    fc.assert(
      fc.property(text, (one) => {
        const lines = readCsv(one).records.map(({ line }) => line);
        assert.deepEqual(
          lines,
          [...new Set(lines)].sort((a, b) => a - b),
        );
      }),
      run,
    );
  });

  test('K10 what spreadsheets write: semicolons, tabs, a mark at the beginning, lines in a field, other ends of lines', () => {
    const fields = (text: string) => readCsv(text).records.map((record) => [record.line, ...record.fields]);
    assert.deepEqual(fields('\ufeffa;b\r\n1;"2;3"\r\n'), [
      [1, 'a', 'b'],
      [2, '1', '2;3'],
    ]);
    assert.deepEqual(fields('a\tb\r1\t2'), [
      [1, 'a', 'b'],
      [2, '1', '2'],
    ]);
    assert.deepEqual(fields('a,b\n"x\ny","say ""hi"""\n\nc,d'), [
      [1, 'a', 'b'],
      [2, 'x\ny', 'say "hi"'],
      [5, 'c', 'd'],
    ]);
    assert.deepEqual(fields('a,\n'), [[1, 'a', '']]);
    assert.equal(readCsv('a\nb,"c\nd').unclosed, 2);
    assert.equal(readCsv('a\n"b"c').unclosed, 2, 'text behind a closing quote');
  });

  test('K10 of 1,000 lines 990 are made and 10 refused, with line and reason; nothing is half-made', async () => {
    const { store, people } = world();
    // A hash that was made before stands for scrypt, which takes half a minute for so many.
    const hash = { salt: new Uint8Array(16), hash: new Uint8Array(32) };
    store.addUser('here@test', hash);
    const rows = Array.from({ length: 1_000 }, (_, i) => [`u${i}@test`, 'x', `Name "${i}"`, '10 MB', 'on']);
    const spoil = (at: number, column: number, value: string) => {
      const row = rows[at];
      if (row) row[column] = value;
    };
    spoil(3, 0, 'here@test');
    spoil(10, 0, 'U9@test');
    spoil(20, 0, 'no address');
    spoil(30, 0, '');
    spoil(40, 3, 'much');
    spoil(50, 3, '-1');
    spoil(60, 4, 'perhaps');
    spoil(70, 2, 'a\nb');
    spoil(80, 0, `${'x'.repeat(65)}@test`);
    rows[90]?.push('one too many');
    const csv = writeCsv([['address', 'password', 'displayName', 'quotaBytes', 'POP3'], ...rows]);
    const result = await people.importUsers(root, csv, { mode: 'create', hash: async () => hash });
    assert.equal(result.created, 990);
    assert.deepEqual(
      result.refused.map(({ line, code }) => [line, code]),
      [
        [5, 'server.userExists'],
        [12, 'server.userExists'],
        [22, 'server.badAddress'],
        [32, 'server.badAddress'],
        [42, 'server.badSetting'],
        [52, 'server.badSetting'],
        [62, 'server.badSetting'],
        [72, 'server.badSetting'],
        // Line 72 is two lines long.
        [83, 'server.badAddress'],
        [93, 'server.badSetting'],
      ],
    );
    assert.deepEqual(result.refused[0]?.data, { address: 'here@test' });
    assert.equal(store.users.all().length, 991);
    for (const { id } of store.users.all()) assert.equal(store.mailboxes.all(id).length, 6);
    const { quotaBytes, displayName } = people.users.get('u999@test');
    assert.deepEqual([quotaBytes, displayName], [10_000_000, 'Name "999"']);
  });

  test('K10 users are changed by a table too; an empty field says nothing; a missing password is made and told once', async () => {
    const { people, load } = world();
    const made = await load([
      ['address', 'displayName'],
      ['ann@test', 'Ann'],
    ]);
    const [{ address, password } = { address: '', password: '' }] = made.passwords;
    const logIn = (word: string) =>
      people.guard.logIn({ protocol: 'imap', name: address, password: word, remoteAddress: '192.0.2.1' });
    assert.ok(typeof (await logIn(password)) === 'object');
    const head = ['address', 'smtp', 'displayName', 'password'];
    const changed = await load([head, ['ann@test', 'off', '', 'new'], ['eve@test', '', '', '']], 'change');
    assert.deepEqual(
      [changed.changed, changed.created, changed.refused.map(({ code }) => code)],
      [1, 0, ['server.userUnknown']],
    );
    assert.deepEqual([people.users.get('ann@test').smtp, people.users.get('ann@test').displayName], [false, 'Ann']);
    assert.equal(await logIn(password), 'wrong');
    const both = await load([head, ['ann@test', 'on', '', ''], ['eve@test', '', '', 'pw']], 'both');
    assert.deepEqual([both.changed, both.created, both.passwords], [1, 1, []]);
    assert.ok(typeof (await logIn('new')) === 'object', 'a password that was not named stays');
  });

  test('K10 what is no table of users is refused as a whole, with what is wrong', async () => {
    const { people } = world();
    for (const [csv, detail] of [
      ['', 'address'],
      ['name,password\nx,y', 'name'],
      ['password\nx', 'address'],
      ['address,Address\nx,y', 'address'],
      ['address\n"ann@test', 'line 2: "'],
    ])
      await assert.rejects(people.importUsers(root, csv ?? '', { mode: 'create' }), {
        code: 'server.badCsv',
        data: { detail },
      });
  });

  test('K10 sizes as people write them', () => {
    assert.deepEqual(
      ['0', '500', '500 kB', '20MB', '1.5 GiB', 'none', '2T'].map(parseBytes),
      [0, 500, 500_000, 20_000_000, 1_610_612_736, 0, 2_000_000_000_000],
    );
    for (const bad of ['', '-1', 'MB', '1 XB', '9999999999999999', '1e9', '999999999999999 TB'])
      assert.equal(parseBytes(bad), undefined, bad);
  });
});
