import type { ErrorCode } from '../../base/errorCodes.ts';
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
    { wait = false, stay = false, allowSecrets = [], unguarded = false, ...request },
    { signal },
  ) => {
    const asDraft = (error: unknown) => throwAsDraft(error, request.files);
    // Beside the writing, which takes as long: of 20 MB a fifth of a second each.
    const cleared = unguarded ? undefined : secretGuard.check(request, allowSecrets, { signal });
    cleared?.catch(() => {}); // Heard of where the mail is written, which may fail for another reason first.
    const item = await outbox.enqueue({ ...request, cleared }, { wait, stay, signal }).catch(asDraft);
    const { to, cc, bcc } = contentOf(parseDraft(request.text));
    contacts.meet([...to, ...cc, ...bcc].map((person) => ({ ...person, at: clock.now(), sent: true })));
    return { item };
  },
);

/** Files are read by their paths: what is wrong with one is told by the name that the draft has for it. */
function throwAsDraft(error: unknown, files: readonly AttachmentFile[]): never {
  const code = isMailError(error) ? draftCodes[error.code] : undefined;
  const file = isMailError(error) ? files.find(({ path }) => path === error.data['path']) : undefined;
  if (!code || !file) throw error;
  throw new MailError(code, { retry: 'afterUser', data: { reference: file.reference }, cause: error });
}

const draftCodes: { readonly [code in ErrorCode]?: ErrorCode } = {
  'file.missing': 'draft.attachmentMissing',
  'file.isFolder': 'draft.attachmentFolder',
  'file.unreadable': 'draft.attachmentUnreadable',
  'file.changed': 'draft.attachmentChanged',
};
