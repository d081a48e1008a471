import { StatusBarAlignment, window } from 'vscode';
import { type Disposable, DisposableList } from '../base/dispose.ts';
import type { EngineConnection } from '../host/engineConnection.ts';
import { plural, type Translate } from '../texts/translate.ts';
import { viewTexts } from '../texts/views.ts';
import type { MailState } from './mailState.ts';
import { mailStatus } from './mailStatus.ts';
import type { OutboxView } from './outbox.ts';
import { sendingStatus } from './sendingStatus.ts';

export interface StatusBarOptions {
  readonly engine: Pick<EngineConnection, 'failure' | 'state'>;
  readonly state: MailState;
  readonly outbox: Pick<OutboxView, 'onLoaded'>;
  readonly t: Translate;
}

/** One entry for mail (unread, what it is doing), one while something is being sent. */
export function createStatusBar({ engine, state, outbox, t }: StatusBarOptions): Disposable {
  const resources = new DisposableList();
  const mail = resources.add(window.createStatusBarItem('mailroom.status', StatusBarAlignment.Left, 10));
  const sending = resources.add(window.createStatusBarItem('mailroom.sending', StatusBarAlignment.Left, 9));
  mail.name = t(viewTexts.statusReady);
  mail.command = 'mailroom.openMail';
  sending.name = t(viewTexts.statusSending);
  sending.command = 'mailroom.openOutbox';
  const show = () => {
    const unread = state.unreadInInboxes;
    const { icon, text } = mailStatus(state.snapshot?.accounts ?? [], engine.failure);
    const words = [t(text), unread > 0 ? plural(t, viewTexts.badge, unread) : ''].filter(Boolean).join(', ');
    mail.text = unread > 0 ? `$(${icon}) ${unread}` : `$(${icon})`;
    mail.tooltip = words;
    mail.accessibilityInformation = { label: words };
    if (state.snapshot && state.snapshot.accounts.length > 0) mail.show();
    else mail.hide();
  };
  resources.add(state.onChanged(show));
  resources.add(
    outbox.onLoaded((items) => {
      const shown = sendingStatus(items);
      const words = shown.percent === undefined ? '' : ` · ${shown.percent} %`;
      sending.text = `$(${shown.icon}) ${shown.count}${words}`;
      sending.tooltip = t(viewTexts.statusSending);
      sending.accessibilityInformation = { label: `${t(viewTexts.statusSending)}, ${shown.count}${words}` };
      if (shown.count > 0) sending.show();
      else sending.hide();
    }),
  );
  return resources;
}
