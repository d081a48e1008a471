import { method } from '../method.ts';
import { messageContent, messageId } from '../records.ts';
import { boolean, optional } from '../schema.ts';

/** A message as the reader shows it. Fetches what is not cached. `remoteImages` loads remote pictures through the engine. */
export const messageRead = method('message.read', {
  params: { id: messageId, remoteImages: optional(boolean) },
  result: { content: messageContent },
  errors: ['message.unknown', 'message.gone', 'message.notCached', 'message.damaged'],
  timeoutMs: 60_000,
});
