import { type Command, defineCommand } from '../host/command.ts';
import type { Method } from '../protocol/method.ts';
import { smsCancel as cancelRequest } from '../protocol/methods/smsCancel.ts';
import { smsLog as logRequest } from '../protocol/methods/smsLog.ts';
import { smsRemove as removeRequest } from '../protocol/methods/smsRemove.ts';
import { smsResolve as resolveRequest } from '../protocol/methods/smsResolve.ts';
import { smsRetry as retryRequest } from '../protocol/methods/smsRetry.ts';
import type { SmsId } from '../protocol/sms.ts';
import { smsTexts } from '../texts/sms.ts';

/** Sends again what a gateway refused, and now what waits. */
export const smsRetry = onEach('mailroom.smsRetry', retryRequest);

/** Takes back what has not left. */
export const smsCancel = onEach('mailroom.smsCancel', cancelRequest);

/** Takes texts that have come to their end off the list. */
export const smsRemove = onEach('mailroom.smsRemove', removeRequest);

/** Ends a doubt: sends the text again to the numbers in doubt. */
export const smsSendAgain = endOfDoubt('mailroom.smsSendAgain', 'sendAgain');

/** Ends a doubt: takes the text as sent. */
export const smsArrived = endOfDoubt('mailroom.smsArrived', 'arrived');

/** Opens what was said with the gateway about a text; keys are masked. */
export const smsLog = defineCommand({
  id: 'mailroom.smsLog',
  async run({ selection, engine, editor, t }, { signal }, clicked) {
    const [item] = selection.smsItems(clicked);
    if (!item) return; // Nothing selected: a key press stays silent.
    const { lines } = await engine.call(logRequest, { id: item.id }, { signal });
    const shown = lines.map(({ at, side, text }) => `${new Date(at).toISOString()} ${arrows[side]} ${text}`);
    await editor.openText(shown.join('\n') || t(smsTexts.logEmpty), 'log');
  },
});

const arrows = { client: '→', gateway: '←', note: '·' } as const;

function onEach<R>(id: Command['id'], request: Method<{ readonly id: SmsId }, R>) {
  return defineCommand({
    id,
    async run({ selection, engine }, { signal }, clicked, selected) {
      for (const item of selection.smsItems(clicked, selected)) await engine.call(request, { id: item.id }, { signal });
    },
  });
}

function endOfDoubt(id: Command['id'], decision: 'sendAgain' | 'arrived') {
  return defineCommand({
    id,
    async run({ selection, engine }, { signal }, clicked) {
      const [item] = selection.smsItems(clicked);
      if (item) await engine.call(resolveRequest, { id: item.id, decision }, { signal });
    },
  });
}
