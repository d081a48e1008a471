import { fromUtf8 } from '../../base/bytes.ts';
import { MailError } from '../../base/errors.ts';
import { draftCompose } from '../../protocol/methods/draftCompose.ts';
import type { MessageId, TextRef } from '../../protocol/records.ts';
import { composeForward, composeForwardAttached, composeNew, composeReply } from '../compose/newDraft.ts';
import { type SourceMessage, sourceOf } from '../compose/sourceMessage.ts';
import type { EngineContext } from '../context.ts';
import { readWhole } from '../files.ts';
import { type CallContext, handle } from '../handler.ts';

/** The text of a mail that a draft can quote; more is cut by the quote anyway. Bytes. */
const textMaxBytes = 16 * 1024 * 1024;

/** Answers and forwards read the mail first, from the server where it is not here yet. */
export const handleDraftCompose = handle(draftCompose, async (context, params, call) => {
  const { kind, account, message, to = [], subject = '', body = '', attach = [] } = params;
  const accounts = context.accounts.all();
  const wishes = { to, subject, body, attach };
  if (kind === 'new') return composeNew(wishes, { accounts, account });
  if (!message) throw new MailError('message.unknown');
  const { source, home } = await readSource(context, message, call);
  const circumstances = { accounts, account: home ?? account };
  if (kind === 'forward') return composeForward(source, wishes, circumstances);
  if (kind === 'forwardAttached') return composeForwardAttached(source, wishes, circumstances);
  return composeReply(source, { all: kind === 'replyAll' }, wishes, circumstances);
});

async function readSource(
  { messageSources, renderer }: EngineContext,
  id: MessageId,
  { signal, progress }: CallContext,
) {
  const body = await messageSources.readable(id, { signal, onProgress: progress });
  const { row } = messageSources.find(id);
  const content = await renderer.render(body, { key: id }, { signal });
  const source: SourceMessage = sourceOf({ ...content, row }, await textOf(content.text));
  return { source, home: row.account };
}

async function textOf(ref: TextRef): Promise<string> {
  return 'text' in ref ? ref.text : fromUtf8(await readWhole(ref.file, textMaxBytes));
}
