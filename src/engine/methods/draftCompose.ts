import { fromUtf8 } from '../../base/bytes.ts';
import { MailError } from '../../base/errors.ts';
import { quotedHtml } from '../../mail/html/quotedHtml.ts';
import type { ParamsOf } from '../../protocol/method.ts';
import { draftCompose } from '../../protocol/methods/draftCompose.ts';
import type { MessageId, TextRef } from '../../protocol/records.ts';
import type { DraftDocument } from '../compose/draftWriter.ts';
import {
  boundSender,
  composeAgain,
  composeForward,
  composeForwardAttached,
  composeNew,
  composeRedirect,
  composeReply,
  type DraftCircumstances,
  type DraftWishes,
  plainReply,
} from '../compose/newDraft.ts';
import { withIdentities } from '../compose/sender.ts';
import { type SourceMessage, sourceOf } from '../compose/sourceMessage.ts';
import type { EngineContext } from '../context.ts';
import { readWhole } from '../files.ts';
import { type CallContext, handle } from '../handler.ts';

/** The text of a mail that a draft can quote; more is cut by the quote anyway. Bytes. */
const textMaxBytes = 16 * 1024 * 1024;

/** Answers and forwards read the mail first, from the server where it is not here yet. */
export const handleDraftCompose = handle(draftCompose, async (context, params, call) => {
  const { kind, account, message, identity, to = [], subject = '', body = '', attach = [] } = params;
  const accounts = withIdentities(context.accounts.all(), context.identities.all());
  const wishes = { to, subject, body, attach };
  if (kind === 'new') {
    const identityKnown = identity === undefined || boundSender(identity, accounts) !== undefined;
    const format = params.format === undefined ? {} : { format: params.format };
    return { ...composeNew({ ...wishes, ...format }, { accounts, account, identity }), identityKnown };
  }
  if (!message) throw new MailError('message.unknown');
  const { source, home, html } = await readSource(context, message, call);
  context.mailingLists.note(source.listPost);
  const quote = params.style?.keepHtml && html ? quotedHtml(await textOf(html)) : '';
  const draft = composeFrom(source, { ...params, html: quote }, wishes, { accounts, account: home ?? account });
  return { ...draft, identityKnown: true };
});

function composeFrom(
  source: SourceMessage,
  { kind, style, html }: ParamsOf<typeof draftCompose> & { readonly html: string },
  wishes: DraftWishes,
  circumstances: DraftCircumstances,
): DraftDocument {
  if (kind === 'forward') return composeForward(source, wishes, circumstances);
  if (kind === 'forwardAttached') return composeForwardAttached(source, wishes, circumstances);
  if (kind === 'redirect') return composeRedirect(source, wishes, circumstances);
  if (kind === 'editAsNew' || kind === 'resend')
    return composeAgain(source, { again: kind === 'resend' }, wishes, circumstances);
  const scope = kind === 'replyAll' ? 'all' : kind === 'replyList' ? 'list' : 'one';
  const reply = style ? { ...style, html } : plainReply;
  return composeReply(source, { scope, style: reply }, wishes, circumstances);
}

async function readSource(
  { messageSources, renderer }: EngineContext,
  id: MessageId,
  { signal, progress }: CallContext,
) {
  const body = await messageSources.readable(id, { signal, onProgress: progress });
  const { row } = messageSources.find(id);
  const content = await renderer.render(body, { key: id }, { signal });
  const source: SourceMessage = sourceOf({ ...content, row }, await textOf(content.text));
  return { source, home: row.account, html: content.html };
}

async function textOf(ref: TextRef): Promise<string> {
  return 'text' in ref ? ref.text : fromUtf8(await readWhole(ref.file, textMaxBytes));
}
