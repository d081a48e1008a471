import { isMailError } from '../../base/errors.ts';
import { messageGet } from '../../protocol/methods/messageGet.ts';
import type { MessageId, MessageRow } from '../../protocol/records.ts';
import { handle } from '../handler.ts';
import type { MessageSources } from '../sync/messageSources.ts';

export const handleMessageGet = handle(messageGet, ({ messageSources, sentRows }, { ids }) => ({
  rows: sentRows.marked(ids.flatMap((id) => rowOf(messageSources, id) ?? [])),
}));

function rowOf(sources: MessageSources, id: MessageId): MessageRow | undefined {
  try {
    return sources.find(id).row;
  } catch (error) {
    if (isMailError(error, 'message.unknown', 'message.gone')) return undefined;
    throw error;
  }
}
