import { window, workspace } from 'vscode';
import type { Clock } from '../base/clock.ts';
import { type Disposable, DisposableList } from '../base/dispose.ts';
import type { Logger } from '../base/log.ts';
import type { AccountHint } from '../host/accountHint.ts';
import type { Editor } from '../host/editor.ts';
import type { EngineConnection } from '../host/engineConnection.ts';
import type { Notices } from '../host/notices.ts';
import type { Selection } from '../host/selection.ts';
import type { Settings } from '../host/settings.ts';
import type { MailboxId, MailboxRecord } from '../protocol/records.ts';
import { noticeTexts } from '../texts/notices.ts';
import { plural, type Translate } from '../texts/translate.ts';
import type { Formats } from './formats.ts';
import { LocalServerView } from './localServer.ts';
import { MailboxesView } from './mailboxes.ts';
import { type MailSnapshot, MailState } from './mailState.ts';
import { messageMarks } from './messageMarks.ts';
import { MessageOpener } from './messageOpener.ts';
import { MessagesView } from './messages.ts';
import { NewMailNotices } from './newMail.ts';
import { OutboxView } from './outbox.ts';
import { createOutboxNotices } from './outboxNotices.ts';
import type { ReaderOpener } from './readerOpener.ts';
import { Searches } from './searches.ts';
import { createStatusBar } from './statusBar.ts';
import { createSelection } from './viewSelection.ts';

export interface MailViewsOptions {
  readonly engine: EngineConnection;
  readonly reader: ReaderOpener;
  readonly notify: Notices;
  readonly editor: Editor;
  readonly settings: Settings;
  readonly formats: Formats;
  readonly hint: AccountHint;
  readonly clock: Clock;
  readonly log: Logger;
  readonly t: Translate;
}

export interface MailViews {
  readonly lifetime: Disposable;
  readonly mail: MailState;
  readonly messages: MessagesView;
  readonly opener: MessageOpener;
  readonly searches: Searches;
  readonly selection: Selection;
  /** Asks the engine for accounts and mailboxes, as a visible view would. */
  begin(): void;
}

/** The Mail side bar as a whole: its trees, what they share, and what follows from their state. */
export function createMailViews(options: MailViewsOptions): MailViews {
  const { engine, reader, notify, editor, settings, formats, clock, t } = options;
  const lifetime = new DisposableList();
  const state = lifetime.add(new MailState(options));
  const opener = lifetime.add(
    new MessageOpener({ engine, reader, clock, markReadAfterSeconds: settings.markReadAfterSeconds }),
  );
  const mailboxes = lifetime.add(new MailboxesView({ ...options, state }));
  const messages = lifetime.add(new MessagesView({ ...options, state }));
  const searches = lifetime.add(new Searches({ ...options, messages }));
  const outbox = lifetime.add(new OutboxView(options));
  lifetime.add(new LocalServerView(options));
  lifetime.add(createStatusBar({ engine, state, outbox, t }));
  lifetime.add(createOutboxNotices({ engine, notify, run: editor.run, formats, clock, t }));
  lifetime.add(window.registerFileDecorationProvider(messageMarks));
  const showMailbox = async (id: MailboxId) => {
    const mailbox = state.mailbox(id);
    if (!mailbox) return; // Gone since.
    messages.showMailbox(mailbox);
    await mailboxes.select({ kind: 'mailbox', mailbox });
  };
  lifetime.add(watchState(options, state, messages));
  lifetime.add(tellRefusals(options));
  const typing = lifetime.add(watchTyping(clock));
  lifetime.add(
    new NewMailNotices({
      engine,
      notify,
      clock,
      t,
      isWanted: settings.notifyNewMail,
      lastTypedAt: typing.lastTypedAt,
      open: (row) => opener.open(row, {}),
      showMailbox,
    }),
  );
  return {
    lifetime,
    mail: state,
    messages,
    opener,
    searches,
    selection: createSelection({ mailboxes, messages, outbox, reader, mail: state }),
    begin: () => void state.load().catch(() => {}), // The views tell the failure.
  };
}

/** Keys for `when` clauses, the hint for the next start, and the first mailbox to show. */
function watchState({ editor, hint, engine }: MailViewsOptions, state: MailState, messages: MessagesView): Disposable {
  const watching = new DisposableList();
  let known = '';
  let shownFirst: MailboxId | undefined;
  watching.add(
    state.onChanged(() => {
      const { snapshot } = state;
      if (!snapshot) return;
      const count = snapshot.accounts.length;
      hint.remember(count);
      const next = count === 0 ? 'none' : 'some';
      if (next !== known) void editor.setContext('mailroom.accounts', next);
      known = next;
      const inbox = firstInbox(snapshot);
      // Another account's mailboxes may be known first; nobody has chosen anything then.
      const untouched = messages.mailbox?.id === shownFirst && !messages.search && messages.selected.length === 0;
      if (!inbox || inbox.id === messages.mailbox?.id || (messages.mailbox && !untouched)) return;
      shownFirst = inbox.id;
      messages.showMailbox(inbox);
    }),
  );
  watching.add(
    messages.onSourceChanged(() => void editor.setContext('mailroom.searching', messages.search !== undefined)),
  );
  watching.add(engine.onStateChanged(() => void editor.setContext('mailroom.engine', engine.state)));
  return watching;
}

/** The inbox of the first account that has one. */
function firstInbox({ accounts, mailboxes }: MailSnapshot): MailboxRecord | undefined {
  const inboxes = mailboxes.filter(({ specialUse }) => specialUse === 'inbox');
  return accounts.map(({ id }) => inboxes.find(({ account }) => account === id)).find((inbox) => inbox !== undefined);
}

/** A change that the server refused was shown as done: say that it was taken back, in its words. */
function tellRefusals({ engine, notify, t }: MailViewsOptions): Disposable {
  return engine.on('operationRefused', ({ kind, messages, code, serverSaid }) => {
    const texts = { 'operation.lost': noticeTexts.lost, 'operation.skipped': noticeTexts.skipped };
    const text = code === 'operation.lost' || code === 'operation.skipped' ? texts[code] : noticeTexts.refused;
    const said = serverSaid ? ` “${serverSaid}”` : '';
    notify.warn((kind === 'mailbox' ? t(noticeTexts.mailboxRefused) : plural(t, text, messages)) + said);
  });
}

function watchTyping(clock: Clock): Disposable & { lastTypedAt(): number } {
  let at = 0;
  const subscription = workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
    if (contentChanges.length > 0 && document === window.activeTextEditor?.document) at = clock.now();
  });
  return { lastTypedAt: () => at, dispose: () => void subscription.dispose() };
}
