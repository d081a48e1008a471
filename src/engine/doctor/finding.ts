import type { MailError } from '../../base/errors.ts';
import { isWebPage } from '../../mail/net/probe.ts';
import type { DiagnosisFinding, DiagnosisStep } from '../../protocol/records.ts';

/** What a diagnosis comes to. `heard`: what something on the port said in the clear, '' where nobody asked. */
export function findingOf(error: MailError, failed: DiagnosisStep['step'], heard: string): DiagnosisFinding {
  const { code, data } = error;
  // Words of a web page in the place of a mail server's: most often the sign-in page of a network in between.
  if (isWebPage(heard) && !code.startsWith('auth.')) return 'webPage';
  if (code === 'net.certificateExpired') return data['reason'] === 'CERT_NOT_YET_VALID' ? 'clockBehind' : 'expired';
  if (code === 'net.unreachable' && failed === 'dns') return 'namesUnanswered';
  if (code === 'net.timeout') return timedOutAt[failed];
  if (code === 'net.notTls') return isMailGreeting(heard) ? 'plainOnly' : 'notTls';
  if (code === 'net.closed') return data['serverSaid'] ? 'turnedAway' : 'cutOff';
  return byCode[code] ?? 'other';
}

function isMailGreeting(heard: string): boolean {
  return /^(\* (OK|PREAUTH|BYE)\b|220[ -])/i.test(heard);
}

const timedOutAt: { readonly [S in DiagnosisStep['step']]: DiagnosisFinding } = {
  dns: 'namesUnanswered',
  tcp: 'portBlocked',
  tls: 'silent',
  greeting: 'silent',
  login: 'slow',
};

const byCode: { readonly [code: string]: DiagnosisFinding } = {
  'net.hostNotFound': 'nameUnknown',
  'net.unreachable': 'unreachable',
  'net.refused': 'portClosed',
  'net.tlsTooOld': 'tlsTooOld',
  'net.certificateUntrusted': 'untrusted',
  'net.certificateName': 'otherName',
  'net.certificateChanged': 'changed',
  'net.startTlsMissing': 'startTlsMissing',
  'net.plaintextRefused': 'unprotected',
  'net.notMailServer': 'notMailServer',
  'net.limit': 'notMailServer',
  'auth.refused': 'wrongSecret',
  'auth.needsCode': 'codeWanted',
  'auth.needsOauth': 'oauthWanted',
  'auth.serviceOff': 'serviceOff',
  'auth.noMechanism': 'noMechanism',
  'auth.tooMany': 'tooManySignIns',
  'auth.blocked': 'signInBlocked',
  'auth.secretMissing': 'secretMissing',
  'auth.secretLost': 'secretMissing',
};
