/** What is said of failures: one table of sentences, and how one of them is filled in. */
import type { ErrorCode } from '../base/errorCodes.ts';
import type { ErrorData } from '../base/errors.ts';
import { draftErrorTexts } from './draftErrors.ts';
import { addressReasonTexts } from './drafts.ts';
import { phoneReasonTexts, smsErrorTexts } from './smsErrors.ts';
import type { Translate } from './translate.ts';

/** `full` needs the fields of the error's data that it names; where one is missing, `bare` is said. */
export type ErrorText = string | { readonly full: string; readonly bare: string };

/** A sentence for each failure: what happened, why as far as known, what to do. */
export const errorTexts: Readonly<Record<ErrorCode, ErrorText>> = {
  'engine.unreachable': 'Mailroom’s mail engine did not start. Try again, or look in the log for the reason.',
  'engine.closed': 'The connection to the mail engine was lost. Mailroom connects again by itself.',
  'engine.busyElsewhere': {
    full: 'Mailroom is running on {host} with this profile. Close it there first.',
    bare: 'Another Mailroom is using this profile. Close it first.',
  },
  'engine.clientTooOld': {
    full: 'A newer Mailroom ({version}) is running. Reload the window to use it.',
    bare: 'A newer Mailroom is running. Reload the window to use it.',
  },
  'engine.badToken': 'Another program answers in the mail engine’s place. Mailroom does not talk to it.',
  'engine.timeout': 'The mail engine took too long to answer. Try again.',
  'engine.cancelled': 'Cancelled.',
  'engine.badRequest':
    'The mail engine did not understand a request of Mailroom. Reload the window; if it stays, report it.',
  'runtime.tooOld': 'This Node is too old for the mail engine. It needs Node 24 or newer.',
  'runtime.noSqlite': 'This Node has no SQLite, which the mail engine keeps mail in. Choose another Node.',
  'runtime.noFts5': 'This Node’s SQLite has no full-text search (FTS5). Choose another Node.',
  'runtime.noScrypt': 'This Node cannot derive keys (scrypt). Choose another Node.',
  'runtime.noKeys': 'This Node cannot make keys for certificates. Choose another Node.',
  'runtime.noTls': 'This Node cannot make encrypted connections. Choose another Node.',
  internal: 'Something went wrong inside Mailroom. Your mail is safe; the log says more.',
  'store.newer': 'The mail database was made by a newer Mailroom. It was left untouched. Update Mailroom to use it.',
  'store.damaged':
    'The mail database is damaged. The damaged file was set aside; what the server has is fetched again.',
  'store.full': 'There is no room on the disk. Free some space and try again.',
  'store.tooBusy': 'Too much is going on at once. Try again in a moment.',
  'net.hostNotFound': {
    full: 'There is no server named {host}. Check the name, and whether you are online.',
    bare: 'The server’s name was not found. Check the name, and whether you are online.',
  },
  'net.refused': {
    full: '{host} does not accept connections on port {port}. Check the port and the kind of encryption.',
    bare: 'The server does not accept connections on this port. Check the port and the kind of encryption.',
  },
  'net.unreachable': {
    full: '{host} cannot be reached. Check your network.',
    bare: 'The server cannot be reached. Check your network.',
  },
  'net.timeout': {
    full: '{host} did not answer in time. The port may be blocked on this network.',
    bare: 'The server did not answer in time. The port may be blocked on this network.',
  },
  'net.closed': {
    full: '{host} closed the connection. Try again.',
    bare: 'The server closed the connection. Try again.',
  },
  'net.notTls': {
    full: '{host}:{port} does not speak TLS there. Try STARTTLS or another port.',
    bare: 'The server does not speak TLS on this port. Try STARTTLS or another port.',
  },
  'net.tlsTooOld': {
    full: '{host}:{port} only speaks versions of TLS that are no longer safe. No password was sent. Ask whoever runs it to switch on TLS 1.2.',
    bare: 'The server only speaks versions of TLS that are no longer safe. No password was sent. Ask whoever runs it to switch on TLS 1.2.',
  },
  'net.certificateUntrusted': {
    full: 'The certificate of {host} is signed by nobody this computer knows, so the connection was not made. Trust it only if you know this server.',
    bare: 'The server’s certificate is signed by nobody this computer knows, so the connection was not made. Trust it only if you know this server.',
  },
  'net.certificateExpired': {
    full: 'The certificate of {host} is not valid today. Its owner has to renew it, or this computer’s clock is wrong.',
    bare: 'The server’s certificate is not valid today. Its owner has to renew it, or this computer’s clock is wrong.',
  },
  'net.certificateName': {
    full: 'The certificate that {host} shows belongs to another name. Check the server’s name.',
    bare: 'The certificate that the server shows belongs to another name. Check the server’s name.',
  },
  'net.certificateChanged': {
    full: 'The certificate of {host} is not the one you trusted. Nothing was sent; look at the new one first.',
    bare: 'The server’s certificate is not the one you trusted. Nothing was sent; look at the new one first.',
  },
  'net.startTlsMissing': {
    full: '{host} offers no encryption on this port. No password was sent. Try TLS on another port.',
    bare: 'The server offers no encryption on this port. No password was sent. Try TLS on another port.',
  },
  'net.plaintextRefused':
    'Mailroom sends no password without encryption, except on this computer. Choose TLS or STARTTLS.',
  'net.limit': 'The server’s answer was larger than Mailroom accepts, so the connection was closed.',
  'net.notMailServer': {
    full: '{host}:{port} answers, but not as a mail server. Check the port.',
    bare: 'Something answers there, but not a mail server. Check the port.',
  },
  'auth.refused': {
    full: '{host} refused to sign in. Check the user name and the password.',
    bare: 'The server refused to sign in. Check the user name and the password.',
  },
  'auth.needsCode': {
    full: '{provider} refused to sign in. It wants the authorization code (授权码), not the password.',
    bare: 'The server refused to sign in. It wants a code or an app password, not the password of the account.',
  },
  'auth.needsOauth': {
    full: '{provider} takes no passwords from mail programs, only a sign-in by browser, which Mailroom does not have yet.',
    bare: 'This provider takes no passwords from mail programs, only a sign-in by browser, which Mailroom does not have yet.',
  },
  'auth.serviceOff': {
    full: 'IMAP or SMTP is switched off for this mailbox at {provider}. Switch it on in the settings of its web mail.',
    bare: 'IMAP or SMTP is switched off for this mailbox. Switch it on in the settings of the provider’s web mail.',
  },
  'auth.noMechanism': 'The server offers no way to sign in that Mailroom knows and that is safe here.',
  'auth.tooMany': 'The server wants no more sign-ins for now. Mailroom waits some minutes and tries again.',
  'auth.secretMissing': 'The password is needed to sign in.',
  'auth.secretLost': 'The stored password can no longer be read. Enter it again; no mail is lost.',
  'auth.blocked': 'The provider has blocked this sign-in. Sign in once on its web page and confirm that it was you.',
  'account.unknown': 'This account is not in Mailroom any more.',
  'account.exists': {
    full: '{address} is already in Mailroom. Edit that account instead.',
    bare: 'This account is already in Mailroom. Edit it instead.',
  },
  'account.badAddress': {
    full: '“{address}” is not a mail address.',
    bare: 'This is not a mail address.',
  },
  'account.badConfig': {
    full: 'The account’s settings do not fit together: {detail}',
    bare: 'The account’s settings do not fit together. Check server, port and encryption.',
  },
  'account.receiveOnly': 'This account only receives. Add an SMTP server to it, or send from another account.',
  'account.removed': 'This account was removed meanwhile.',
  'account.offline': 'The account is offline. Mailroom does it as soon as the server can be reached.',
  'account.hasOutbox': 'Mail of this account waits in the outbox. Send or discard it first.',
  'mailbox.unknown': 'This folder is not there any more. Get mail to see what is there now.',
  'mailbox.gone': {
    full: 'The folder {mailbox} was deleted on the server.',
    bare: 'This folder was deleted on the server.',
  },
  'mailbox.readOnly': 'The server lets nobody change this folder.',
  'mailbox.noArchive':
    'This account has no archive folder. Make one named Archive, or move the mail to another folder.',
  'mailbox.noTrash': 'This account has no trash folder, so nothing was deleted.',
  'mailbox.overQuota': 'The mailbox on the server is full. Delete something there and try again.',
  'mailbox.refused': {
    full: 'The server refused: “{serverSaid}”. The mail is where it was.',
    bare: 'The server refused. The mail is where it was.',
  },
  'mailbox.inUse':
    'Another program has this mailbox open, and the server lets in one at a time. Mailroom tries again soon.',
  'mailbox.noUniqueIds':
    'This server cannot tell which mail was fetched before (POP3 without UIDL). Use the account’s IMAP server instead.',
  'mailbox.changed': 'The server has renumbered this folder. Its list is fetched anew.',
  'mailbox.markedChanged':
    'Meanwhile other messages were marked for deletion in this folder. Nothing was removed. Look at the list again.',
  'mailbox.badName': {
    full: 'A folder cannot be named “{name}”. Take a name without control characters and without “/” or “.”, where the server separates folders by it.',
    bare: 'A folder cannot have this name.',
  },
  'mailbox.exists': { full: 'There is a folder {path} already.', bare: 'There is a folder of this name already.' },
  'mailbox.hasChildren': 'This folder has folders in it. Delete or move them first.',
  'mailbox.isSpecial': 'The server or this account needs this folder, so it keeps its name and place.',
  'mailbox.gotMail': 'There is mail in this folder that you have not seen, so it was not deleted.',
  'message.unknown': 'This message is not there any more: it was moved or deleted. Get mail to see what is there now.',
  'message.gone': 'This message was moved or deleted on the server.',
  'message.notCached': 'This message has not been fetched yet, and the server cannot be reached now.',
  'message.damaged': 'This message is damaged. Its source can be shown as it is.',
  'message.tooLarge': 'This message is larger than Mailroom shows.',
  'attachment.unknown': 'This message has no such attachment.',
  'attachment.unsafeName': 'The attachment’s name is not safe for a file. Save it under another name.',
  'file.exists': {
    full: 'There is a file named {path} already. It was left as it is.',
    bare: 'There is a file of that name already. It was left as it is.',
  },
  'file.missing': {
    full: 'There is no file {path}. It may have been moved or deleted.',
    bare: 'There is no such file. It may have been moved or deleted.',
  },
  'file.isFolder': { full: '{path} is a folder, not a file.', bare: 'This is a folder, not a file.' },
  'file.unreadable': { full: '{path} cannot be read.', bare: 'The file cannot be read.' },
  'file.changed': {
    full: 'Something wrote to {path} while it was being read. Try again once it is complete.',
    bare: 'Something wrote to the file while it was being read. Try again once it is complete.',
  },
  'file.unwritable': { full: '{path} cannot be written.', bare: 'The file cannot be written.' },
  'search.badQuery':
    'There is nothing to search for in this. Type a word, or an operator with a value, such as from:ann.',
  'operation.unknown': 'There is nothing to undo.',
  'operation.notUndoable': 'This cannot be undone.',
  'operation.lost':
    'The server has numbered the folder anew, and messages were not found in it again. What you did to them was not done.',
  'operation.skipped':
    'The messages were not there any more: another program had moved or deleted them. Nothing was done to them.',
  'remoteImage.refused': 'The picture was not fetched: its address is not allowed.',
  'identity.unknown': 'There is no such identity any more.',
  'identity.bad': {
    full: 'The identity was not saved: “{value}” does not fit there. An address is like ann@example.org; an alias may be *@example.org.',
    bare: 'The identity was not saved: an address in it is none.',
  },
  'file.tooMany': {
    full: '{path} holds more than {max} files. Pack it yourself, or attach a part of it.',
    bare: 'The folder holds too many files. Pack it yourself, or attach a part of it.',
  },
  ...draftErrorTexts,
  'send.refused': {
    full: 'Not sent: {host} refused the mail. The draft is kept.',
    bare: 'Not sent: the server refused the mail. The draft is kept.',
  },
  'send.recipientRefused': {
    full: 'Not sent to {recipient}: the server takes no mail for this address. Check how it is spelled.',
    bare: 'Not sent to some recipients: the server takes no mail for them. Check how their addresses are spelled.',
  },
  'send.senderRefused': {
    full: 'The server does not let this account send as {address}.',
    bare: 'The server does not let this account send as this address.',
  },
  'send.tooLarge': 'Not sent: the mail is larger than the server takes. Leave out an attachment; the draft is kept.',
  'send.quota': 'Not sent: the account has sent as much as its provider allows. Try again later.',
  'send.spam':
    'Not sent: the server takes this mail for junk. Change it, or ask your provider; the server’s words are under Details.',
  'send.notAuthorised': 'Not sent: the server wants a sign-in before it takes mail.',
  'send.inDoubt': {
    full: 'Maybe sent: the connection broke after the mail had left and before {host} confirmed it. Mailroom will not send it again by itself.',
    bare: 'Maybe sent: the connection broke after the mail had left and before the server confirmed it. Mailroom will not send it again by itself.',
  },
  'send.cancelled': 'Sending was cancelled. The draft is kept.',
  'send.tooLate': 'Too late: the mail has left.',
  'send.expired': 'Not sent: the server could not be reached for too long. The draft is kept.',
  'send.unknown': 'This mail is not in the outbox any more.',
  'send.temporary': 'The server cannot take the mail just now. Mailroom tries again.',
  'send.missed': 'This mail was to leave at a time when Mailroom was not running. Shall it still be sent?',
  'receipt.notWanted': 'No receipt was sent: this mail does not ask its reader for one, or was answered already.',
  'send.waitedLong': 'This mail has waited for more than six hours. Shall it still be sent?',
  ...smsErrorTexts,
  'server.portTaken': {
    full: 'Port {port} is taken by another program. Stop it, or let the local server choose a port.',
    bare: 'A port of the local server is taken by another program.',
  },
  'server.notRunning': 'The local server is not running.',
  'server.alreadyRunning': 'The local server is running already.',
  'server.userExists': { full: '{address} has a mailbox here already.', bare: 'This mailbox exists already.' },
  'server.userUnknown': { full: '{address} has no mailbox here.', bare: 'There is no such mailbox here.' },
  'server.badAddress': { full: '“{address}” is not a mail address.', bare: 'This is not a mail address.' },
  'server.weakPassword': 'The password is too short.',
  'server.notLoopback': 'In this mode the local server listens on this computer only.',
  'server.failed': {
    full: 'The local server stopped: {detail}',
    bare: 'The local server stopped. The log says why.',
  },
  'sandbox.off': 'The local server does not run as a sandbox. Start it with --sandbox.',
  'sandbox.badRule': {
    full: 'This rule cannot be used: {detail}. The rules before it stay in force.',
    bare: 'This rule cannot be used. The rules before it stay in force.',
  },
  'sandbox.mailUnknown': 'The sandbox has no such mail. It may have been deleted.',
  'sandbox.notAllowed': {
    full: 'Not released: {address} is not on the list of allowed addresses. Put it there first.',
    bare: 'Not released: the address is not on the list of allowed addresses. Put it there first.',
  },
  'sandbox.noSmartHost': 'Not released: no server to send through is set. Set one for the sandbox first.',
  'sandbox.releaseFailed': {
    full: 'Not released: {host} answered “{detail}”. The mail is still in the sandbox.',
    bare: 'Not released: the server to send through did not take it. The mail is still in the sandbox.',
  },
  'sandbox.waitTimedOut': 'No such mail arrived in time.',
  'server.serviceUnknown': { full: 'There is no service “{service}” here.', bare: 'There is no such service here.' },
  'server.badCertificate': {
    full: 'The certificate {path} or its key cannot be used: {detail}',
    bare: 'The certificate or its key cannot be used.',
  },
  'server.badSetting': { full: 'This value of {name} cannot be used.', bare: 'This value cannot be used.' },
  'server.signInFirst': 'Sign in first.',
  'server.wrongPassword': 'The name or the password is wrong.',
  'server.locked': 'Too many wrong passwords. Wait a few minutes, then try again.',
  'server.notAllowed': 'Your account may not do this. Ask an administrator.',
  'server.wrongOrigin':
    'The request came from another page or asked for another name than this server’s, so it was refused.',
  'server.badRequest': { full: 'The request was not understood: {path}', bare: 'The request was not understood.' },
  'server.noSuchThing': 'This does not exist here (any more).',
  'server.massMailRepeated': {
    full: 'This text was sent to {count} people already, on {date}. Say that it shall leave again.',
    bare: 'This text was sent already. Say that it shall leave again.',
  },
  'server.noRecipients': 'Nobody here would get it.',
  'server.queueBusy': 'This mail is being handed over to the other server right now. Try again in a moment.',
  'server.tooMuch': 'The request is larger than the server takes.',
  'server.addressTaken': {
    full: '{address} is an alias or a group here already.',
    bare: 'This address is an alias or a group here already.',
  },
  'server.lastAdmin': 'This is the last administrator. Make somebody else one first.',
  'server.domainUnknown': {
    full: '{domain} is not a domain of this server. Add it first.',
    bare: 'This is not a domain of this server. Add it first.',
  },
  'server.domainExists': {
    full: '{domain} is a domain of this server already.',
    bare: 'This is a domain of this server already.',
  },
  'server.domainInUse': {
    full: '{domain} still has {count} addresses. Remove or rename them first.',
    bare: 'This domain still has addresses. Remove or rename them first.',
  },
  'server.badDomain': {
    full: '“{domain}” is not a domain.',
    bare: 'This is not a domain.',
  },
  'server.aliasUnknown': {
    full: '{address} is no alias or group here.',
    bare: 'There is no such alias or group here.',
  },
  'server.mailLoop': {
    full: 'Mail would go round in a circle: {path}.',
    bare: 'Mail would go round in a circle.',
  },
  'server.filterUnknown': 'This filter is not there any more.',
  'server.badNetwork': {
    full: '“{network}” is not a network. Write it as 192.0.2.0/24 or 2001:db8::/32.',
    bare: 'This is not a network. Write it as 192.0.2.0/24 or 2001:db8::/32.',
  },
  'server.registrationClosed': 'Nobody can register here by themselves. Ask the administrator for a mailbox.',
  'server.badInvitation': 'This invitation was used, has expired, or is for another address.',
  'server.userDisabled': {
    full: '{address} is disabled.',
    bare: 'This mailbox is disabled.',
  },
  'server.badCsv': {
    full: 'The file is not a table of users: {detail}',
    bare: 'The file is not a table of users.',
  },
  'cli.usage': { full: 'This is not how it is used: {detail}', bare: 'This is not how it is used. See --help.' },
  'cli.unknownVerb': {
    full: 'There is no command “{verb}”. See --help.',
    bare: 'There is no such command. See --help.',
  },
  'cli.passwordCommand': {
    full: 'The password command failed: {detail}',
    bare: 'The password command failed or printed nothing.',
  },
};

