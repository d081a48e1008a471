import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Event, SecretStorage, SecretStorageChangeEvent } from 'vscode';
import { Emitter } from '../../../src/base/events.ts';
import type { EngineCaller } from '../../../src/host/engineConnection.ts';
import { createSecretStore, watchSecrets } from '../../../src/host/secrets.ts';
import { accountId, type SecretRequest } from '../../../src/protocol/records.ts';

const account = accountId.parse('a1');
const request: SecretRequest = { account, service: 'imap' };
const never: Event<SecretStorageChangeEvent> = () => ({ dispose() {} });

function storage(behaviour: { readonly forgets?: boolean; readonly broken?: boolean } = {}) {
  const kept = new Map<string, string>();
  const vscodeStorage: SecretStorage = {
    onDidChange: never,
    keys: async () => [...kept.keys()],
    async get(key) {
      if (behaviour.broken) throw new Error('keyring is locked');
      return kept.get(key);
    },
    async store(key, value) {
      if (behaviour.broken) throw new Error('keyring is locked');
      if (!behaviour.forgets) kept.set(key, value);
    },
    async delete(key) {
      kept.delete(key);
    },
  };
  return { kept, vscodeStorage };
}

function events() {
  const emitters = new Map<string, Emitter<unknown>>();
  const of = (name: string) => {
    const emitter = emitters.get(name) ?? new Emitter<unknown>();
    emitters.set(name, emitter);
    return emitter;
  };
  const engine: EngineCaller = {
    call: () => Promise.reject(new Error('not asked')),
    on: (name, listener) => of(name).on((payload) => listener(payload as Parameters<typeof listener>[0])),
  };
  return { engine, emit: (name: string, payload: unknown) => of(name).emit(payload) };
}

describe('A03 secrets live in the editor’s secret store only', () => {
  test('keys hold the random account id, never an address', async () => {
    const { kept, vscodeStorage } = storage();
    const secrets = createSecretStore(vscodeStorage);
    await secrets.store(request, 's');
    await secrets.store({ account, service: 'smtp' }, 't');
    assert.deepEqual(
      [...kept],
      [
        ['mailroom.a1.imap', 's'],
        ['mailroom.a1.smtp', 't'],
      ],
    );
    assert.equal(await secrets.answer(request), 's');
    await secrets.forget(account);
    assert.equal(kept.size, 0);
  });

  test('a secret that cannot be read back is said at once', async () => {
    for (const behaviour of [{ forgets: true }, { broken: true }]) {
      const secrets = createSecretStore(storage(behaviour).vscodeStorage);
      await assert.rejects(secrets.store(request, 's'), { code: 'auth.secretLost' });
    }
  });

  test('an emptied or locked store answers with nothing, fails nothing, and asks the person once', async () => {
    const { engine, emit } = events();
    for (const behaviour of [{}, { broken: true }]) {
      const secrets = createSecretStore(storage(behaviour).vscodeStorage);
      const asked: [SecretRequest, boolean][] = [];
      const watching = watchSecrets({
        secrets,
        engine,
        ask: (one, refused) => {
          asked.push([one, refused]);
        },
      });
      assert.equal(await secrets.answer(request), null);
      assert.equal(await secrets.answer(request), null);
      assert.deepEqual(asked, [[request, false]]);
      emit('secretRefused', { account, service: 'smtp' });
      assert.equal(asked.length, 2);
      assert.equal(asked[1]?.[1], true);
      watching.dispose();
      emit('secretRefused', { account: accountId.parse('a2'), service: 'imap' });
      assert.equal(asked.length, 2);
    }
  });

  test('once it is there again, a later loss is asked about anew', async () => {
    const { vscodeStorage, kept } = storage();
    const { engine, emit } = events();
    const secrets = createSecretStore(vscodeStorage);
    let asked = 0;
    watchSecrets({
      secrets,
      engine,
      ask: () => {
        asked++;
      },
    });
    await secrets.answer(request);
    await secrets.store(request, 's');
    emit('accountsChanged', { account });
    await new Promise((resolve) => setImmediate(resolve));
    kept.clear();
    await secrets.answer(request);
    assert.equal(asked, 2);
  });
});
