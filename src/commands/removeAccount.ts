import { defineCommand } from '../host/command.ts';
import type { ResultOf } from '../protocol/method.ts';
import { accountImpact } from '../protocol/methods/accountImpact.ts';
import { accountRemove } from '../protocol/methods/accountRemove.ts';
import { outboxList } from '../protocol/methods/outboxList.ts';
import { outboxRetry } from '../protocol/methods/outboxRetry.ts';
import type { AccountId, OutboxRecord } from '../protocol/records.ts';
import { accountTexts } from '../texts/accounts.ts';
import { plural, type Translate } from '../texts/translate.ts';
import { viewTexts } from '../texts/views.ts';
import { chooseAccount, nameOf } from '../views/accountChoice.ts';
import { oneLine } from '../views/messageText.ts';
import type { Context } from './context.ts';

/**
 * Removes an account from this computer after saying what goes with it, and which mail of it has not left: that can be
 * sent first. The server is left alone.
 */
export const removeAccount = defineCommand({
  id: 'mailroom.removeAccount',
  async run(context: Context, { signal }, clicked) {
    const { engine, ask, notify, secrets, editor, t } = context;
    const account = await chooseAccount(context, clicked);
    if (!account) return; // There is none, or the question was put away.
    const name = nameOf(account);
    const impact = await engine.call(accountImpact, { account: account.id }, { signal });
    const waiting = impact.queued + impact.inDoubt > 0 ? await waitingMail(context, account.id, signal) : [];
    const choice = await ask.decide<'remove' | 'send' | 'outbox'>({
      message: t(accountTexts.removeQuestion, { name }),
      detail: detailOf(t, impact, waiting),
      buttons: buttonsFor(t, waiting),
    });
    if (choice === 'send') {
      const unsent = waiting.filter(({ state }) => state === 'queued' || state === 'failed');
      for (const { id } of unsent) await engine.call(outboxRetry, { id }, { signal });
    }
    if (choice === 'send' || choice === 'outbox') return editor.run('mailroom.openOutbox');
    if (choice !== 'remove') return;
    await engine.call(accountRemove, { account: account.id, discardOutbox: waiting.length > 0 }, { signal });
    await secrets.forget(account.id);
    notify.info(t(accountTexts.removed, { name }));
  },
});

/** The account's mail that has not left, or may not have. */
async function waitingMail(
  { engine }: Pick<Context, 'engine'>,
  account: AccountId,
  signal: AbortSignal,
): Promise<readonly OutboxRecord[]> {
  const { items } = await engine.call(outboxList, {}, { signal });
  return items.filter((item) => item.account === account && item.state !== 'sent' && item.state !== 'cancelled');
}

/** What goes, and each mail that would never leave. Drafts are files of their own and stay. */
function detailOf(
  t: Translate,
  { messages, keptHere, queued, inDoubt }: Impact,
  waiting: readonly OutboxRecord[],
): string {
  const named = waiting.slice(0, namedMax).map(({ subject, recipients }) =>
    t(accountTexts.removeWaiting, {
      subject: oneLine(subject) || t(viewTexts.noSubject),
      to: recipients.map(({ address }) => address).join(', '),
    }),
  );
  const more = waiting.length - named.length;
  const list = [...named, ...(more > 0 ? [plural(t, accountTexts.removeMore, more)] : [])].join('\n');
  const paragraphs = [
    keptHere > 0
      ? t(accountTexts.removeKeptDetail, { messages: keptHere })
      : t(accountTexts.removeDetail, { messages }),
    queued > 0 ? plural(t, accountTexts.removeQueued, queued) : '',
    inDoubt > 0 ? plural(t, accountTexts.removeInDoubt, inDoubt) : '',
    list,
  ];
  return paragraphs.filter(Boolean).join('\n\n');
}

function buttonsFor(t: Translate, waiting: readonly OutboxRecord[]) {
  const remove = {
    label: t(waiting.length > 0 ? accountTexts.removeAll : accountTexts.remove),
    value: 'remove' as const,
  };
  if (waiting.length === 0) return [remove];
  // What is in doubt is never sent by itself: the person looks at it in the outbox.
  const canSend = waiting.some(({ state }) => state === 'queued' || state === 'failed');
  const first = canSend
    ? { label: t(accountTexts.sendFirst), value: 'send' as const }
    : { label: t(accountTexts.openOutbox), value: 'outbox' as const };
  return [first, remove];
}

type Impact = ResultOf<typeof accountImpact>;

/** More than these would push the buttons off a small screen. */
const namedMax = 8;
