import { defineCommand } from '../host/command.ts';
import { smsCancel as cancelRequest } from '../protocol/methods/smsCancel.ts';
import { smsLog as logRequest } from '../protocol/methods/smsLog.ts';
import { smsRemove as removeRequest } from '../protocol/methods/smsRemove.ts';
import { smsResolve as resolveRequest } from '../protocol/methods/smsResolve.ts';
import { smsRetry as retryRequest } from '../protocol/methods/smsRetry.ts';
import { smsTexts } from '../texts/sms.ts';

/** Sends again what a gateway refused, and now what waits. */
export const smsRetry = defineCommand({
  id: 'mailroom.smsRetry',
  async run({ selection, engine }, { signal }, clicked, selected) {
    for (const { id } of selection.smsItems(clicked, selected)) await engine.call(retryRequest, { id }, { signal });
  },
});

/** Takes back what has not left. */
export const smsCancel = defineCommand({
  id: 'mailroom.smsCancel',
  async run({ selection, engine }, { signal }, clicked, selected) {
    for (const { id } of selection.smsItems(clicked, selected)) await engine.call(cancelRequest, { id }, { signal });
  },
});

/** Takes texts that have come to their end off the list. */
export const smsRemove = defineCommand({
  id: 'mailroom.smsRemove',
  async run({ selection, engine }, { signal }, clicked, selected) {
    for (const { id } of selection.smsItems(clicked, selected)) await engine.call(removeRequest, { id }, { signal });
  },
});

/** Ends a doubt: sends the text again to the numbers in doubt. */
export const smsSendAgain = defineCommand({
  id: 'mailroom.smsSendAgain',
  async run({ selection, engine }, { signal }, clicked) {
    const [item] = selection.smsItems(clicked);
    if (item) await engine.call(resolveRequest, { id: item.id, decision: 'sendAgain' }, { signal });
  },
});

/** Ends a doubt: takes the text as sent. */
export const smsArrived = defineCommand({
  id: 'mailroom.smsArrived',
  async run({ selection, engine }, { signal }, clicked) {
    const [item] = selection.smsItems(clicked);
    if (item) await engine.call(resolveRequest, { id: item.id, decision: 'arrived' }, { signal });
  },
});

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
