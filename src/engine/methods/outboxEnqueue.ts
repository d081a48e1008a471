import { isMailError, MailError } from '../../base/errors.ts';
import { outboxEnqueue } from '../../protocol/methods/outboxEnqueue.ts';
import type { AttachmentFile } from '../../protocol/records.ts';
import { contentOf } from '../compose/draftContent.ts';
import { parseDraft } from '../compose/draftParser.ts';
import { handle } from '../handler.ts';

/** Once the mail is durable it stays, whatever becomes of the caller: aborting ends only the wait. */
export const handleOutboxEnqueue = handle(
  outboxEnqueue,
  async (
    { outbox, contacts, clock, secretGuard },
    { wait = false, allowSecrets = [], unguarded = false, ...request },
    { signal },
  ) => {
    if (!unguarded)
      await secretGuard.check(request, allowSecrets, { signal }).catch((error) => throwAsDraft(error, request.files));
    const item = await outbox.enqueue(request, { wait, signal });
    const { to, cc, bcc } = contentOf(parseDraft(request.text));
    contacts.meet([...to, ...cc, ...bcc].map((person) => ({ ...person, at: clock.now(), sent: true })));
    return { item };
  },
);

/** The guard reads files before the draft is checked: what is wrong with one is told by the name that the draft has for it. */
function throwAsDraft(error: unknown, files: readonly AttachmentFile[]): never {
  if (!isMailError(error, 'file.missing', 'file.isFolder')) throw error;
  const reference = files.find(({ path }) => path === error.data['path'])?.reference ?? '';
  const code = error.code === 'file.isFolder' ? 'draft.attachmentFolder' : 'draft.attachmentMissing';
  throw new MailError(code, { retry: 'afterUser', data: { reference }, cause: error });
}
