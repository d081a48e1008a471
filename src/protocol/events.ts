import { accountId, mailboxId, messageId, outboxId, secretRequest } from './records.ts';
import { boolean, count, type Infer, list, nullable, object, oneOf, type Schema, string } from './schema.ts';
import { smsId } from './sms.ts';

/** A notification from the engine to its clients. Carries ids, never content; clients ask again for what they show. */
export interface EventType<T> {
  readonly name: string;
  readonly payload: Schema<T>;
}

function event<T>(name: string, payload: Schema<T>): EventType<T> {
  return { name, payload };
}

/** Accounts came, went, or changed state. */
export const accountsChanged = event('accountsChanged', object({ account: nullable(accountId) }));
/** Mailboxes of an account came, went or changed their counts. */
export const mailboxesChanged = event('mailboxesChanged', object({ account: accountId }));
/** The list of a mailbox changed. */
export const messagesChanged = event('messagesChanged', object({ mailbox: mailboxId }));
/** Mail arrived that no client has seen; sent to the client focused last. */
export const newMail = event(
  'newMail',
  object({ mailbox: mailboxId, messages: list(messageId, { max: 100 }), more: count }),
);
export const outboxChanged = event('outboxChanged', object({ id: nullable(outboxId) }));
/** A server has reported that it could not deliver a mail of ours; sent to the client focused last. */
export const mailReturned = event('mailReturned', object({ id: outboxId, address: string({ max: 1_000 }) }));
/** Texts or gateways for them changed; null: several. */
export const smsChanged = event('smsChanged', object({ id: nullable(smsId) }));
export const draftsChanged = event('draftsChanged', object({}));
/** Another client changed a draft in its Drafts mailbox; a window that shows it joins both (`draft.merge`). */
export const draftChangedElsewhere = event('draftChangedElsewhere', object({ uri: string({ max: 4_096 }) }));
export const serverChanged = event('serverChanged', object({ running: boolean }));
/** The server refused an action that was shown as done; it has been taken back in the view. */
export const operationRefused = event(
  'operationRefused',
  object({
    account: accountId,
    kind: oneOf('flag', 'move', 'copy', 'delete', 'append', 'mailbox'),
    messages: count,
    code: string(),
    serverSaid: string({ max: 4_000 }),
  }),
);
/** A secret handed out by a client was refused by the server or could not be read; the client asks the person. */
export const secretRefused = event('secretRefused', secretRequest);
/** More was said with an account's servers than the protocol log told when it was last read. */
export const protocolLogged = event('protocolLogged', object({ account: accountId }));
/** How far the full-text index is, while it is made anew or much mail came; the last one tells that all is indexed. */
export const searchIndexChanged = event('searchIndexChanged', object({ indexed: count, total: count }));
/** Too many events were waiting: everything may have changed. */
export const resync = event('resync', object({}));

export const allEvents = {
  accountsChanged,
  mailboxesChanged,
  messagesChanged,
  newMail,
  outboxChanged,
  smsChanged,
  mailReturned,
  draftsChanged,
  draftChangedElsewhere,
  serverChanged,
  operationRefused,
  secretRefused,
  protocolLogged,
  searchIndexChanged,
  resync,
} as const;
export type EventName = keyof typeof allEvents;
export type EventPayload<N extends EventName> = Infer<(typeof allEvents)[N]['payload']>;

export function isEventName(name: string): name is EventName {
  return Object.hasOwn(allEvents, name);
}

/** Gives the payload of a notification its type. Throws `engine.badRequest`. */
export function parseEvent<N extends EventName>(name: N, payload: unknown): EventPayload<N> {
  return allEvents[name].payload.parse(payload) as EventPayload<N>;
}
