/**
 * The bytes of messages: from the cache, else from the server, streamed to a file and kept. To be read, a message with
 * files comes without them: they are fetched with the whole of it once somebody wants one.
 */
import { join } from 'node:path';
import { concatBytes } from '../../base/bytes.ts';
import { isMailError, MailError } from '../../base/errors.ts';
import { type Random, randomId } from '../../base/random.ts';
import type { ImapConnection } from '../../mail/imap/connection.ts';
import { fetchSource } from '../../mail/imap/fetchParts.ts';
import { fetchWithoutFiles } from '../../mail/imap/fetchWithoutFiles.ts';
import type { MessageId } from '../../protocol/records.ts';
import { ensureFolder, listFolder, removeFile, statFile, writeTemporary } from '../files.ts';
import type { BodyStore, CachedBody } from '../store/bodies.ts';
import type { LocalMailStore } from '../store/localMail.ts';
import { parseMessageId } from '../store/messageKey.ts';
import type { MessageLists, StoredMessage } from '../store/messageLists.ts';
import type { OperationStore } from '../store/operations.ts';
import * as limits from './limits.ts';
import { SerialByKey } from './serialByKey.ts';
import type { SyncedAccount } from './syncedAccount.ts';

export interface MessageSourcesDeps {
  readonly lists: MessageLists;
  readonly operations: OperationStore;
  readonly bodies: BodyStore;
  readonly random: Random;
  /** Where large bodies are kept; beside cache.db, and as dispensable. */
  readonly folder: string;
  readonly sync: { find(account: string): SyncedAccount | undefined };
  /** Where messages are kept whose server only hands them out. */
  readonly localMail?: Pick<LocalMailStore, 'message'> | undefined;
}

export interface FetchOptions {
  readonly signal: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

export class MessageSources {
  readonly #deps: MessageSourcesDeps;
  readonly #serial = new SerialByKey();

  constructor(deps: MessageSourcesDeps) {
    this.#deps = deps;
  }

  /** The message that an id names, also an old id of one that moved. Throws `message.unknown`, `message.gone`. */
  find(id: MessageId): StoredMessage {
    const { key } = parseMessageId(id);
    const direct = this.#deps.lists.find(key);
    if (direct) return direct;
    const now = this.#deps.operations.resolve(key);
    const found = now && this.#deps.lists.find(now);
    if (!found) throw new MailError(now === key ? 'message.unknown' : 'message.gone', { data: { message: id } });
    return found;
  }

