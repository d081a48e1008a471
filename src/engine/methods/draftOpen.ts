import { fromUtf8 } from '../../base/bytes.ts';
import { draftMaxChars } from '../../protocol/limits.ts';
import { draftOpen } from '../../protocol/methods/draftOpen.ts';
import type { TextRef } from '../../protocol/records.ts';
import { composeAgain } from '../compose/newDraft.ts';
import { withIdentities } from '../compose/sender.ts';
import { sourceOf } from '../compose/sourceMessage.ts';
import { readWhole } from '../files.ts';
import { handle } from '../handler.ts';
import { parseMessageId } from '../store/messageKey.ts';

const nobody = { to: [], subject: '', body: '', attach: [] };

/** The text of our own copies is Markdown as it was typed; what another client wrote means what it says, stars and all. */
export const handleDraftOpen = handle(draftOpen, async (context, { message }, { signal, progress }) => {
  const { messageSources, renderer, accounts, identities, serverDrafts } = context;
  const { row } = messageSources.find(message);
  const { key } = parseMessageId(row.id);
  const uri = serverDrafts.uriOf(key);
  const body = await messageSources.readable(message, { signal, onProgress: progress });
  const content = await renderer.render(body, { key: message }, { signal });
  const source = sourceOf({ ...content, row }, await textOf(content.text));
  const ours = content.headers.some(([name]) => name?.toLowerCase() === 'x-mailroom-draft');
  const circumstances = { accounts: withIdentities(accounts.all(), identities.all()), account: row.account };
  const format = ours ? ('markdown' as const) : source.format;
  return { uri, ...composeAgain({ ...source, format }, { again: true }, nobody, circumstances) };
});

async function textOf(ref: TextRef): Promise<string> {
  return 'text' in ref ? ref.text : fromUtf8(await readWhole(ref.file, draftMaxChars * 4));
}
