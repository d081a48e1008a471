import { join } from 'node:path';
import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/log.ts';
import type { Random } from '../../base/random.ts';
import type { AccountId } from '../../protocol/records.ts';
import { providerOf } from '../accounts/explain.ts';
import type { SecretBroker } from '../accounts/secrets.ts';
import type { AccountStates } from '../accounts/states.ts';
import { composeDraft } from '../compose/draftMessage.ts';
import { withIdentities } from '../compose/sender.ts';
import type { EngineEvents } from '../events.ts';
import { readSteadily, statFile } from '../files.ts';
import type { Profile } from '../profile.ts';
import type { ProtocolLog } from '../protocolLog.ts';
import type { AccountStore } from '../store/accounts.ts';
import type { Database } from '../store/database.ts';
import type { IdentityStore } from '../store/identities.ts';
import { OutboxStore } from '../store/outbox.ts';
import { SubmissionLimits } from '../store/submissionLimits.ts';
import { AccountConnector } from '../sync/connector.ts';
import type { ReplyMarks } from './afterSending.ts';
import type { MessageBuilder } from './builtMessage.ts';
import { Outbox } from './outbox.ts';
import { SentCopies } from './sentCopy.ts';
import { type SentMailbox, type SharedConnection, sentMailboxOver } from './sentMailbox.ts';
import { SmtpTransport } from './smtpTransport.ts';

export interface OutboxParts {
  readonly version: string;
  readonly profile: Profile;
  readonly user: Database;
  readonly accounts: AccountStore;
  readonly identities: IdentityStore;
  readonly accountStates: AccountStates;
  readonly secrets: SecretBroker;
  readonly marks: ReplyMarks;
  readonly events: EngineEvents;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** For servers that allow too few connections. */
  readonly sharedConnection?: SharedConnection | undefined;
  /** Sent of an account whose mailboxes are kept here. */
  readonly localSent: (account: AccountId) => SentMailbox | undefined;
  /** Hears what is said with servers. */
  readonly protocolLog?: Pick<ProtocolLog, 'tap'> | undefined;
}

/** The outbox over drafts, SMTP and IMAP, woken by what happens to accounts and secrets. */
export function createOutbox(parts: OutboxParts): Outbox {
  const { profile, user, accounts, accountStates, secrets, clock, log, protocolLog } = parts;
  const store = new OutboxStore(user);
  const folder = profile.outboxFolder;
  const limits = new SubmissionLimits(user);
  const overImap = sentMailboxOver(new AccountConnector(parts), parts.sharedConnection);
  const outbox = new Outbox({
    ...parts,
    store,
    limits,
    folder,
    build: builderOver(parts),
    transport: new SmtpTransport({ accounts, secrets, limits, clock, log, protocolLog }),
    afterSending: new SentCopies({
      ...{ store, accounts, clock, log },
      openSent: async (account, options) => parts.localSent(account) ?? overImap(account, options),
      savesByItself: (account) => providerOf(accounts.get(account).config)?.quirks.has('savesSentCopy') === true,
      pathOf: (id) => join(folder, `${id}.eml`),
    }),
  });
  accountStates.signals.on(({ kind, account }) => {
    if (kind === 'removed') outbox.accountRemoved(account);
    else outbox.wake(account);
  });
  secrets.onProvided(({ account }) => outbox.wake(account));
  return outbox;
}

function builderOver({ accounts, identities, clock, random }: OutboxParts): MessageBuilder {
  return (text, files, wishes) =>
    composeDraft(text, {
      ...wishes,
      accounts: withIdentities(accounts.all(), identities.all()),
      files,
      clock,
      random,
      statFile,
      openFile: readSteadily,
    });
}
