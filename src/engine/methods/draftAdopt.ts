import { randomId } from '../../base/random.ts';
import { draftAdopt } from '../../protocol/methods/draftAdopt.ts';
import { handle } from '../handler.ts';
import { parseMessageId } from '../store/messageKey.ts';

export const handleDraftAdopt = handle(draftAdopt, async (context, { uri, text, message }, { signal, progress }) => {
  const { messageSources, renderer, serverDrafts, random } = context;
  const { row } = messageSources.find(message);
  const { account, key } = parseMessageId(row.id);
  const body = await messageSources.readable(message, { signal, onProgress: progress });
  const { headers, messageId } = await renderer.render(body, { key: message }, { signal });
  const known = headers.find(([name]) => name?.toLowerCase() === 'x-mailroom-draft')?.[1];
  serverDrafts.adopt({ uri, key: known ?? randomId(random), account, ...key, messageId, base: text });
  return {};
});
