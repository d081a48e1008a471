import type { Drafts } from '../drafts/drafts.ts';
import type { Templates } from '../drafts/templates.ts';
import type { CommandContext } from '../host/command.ts';
import type { EngineConnection } from '../host/engineConnection.ts';
import type { Reports } from '../host/reports.ts';
import type { SaveText } from '../host/saveText.ts';
import type { SecretStore } from '../host/secrets.ts';
import type { Settings } from '../host/settings.ts';
import type { AccountPrompts } from '../views/accountFormSteps.ts';
import type { ComposePanels } from '../views/compose.ts';
import type { DialogueDocuments } from '../views/dialogueDocuments.ts';
import type { Identities } from '../views/identities.ts';
import type { MailState } from '../views/mailState.ts';
import type { MessageOpener } from '../views/messageOpener.ts';
import type { MessagesView } from '../views/messages.ts';
import type { PickTime } from '../views/pickTime.ts';
import type { ProtocolLogs } from '../views/protocolLogs.ts';
import type { ReaderCommands } from '../views/readerOpener.ts';
import type { Searches } from '../views/searches.ts';
import type { SmsSurfaces } from '../views/smsFlow.ts';
import type { OpenSmtpConsole } from '../views/smtpTerminals.ts';

/** What commands of this extension can have. Whoever offers something to commands adds it here; `app.ts` fills it. */
export interface Context extends CommandContext {
  /** What text messages are written and sent with. */
  readonly sms: SmsSurfaces;
  readonly compose: ComposePanels;
  readonly drafts: Drafts;
  readonly engineConnection: Pick<EngineConnection, 'failure' | 'start' | 'state'>;
  /** Accounts and mailboxes as last told. */
  readonly mail: MailState;
  readonly messages: MessagesView;
  /** Opens messages and counts them as read. */
  readonly opener: MessageOpener;
  readonly reader: ReaderCommands;
  readonly searches: Searches;
  readonly dialogues: Pick<DialogueDocuments, 'show'>;
  readonly openSmtpConsole: OpenSmtpConsole;
  readonly pickTime: PickTime;
  readonly protocolLogs: ProtocolLogs;
  readonly reports: Reports;
  readonly templates: Templates;
  readonly saveText: SaveText;
  readonly secrets: SecretStore;
  readonly settings: Settings;
  /** Shows Mailroom's log. */
  readonly showLog: () => void;
  readonly version: string;
  /** The kind of remote that the window works on (`ssh-remote`), where Mailroom runs on the person's own machine; else undefined. */
  readonly remoteName: string | undefined;
  readonly accountPrompts: AccountPrompts;
  readonly identities: Pick<Identities, 'edit'>;
  /** A date in the reader's form. */
  readonly formatDate: (ms: number) => string;
}