  /** Its whole source. Throws `message.gone`, `message.notCached` when it isn't here and the server can't be reached. */
  async source(id: MessageId, options: FetchOptions): Promise<CachedBody> {
    const message = this.find(id);
    return this.#serial.run(String(message.rowId), async () => {
      const here = await this.#here(message);
      return here && !here.omitted ? here : this.#fetch(id, message, options);
    });
  }

  /** What reading it takes: its source, `omitted` naming the files that are not in it. Throws as `source`. */
  async readable(id: MessageId, options: FetchOptions): Promise<CachedBody> {
    const message = this.find(id);
    return this.#serial.run(String(message.rowId), async () => {
      const here = await this.#here(message);
      if (here && !here.omitted?.some(({ picture }) => picture)) return here;
      try {
        return await this.#fetch(id, message, options, message.row.hasAttachment);
      } catch (error) {
        if (here && isMailError(error, 'message.notCached')) return here; // Its text is better than nothing.
        throw error;
      }
    });
  }

  async #here({ rowId }: StoredMessage): Promise<CachedBody | undefined> {
    const { bodies } = this.#deps;
    return (await onlyIfThere(bodies.find(rowId))) ?? (await onlyIfThere(bodies.adopt(rowId)));
  }

  /** Its source, if it is here: nothing is fetched, or counted as used. Throws `message.unknown`, `message.gone`. */
  async cached(id: MessageId): Promise<CachedBody | undefined> {
    return onlyIfThere(this.#deps.bodies.peek(this.find(id).rowId));
  }

  /** Removes body files that no row names: cache.db was rebuilt, or their messages went. */
  async sweep(): Promise<void> {
    await ensureFolder(this.#deps.folder);
    const named = this.#deps.bodies.files();
    for (const name of await listFolder(this.#deps.folder)) {
      const path = join(this.#deps.folder, name);
      if (!named.has(path)) await removeFile(path);
    }
  }

  async #fetch(
    id: MessageId,
    message: StoredMessage,
    { signal, onProgress }: FetchOptions,
    withoutFiles = false,
  ): Promise<CachedBody> {
    const { row } = message;
    if (this.#deps.sync.find(row.account)?.isLocal) return this.#keptHere(id, message);
    if (row.size > limits.messageMaxBytes && !withoutFiles) {
      throw tooLarge(row.size);
    }
    const sync = this.#deps.sync.find(row.account);
    if (!sync) throw new MailError('message.notCached', { retry: 'later' });
    try {
      return await sync.read(
        async (connection) =>
          (withoutFiles && (await this.#downloadText(id, connection))) ||
          this.#download(id, connection, { signal, ...(onProgress && { onProgress }) }),
        { signal },
      );
    } catch (error) {
      if (isMailError(error) && /^(net|auth|account)\./.test(error.code)) {
        throw new MailError('message.notCached', {
          retry: 'later',
          cause: error,
          data: { ...error.data, reason: error.code },
        });
      }
      throw error;
    }
  }

  /** From mail.db; a large one goes by a file, as one that was fetched would. */
  async #keptHere(id: MessageId, { key, rowId }: StoredMessage): Promise<CachedBody> {
    const bytes = this.#deps.localMail?.message(key.mailbox, key.uid)?.bytes;
    if (!bytes) throw new MailError('message.gone', { data: { message: id } });
    if (bytes.length <= limits.inlineBodyMaxBytes) return { bytes };
    const pieces = async function* () {
      yield bytes;
    };
    const body = await this.#toFile(pieces());
    this.#deps.bodies.put(rowId, bytes.length, body);
    this.#deps.bodies.trim(limits.bodyCacheMaxBytes);
    return body;
  }

  /** Undefined where it has no files, or is better fetched whole. */
  async #downloadText(id: MessageId, connection: ImapConnection): Promise<CachedBody | undefined> {
    const { key, path, rowId } = this.find(id);
    const selected = await connection.select(path);
    if (selected.uidValidity !== key.uidValidity) throw new MailError('message.gone', { data: { message: id } });
    const body = (await fetchWithoutFiles(connection, [key.uid], limits.openedPartLimits)).get(key.uid);
    if (body) this.#deps.bodies.put(rowId, body.bytes.length, body);
    return body;
  }

  async #download(
    id: MessageId,
    connection: ImapConnection,
    { signal, onProgress }: FetchOptions,
  ): Promise<CachedBody> {
    const { key, path, row, rowId } = this.find(id); // It may have moved while this waited.
    if (row.size > limits.messageMaxBytes) throw tooLarge(row.size);
    const selected = await connection.select(path);
    if (selected.uidValidity !== key.uidValidity) throw new MailError('message.gone', { data: { message: id } });
    let done = 0;
    const pieces = async function* (): AsyncGenerator<Uint8Array> {
      for await (const piece of fetchSource(connection, key.uid)) {
        if (signal.aborted) throw new MailError('engine.cancelled');
        done += piece.length;
        onProgress?.(done, row.size);
        yield piece;
      }
    };
    const body: CachedBody =
      row.size <= limits.inlineBodyMaxBytes ? { bytes: await collected(pieces()) } : await this.#toFile(pieces());
    this.#deps.bodies.put(rowId, done, body);
    this.#deps.bodies.trim(limits.bodyCacheMaxBytes);
    return body;
  }

  async #toFile(pieces: AsyncIterable<Uint8Array>): Promise<CachedBody> {
    const path = join(this.#deps.folder, `${randomId(this.#deps.random)}.eml`);
    await writeTemporary(path, pieces);
    return { path };
  }
}

function tooLarge(size: number): MailError {
  return new MailError('message.tooLarge', { data: { size, maxBytes: limits.messageMaxBytes } });
}

/** Somebody may have emptied the folder of large bodies. */
async function onlyIfThere(body: CachedBody | undefined): Promise<CachedBody | undefined> {
  if (!body || 'bytes' in body) return body;
  return statFile(body.path).then(
    () => body,
    () => undefined,
  );
}

async function collected(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const piece of pieces) parts.push(piece);
  return concatBytes(parts);
}
