import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isMailError, MailError } from '../../../src/base/errors.ts';
import { type Identity, type IdentityConfig, identityId } from '../../../src/protocol/identities.ts';
import { accountId } from '../../../src/protocol/records.ts';
import { translator } from '../../../src/texts/translator.ts';
import { editIdentities } from '../../../src/views/identityForm.ts';

const account = accountId.parse('a1');
const main: Identity = {
  ...{ id: identityId.parse('i0a1'), isMain: true, account, label: '', name: 'Ann', address: 'ann@example.test' },
  ...{ aliases: [], replyTo: '', bccSelf: false, signature: null, signaturePlace: 'below' },
};

/** A person who picks by the beginning of a label and types; `BACK` goes back. What is left at the end is put away. */
async function play(moves: readonly string[], refuse = '') {
  const left = [...moves];
  const told: string[] = [];
  const opened: string[] = [];
  let kept: readonly Identity[] = [main];
  await editIdentities({
    t: translator(),
    account,
    accountName: 'Home',
    prompts: {
      async pick({ choices }) {
        const move = left.shift();
        if (move === 'BACK') return { kind: 'back' };
        const found = choices.find(({ label }) => move !== undefined && label.startsWith(move));
        assert.ok(
          found || move === undefined,
          `"${move}" is none of: ${choices.map(({ label }) => label).join(' | ')}`,
        );
        return found ? { kind: 'value', value: found.value } : { kind: 'cancelled' };
      },
      async text() {
        const value = left.shift();
        return value === undefined ? { kind: 'cancelled' } : { kind: 'value', value };
      },
      async problem({ message }) {
        told.push(message);
        return undefined;
      },
    },
    services: {
      list: async () => kept,
      async save(config: IdentityConfig, id) {
        if (config.address === refuse || config.aliases.includes(refuse)) throw new MailError('identity.bad');
        const own = id ?? identityId.parse(`i${kept.length}`);
        const next = { ...config, id: own, isMain: own === main.id };
        kept = [...kept.map((each) => (each.id === own ? next : each)), ...(id ? [] : [next])];
      },
      async remove(id) {
        kept = kept.filter((each) => each.id !== id);
      },
      async editSignature({ id }, format) {
        opened.push(`${id} ${format}`);
      },
      explain: (error) => (isMailError(error, 'identity.bad') ? 'told' : undefined),
    },
  });
  return { kept, told, opened, left };
}

describe('the form of identities', () => {
  test('A07 an identity is added with its name, changed field by field and removed', async () => {
    const added = await play(['Add', ' desk@work.test ', 'Ann W']);
    assert.deepEqual(
      added.kept.map(({ name, address }) => `${name} <${address}>`),
      ['Ann <ann@example.test>', 'Ann W <desk@work.test>'],
    );
    const { kept, left } = await play([
      ...['Add', 'desk@work.test', 'Ann', 'desk@work.test', 'What it is called', 'Desk'],
      ...['More addresses', 'a@work.test， *@shop.test;b@work.test', 'A blind copy', 'Place of the signature'],
      ...['Answers go to', 'Team <team@work.test>', 'Name', 'Ann of the desk'],
    ]);
    assert.deepEqual(left, []);
    const { label, name, aliases, bccSelf, signaturePlace, replyTo } = kept[1] ?? main;
    assert.deepEqual([label, name, bccSelf, signaturePlace], ['Desk', 'Ann of the desk', true, 'above']);
    assert.deepEqual([aliases, replyTo], [['a@work.test', '*@shop.test', 'b@work.test'], 'Team <team@work.test>']);
    assert.equal((await play(['Add', 'x@y.test', 'X', 'x@y.test', 'Remove'])).kept.length, 1);
  });

  test('A07 name and address of the account’s own are not changed here, and it can’t be removed', async () => {
    await assert.rejects(play(['ann@example.test', 'Name']), /is none of/);
    await assert.rejects(play(['ann@example.test', 'Remove']), /is none of/);
    assert.equal((await play(['ann@example.test', 'A blind copy'])).kept[0]?.bccSelf, true);
  });

  test('A07 an address that is none is told, and the form goes on with what was kept', async () => {
    const { kept, told } = await play(['ann@example.test', 'More', 'ann', 'What it is called', 'Home'], 'ann');
    assert.deepEqual(told, ['told']);
    assert.deepEqual([kept[0]?.aliases, kept[0]?.label], [[], 'Home']);
  });

  test('E08 a signature opens as a document of its kind, or goes', async () => {
    assert.deepEqual((await play(['ann@example.test', 'Signature', 'Markdown source'])).opened, ['i0a1 markdown']);
    assert.deepEqual((await play(['ann@example.test', 'Signature', 'None'])).opened, []);
  });
});
