import { type ErrorCode, isErrorCode } from '../base/errorCodes.ts';
import { type MailError, messageOf, toMailError } from '../base/errors.ts';
import type { Failure } from '../protocol/records.ts';
import { errorDetails, errorText } from '../texts/errors.ts';
import { mendTexts } from '../texts/mends.ts';
import type { Translate } from '../texts/translate.ts';

/** A button that mends an error: a command of the editor with its arguments. */
export interface ErrorMend {
  readonly label: string;
  readonly command: string;
  readonly args: readonly unknown[];
}

export interface DescribedError {
  readonly code: ErrorCode;
  /** What happened, why, what to do. */
  readonly sentence: string;
  readonly mends: readonly ErrorMend[];
  /** Code, data, the server's own words; never a stack. */
  readonly details: string;
}

/** Anything thrown, or a failure that came from the engine, in a reader's words with the buttons that mend it. */
export function describeError(t: Translate, thrown: unknown): DescribedError {
  const error = isFailure(thrown) ? thrown : toMailError(thrown);
  const code = isErrorCode(error.code) ? error.code : 'internal';
  const sentence = errorText(t, code, error.data);
  const mends = (mendsOf[code] ?? []).map(({ text, command, argument }) => ({
    label: t(text),
    command,
    args: argument === undefined ? [] : argument === 'account' ? [error.data['account']] : [argument],
  }));
  const cause = thrown instanceof Error && thrown.cause !== undefined ? messageOf(thrown.cause) : undefined;
  return { code, sentence, mends, details: `${sentence}\n\n${errorDetails(t, { code, data: error.data, cause })}` };
}

/** True for a failure as it crosses the protocol and for a `MailError`. */
export function isFailure(value: unknown): value is Failure | MailError {
  return (
    typeof value === 'object' &&
    value !== null &&
    'code' in value &&
    typeof value.code === 'string' &&
    'retry' in value &&
    'data' in value &&
    typeof value.data === 'object' &&
    value.data !== null
  );
}

interface Mend {
  readonly text: (typeof mendTexts)[keyof typeof mendTexts];
  readonly command: string;
  /** `account`: the id of the account concerned; else the value itself. */
  readonly argument?: string;
}

const reload: Mend = { text: mendTexts.reload, command: 'workbench.action.reloadWindow' };
const engineSetting: Mend = {
  text: mendTexts.chooseNode,
  command: 'workbench.action.openSettings',
  argument: 'mailroom.engine.node',
};
const showLog: Mend = { text: mendTexts.showLog, command: 'mailroom.showLog' };
const tryAgain: Mend = { text: mendTexts.tryAgain, command: 'mailroom.connectAccount', argument: 'account' };
const signIn: Mend = { text: mendTexts.signIn, command: 'mailroom.signIn', argument: 'account' };
const editAccount: Mend = { text: mendTexts.editAccount, command: 'mailroom.editAccount', argument: 'account' };
const diagnose: Mend = { text: mendTexts.diagnose, command: 'mailroom.diagnoseAccount', argument: 'account' };
const openOutbox: Mend = { text: mendTexts.openOutbox, command: 'mailroom.openOutbox' };
const editGateway: Mend = { text: mendTexts.editGateway, command: 'mailroom.editSmsGateway', argument: 'account' };
const addAccount: Mend = { text: mendTexts.addAccount, command: 'mailroom.addAccount' };

/** What a person can do about it, in one click. */
const mendsOf: { readonly [C in ErrorCode]?: readonly Mend[] } = {
  'engine.unreachable': [{ text: mendTexts.tryAgain, command: 'mailroom.getMail' }, showLog],
  'engine.clientTooOld': [reload],
  'engine.badToken': [showLog],
  'engine.timeout': [showLog],
  'runtime.tooOld': [engineSetting],
  'runtime.noSqlite': [engineSetting],
  'runtime.noFts5': [engineSetting],
  'runtime.noScrypt': [engineSetting],
  'runtime.noKeys': [engineSetting],
  'runtime.noTls': [engineSetting],
  internal: [showLog],
  'store.newer': [reload],
  'store.damaged': [showLog],
  'net.hostNotFound': [tryAgain, editAccount, diagnose],
  'net.refused': [tryAgain, editAccount, diagnose],
  'net.unreachable': [tryAgain, diagnose],
  'net.timeout': [tryAgain, diagnose],
  'net.closed': [tryAgain, diagnose],
  'net.notTls': [editAccount, diagnose],
  'net.tlsTooOld': [editAccount, diagnose],
  'net.certificateUntrusted': [editAccount],
  'net.certificateExpired': [editAccount, diagnose],
  'net.certificateName': [editAccount],
  'net.certificateChanged': [editAccount],
  'net.startTlsMissing': [editAccount, diagnose],
  'net.plaintextRefused': [editAccount],
  'net.notMailServer': [editAccount, diagnose],
  'auth.refused': [signIn, editAccount],
  'auth.needsCode': [signIn],
  'auth.serviceOff': [tryAgain],
  'auth.noMechanism': [editAccount],
  'auth.tooMany': [tryAgain],
  'auth.secretMissing': [signIn],
  'auth.secretLost': [signIn],
  'account.unknown': [addAccount],
  'draft.noAccount': [addAccount],
  'draft.alreadyQueued': [openOutbox],
  'send.inDoubt': [openOutbox],
  'send.refused': [openOutbox],
  'send.recipientRefused': [openOutbox],
  'send.temporary': [openOutbox],
  'sms.gatewayUnknown': [{ text: mendTexts.addGateway, command: 'mailroom.addSmsGateway' }],
  'sms.badForm': [
    { text: mendTexts.openSettings, command: 'workbench.action.openSettings', argument: 'mailroom.sms.gateways' },
  ],
  'sms.fieldMissing': [editGateway],
  'sms.secretMissing': [editGateway],
  'sms.notHttps': [editGateway],
  'sms.certificate': [editGateway],
  'sms.redirected': [editGateway],
  'sms.badKey': [editGateway],
  'sms.notAllowed': [editGateway],
  'sms.signatureRefused': [editGateway],
  'sms.answerPage': [editGateway],
  'sms.answerStrange': [editGateway],
  'sms.unreachable': [openOutbox],
  'sms.waitedLong': [openOutbox],
  'sms.refused': [openOutbox],
  'sms.noCredit': [openOutbox],
  'sms.badNumber': [openOutbox],
  'sms.contentRefused': [openOutbox],
  'sms.templateRefused': [openOutbox],
  'sms.tooOften': [openOutbox],
  'sms.unsubscribed': [openOutbox],
  'sms.accountLocked': [openOutbox],
  'sms.tooLong': [openOutbox],
  'sms.busy': [openOutbox],
  'sms.gatewayFailed': [openOutbox],
  'sms.answerEmpty': [openOutbox],
  'sms.answerTooLong': [openOutbox],
  'sms.noAnswer': [openOutbox],
  'sms.cut': [openOutbox],
  'sms.interrupted': [openOutbox],
  'server.notRunning': [{ text: mendTexts.startServer, command: 'mailroom.startLocalServer' }],
};
