import { outboxEnqueue } from '../../protocol/methods/outboxEnqueue.ts';
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
    if (!unguarded) await secretGuard.check(request, allowSecrets, { signal });
    const item = await outbox.enqueue(request, { wait, signal });
    const { to, cc, bcc } = contentOf(parseDraft(request.text));
    contacts.meet([...to, ...cc, ...bcc].map((person) => ({ ...person, at: clock.now(), sent: true })));
    return { item };
  },
);
