/** Sent of an account whose mailboxes are kept here: nobody else puts anything there. */
import { bytesSource } from '../../mail/mime/byteSource.ts';
import { readMessage } from '../../mail/mime/read.ts';
import type { AccountId } from '../../protocol/records.ts';
import { readWhole } from '../files.ts';
import { appendMaxBytes } from '../outbox/limits.ts';
import type { SentEnvelope, SentMailbox } from '../outbox/sentMailbox.ts';
import type { LocalMailbox, LocalMailStore } from '../store/localMail.ts';

export interface LocalSentDeps {
  readonly mail: LocalMailStore;
  /** Shows what was stored. */
  readonly refresh: (account: AccountId) => Promise<void>;
}

/** Undefined where the account has none. */
export function localSent(account: AccountId, { mail, refresh }: LocalSentDeps): SentMailbox | undefined {
  const sent = () => mail.mailboxes(account).find(({ specialUse }) => specialUse === 'sent');
  const first = sent();
  if (!first) return undefined;
  const now = (): LocalMailbox => sent() ?? first;
  return {
    isOursAlone: true,
    async position() {
      const { uidValidity, uidNext } = now();
      return { uidValidity, uidNext };
    },
    async newer(uidNext) {
      const { id } = now();
      const uids = [...mail.uidFlags(id).keys()].filter((uid) => uid >= uidNext);
      return uids.flatMap((uid) => envelopeOf(mail.message(id, uid)?.bytes) ?? []);
    },
    async append(path, date) {
      const bytes = await readWhole(path, appendMaxBytes);
      mail.append(now().id, { bytes, flags: ['\\Seen'], internalDate: date });
      await refresh(account);
    },
    async close() {},
  };
}

function envelopeOf(bytes: Uint8Array | undefined): SentEnvelope | undefined {
  if (!bytes) return undefined;
  const { messageId, subject, date, to, cc, bcc } = readMessage(bytesSource(bytes));
  const recipients = [...to, ...cc, ...bcc].map(({ address }) => address.toLowerCase());
  return { messageId, subject, date: date ?? 0, recipients };
}
