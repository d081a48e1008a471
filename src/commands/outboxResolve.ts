import { defineCommand } from '../host/command.ts';
import type { ParamsOf } from '../protocol/method.ts';
import { outboxResolve as resolveRequest } from '../protocol/methods/outboxResolve.ts';
import { outboxTexts } from '../texts/outbox.ts';

type Decision = ParamsOf<typeof resolveRequest>['decision'];

/** Commands that end a doubt about a mail: by a look into Sent, by sending it again, or by a person's word. */
function outboxResolve(id: `mailroom.${string}`, decision: Decision) {
  return defineCommand({
    id,
    ...(decision === 'check' ? { busy: outboxTexts.checking } : {}),
    async run({ selection, engine, notify, t }, { signal }, clicked) {
      const [item] = selection.outboxItems(clicked);
      if (!item) return; // Nothing selected: a key press stays silent.
      const after = await engine.call(resolveRequest, { id: item.id, decision }, { signal });
      if (decision !== 'check') return;
      notify.info(t(after.item.state === 'sent' ? outboxTexts.checked : outboxTexts.checkedMissing));
    },
  });
}

export const outboxCheck = outboxResolve('mailroom.outboxCheck', 'check');
export const outboxSendAgain = outboxResolve('mailroom.outboxSendAgain', 'sendAgain');
export const outboxArrived = outboxResolve('mailroom.outboxArrived', 'arrived');