/** The sentence for a failure. */
export function errorText(t: Translate, code: ErrorCode, data: ErrorData = {}): string {
  const reason = badAddressText(code, data);
  if (reason) return t<string>(reason, { address: String(data['address'] ?? '') });
  const why = code === 'sms.badPhone' && Object.entries(phoneReasonTexts).find(([key]) => key === data['reason'])?.[1];
  if (why) return t<string>(why, { number: String(data['number'] ?? '') });
  const text = errorTexts[code];
  if (typeof text === 'string') return t(text);
  const values: { [name: string]: string | number } = {};
  for (const name of placeholders(text.full)) {
    const value = data[name];
    if (value === undefined || value === '') return t(text.bare);
    values[name] = typeof value === 'number' ? value : Array.isArray(value) ? value.join(', ') : String(value);
  }
  return t(text.full, values);
}

/** Why an address is none, where that is known. */
function badAddressText(code: ErrorCode, { address, reason, fault }: ErrorData): string | undefined {
  if (!address || (code !== 'draft.badAddress' && code !== 'account.badAddress')) return undefined;
  return Object.entries(addressReasonTexts).find(([key]) => key === (reason ?? fault))?.[1];
}

export interface ErrorDetails {
  readonly code: ErrorCode;
  readonly data: ErrorData;
  readonly cause?: string | undefined;
}

/** What stands under Details: the code, its data, the server's own words. Never a stack. */
export function errorDetails(t: Translate, { code, data, cause }: ErrorDetails): string {
  const { serverSaid, ...rest } = data;
  const lines = [t(detailTexts.code, { code })];
  for (const [name, value] of Object.entries(rest)) if (value !== undefined) lines.push(`${name}: ${String(value)}`);
  if (cause) lines.push(t(detailTexts.cause, { cause }));
  if (serverSaid) lines.push(t(detailTexts.serverSaid, { words: String(serverSaid) }));
  return lines.join('\n');
}

/** Field names of an error's own words. */
export const detailTexts = {
  code: 'Code: {code}',
  cause: 'Cause: {cause}',
  serverSaid: 'The server’s words: {words}',
} as const;

function placeholders(message: string): readonly string[] {
  return Array.from(message.matchAll(/\{(\w+)\}/g), ([, name]) => name ?? '');
}
