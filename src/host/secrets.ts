import type { SecretStorage } from 'vscode';
import { type Disposable, DisposableList } from '../base/dispose.ts';
import { MailError } from '../base/errors.ts';
import { Emitter } from '../base/events.ts';
import type { AccountId, SecretRequest } from '../protocol/records.ts';
import type { EngineCaller } from './engineConnection.ts';

/** The only door to the editor's secret store. Keys hold random account ids, never an address. */
export interface SecretStore {
  /** Null when there is none. Throws `auth.secretLost` when the store can't be read. */
  get(request: SecretRequest): Promise<string | null>;
  /** Throws `auth.secretLost` when what was stored can't be read back. */
  store(request: SecretRequest, secret: string): Promise<void>;
  /** Forgets all secrets of an account. */
  forget(account: AccountId): Promise<void>;
  /** Answers the engine, and tells {@link SecretStore.onMissing} when there is nothing to answer with. */
  answer(request: SecretRequest): Promise<string | null>;
  /** The engine wants a secret that is not here: emptied store, or an account from another machine. */
  onMissing(listener: (request: SecretRequest) => void): Disposable;
}

/** `storage` is asked for when first needed. */
export function createSecretStore(storage: SecretStorage): SecretStore {
  const missing = new Emitter<SecretRequest>();
  const get = async (request: SecretRequest) => {
    try {
      return (await storage.get(keyOf(request))) ?? null;
    } catch (error) {
      throw new MailError('auth.secretLost', { retry: 'afterUser', cause: error, data: { account: request.account } });
    }
  };
  return {
    get,
    async store(request, secret) {
      const lost = (cause?: unknown) =>
        new MailError('auth.secretLost', { retry: 'afterUser', cause, data: { account: request.account } });
      try {
        await storage.store(keyOf(request), secret);
      } catch (error) {
        throw lost(error);
      }
      if ((await get(request)) !== secret) throw lost();
    },
    async forget(account) {
      await storage.delete(keyOf({ account, service: 'imap' }));
      await storage.delete(keyOf({ account, service: 'smtp' }));
      await storage.delete(keyOf({ account, service: 'sms' }));
    },
    async answer(request) {
      const secret = await get(request).catch(() => null); // A store that can't be read has no answer; the person is asked.
      if (secret === null) missing.emit(request);
      return secret;
    },
    onMissing: (listener) => missing.on(listener),
  };
}

export interface SecretWatchOptions {
  readonly secrets: SecretStore;
  readonly engine: EngineCaller;
  /** Asks the person to sign in; `refused`: the server did not take the stored secret. */
  readonly ask: (request: SecretRequest, refused: boolean) => Promise<void> | void;
}

/** Asks once for each secret that is missing or was refused, until the account works again. */
export function watchSecrets({ secrets, engine, ask }: SecretWatchOptions): Disposable {
  const asked = new Set<string>();
  const once = (request: SecretRequest, refused: boolean) => {
    const key = keyOf(request);
    if (asked.has(key)) return;
    asked.add(key);
    void ask(request, refused);
  };
  const resources = new DisposableList();
  resources.add(secrets.onMissing((request) => once(request, false)));
  resources.add(engine.on('secretRefused', (request) => once(request, true)));
  // A gateway was set up anew: what is wrong with its key then is news.
  resources.add(
    engine.on('smsChanged', ({ id }) => {
      if (id === null) for (const key of asked) if (key.endsWith('.sms')) asked.delete(key);
    }),
  );
  resources.add(
    engine.on('accountsChanged', async ({ account }) => {
      if (account === null) return;
      for (const service of ['imap', 'smtp'] as const) {
        const key = keyOf({ account, service });
        const back = asked.has(key) && (await secrets.get({ account, service }).catch(() => null)); // Still lost: asked already.
        if (back) asked.delete(key);
      }
    }),
  );
  return resources;
}

function keyOf({ account, service }: SecretRequest): string {
  return `mailroom.${account}.${service}`;
}
