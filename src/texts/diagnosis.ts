import { accountTexts } from './accounts.ts';
import { shownTime } from './shownTime.ts';
import type { Translate } from './translate.ts';

/** What the diagnosis of an account says. */
export const diagnosisTexts = {
  title: 'Diagnosis of {account}',
  running: 'Mailroom: diagnosing the account',
  ended: 'Diagnosed at {time}, one step after the other. Passwords are masked.',
  incoming: 'Receiving: {host}:{port}, {security}, as {user}',
  outgoing: 'Sending: {host}:{port}, {security}, as {user}',
  found: 'Finding: {finding}',
  next: 'Next: {next}',
  foundAndNext: '{finding} {next}',
  heard: 'What answers there says:',
  ms: '{ms} ms',
  allWell: '{account}: every step to every server went well.',

  dns: 'Name',
  tcp: 'Connection',
  tls: 'Encryption',
  greeting: 'Greeting',
  login: 'Sign-in',

  noEncryption: 'no encryption',
} as const;

/** What was found, and what to do next. Typed by the protocol's list where it is used. */
export const findingTexts = {
  ok: { found: 'Every step went well.', next: 'There is nothing to do.' },
  nameUnknown: {
    found: 'There is no server named {host}.',
    next: 'Look for a typing mistake in the server’s name.',
  },
  namesUnanswered: {
    found: 'The name {host} could not be looked up: nobody answered the question.',
    next: 'Check whether this computer is online, then diagnose again.',
  },
  unreachable: {
    found: 'No way leads from this network to {host}.',
    next: 'Check the network or the VPN, then diagnose again.',
  },
  portClosed: {
    found: '{host} is there, but nothing listens on port {port}.',
    next: 'Check the port. Usual ones are 993 for IMAP, 465 and 587 for SMTP.',
  },
  portBlocked: {
    found: 'Nothing comes back from port {port} of {host}: something on the way drops the connection.',
    next: 'Try another network, or ask whoever runs this one to let port {port} through.',
  },
  silent: {
    found: '{host} takes the connection on port {port} and then says nothing.',
    next: 'Check port and kind of encryption. A security program on this computer may also hold the connection.',
  },
  slow: {
    found: '{host} answers, but did not finish in time.',
    next: 'Wait some minutes, then diagnose again.',
  },
  cutOff: {
    found: '{host} closed the connection on port {port} without a word.',
    next: 'Check port and kind of encryption. A server that saw too many connections does so, too: then wait.',
  },
  turnedAway: {
    found: '{host} turned the connection away.',
    next: 'Its reason stands below, in its own words.',
  },
  webPage: {
    found:
      'A web page answers in the place of {host}: most often the page on which a network in a hotel or train wants a sign-in.',
    next: 'Open any page in a browser and sign in to the network, then diagnose again.',
  },
  notMailServer: {
    found: 'Something answers on port {port} of {host}, but it is not a mail server.',
    next: 'Check the server’s name and the port.',
  },
  plainOnly: {
    found: 'A mail server answers on port {port} of {host}, but it does not begin with TLS.',
    next: 'Choose STARTTLS for this port, or the port for TLS.',
  },
  notTls: {
    found: 'Port {port} of {host} does not speak TLS.',
    next: 'Choose STARTTLS for this port, or the port for TLS.',
  },
  tlsTooOld: {
    found: '{host} only speaks versions of TLS that are no longer safe.',
    next: 'Ask whoever runs it to switch on TLS 1.2.',
  },
  startTlsMissing: {
    found: '{host} offers no encryption on port {port}. No password was sent.',
    next: 'Choose TLS and its port.',
  },
  unprotected: {
    found: 'The account is set to send its password to {host} without encryption, which Mailroom does not do.',
    next: 'Choose TLS or STARTTLS.',
  },
  clockBehind: {
    found:
      'The certificate of {host} is valid from {from}, and by this computer’s clock it is {now}: the clock is behind.',
    next: 'Set date and time of this computer, then diagnose again.',
  },
  expired: {
    found: 'The certificate of {host} was valid until {until}, and by this computer’s clock it is {now}.',
    next: 'If that is not the time, set the clock. If it is, whoever runs the server has to renew the certificate.',
  },
  untrusted: {
    found: 'The certificate of {host} is signed by nobody this computer knows: {issuer}.',
    next: 'On a network with a sign-in page, sign in there first. Trust the certificate only if you know this server.',
  },
  otherName: {
    found: 'The certificate that {host} shows belongs to another name: {subject}.',
    next: 'Check the server’s name. On a network with a sign-in page, sign in there first.',
  },
  changed: {
    found: 'The certificate of {host} is not the one that you trusted. Nothing was sent.',
    next: 'Ask whoever runs the server whether it has a new one, then look at it in the account’s settings.',
  },
  secretMissing: {
    found: '{host} answers as it should. No password is known to sign in with.',
    next: 'Sign in.',
  },
  wrongSecret: {
    found: '{host} answers as it should, and refused the user name {user} or the password.',
    next: 'Type the password again, or check the user name.',
  },
  codeWanted: {
    found: '{host} refused to sign in. It wants a code or an app password, not the password of the account.',
    next: 'Get the code from the provider’s web mail and sign in with it.',
  },
  oauthWanted: {
    found: '{host} takes no passwords, only a sign-in by browser, which Mailroom does not have yet.',
    next: 'Let this mailbox forward to an address that takes passwords.',
  },
  serviceOff: {
    found: '{host} answers as it should, but signing in by mail programs is switched off for this mailbox.',
    next: 'Switch it on in the settings of the provider’s web mail, then diagnose again.',
  },
  noMechanism: {
    found: '{host} offers no way to sign in that Mailroom knows and that is safe here.',
    next: 'Check the kind of encryption: many servers take passwords only under TLS.',
  },
  tooManySignIns: {
    found: '{host} wants no more sign-ins for now.',
    next: 'Wait some minutes, then diagnose again.',
  },
  signInBlocked: {
    found: 'The provider has blocked this sign-in.',
    next: 'Sign in once on its web page and confirm that it was you.',
  },
  other: {
    found: 'The connection to {host} failed for a reason of its own.',
    next: 'The log has more: Mail: Show Log.',
  },
} as const;

export interface DiagnosedService {
  readonly service: 'imap' | 'pop3' | 'smtp';
  readonly endpoint: { readonly host: string; readonly port: number; readonly security: 'tls' | 'starttls' | 'none' };
  readonly user: string;
  readonly steps: readonly {
    readonly step: 'dns' | 'tcp' | 'tls' | 'greeting' | 'login';
    readonly state: 'ok' | 'failed' | 'skipped';
    readonly ms: number;
    readonly said: readonly { readonly side: 'client' | 'server' | 'note'; readonly text: string }[];
  }[];
  readonly finding: keyof typeof findingTexts;
  readonly failure: { readonly data: { readonly [key: string]: unknown } } | null;
  readonly heard: string;
}

/** The finding and the next step, each a sentence. `now` in ms. */
export function findingSentences(
  t: Translate,
  { finding, endpoint, user, failure }: DiagnosedService,
  now: number,
): { readonly found: string; readonly next: string } {
  const { data = {} } = failure ?? {};
  const date = (value: unknown) => (typeof value === 'number' ? shownTime(value).slice(0, 10) : '?');
  const values = {
    ...{ host: endpoint.host, port: endpoint.port, user, now: shownTime(now) },
    ...{ from: date(data['validFrom']), until: date(data['validTo']) },
    ...{ issuer: String(data['issuer'] ?? ''), subject: String(data['subject'] ?? '') },
  };
  const { found, next }: { readonly found: string; readonly next: string } = findingTexts[finding];
  return { found: t(found, values), next: t(next, values) };
}

/** The whole report as Markdown; what servers said stands in indented blocks, out of which no text of theirs leads. */
export function diagnosisReport(
  t: Translate,
  account: string,
  services: readonly DiagnosedService[],
  now: number,
): string {
  const head = [`# ${t(diagnosisTexts.title, { account })}`, '', t(diagnosisTexts.ended, { time: shownTime(now) })];
  const summary = services.map((service) => `- ${summaryLine(t, service, now)}`);
  return `${[...head, '', ...summary, ...services.flatMap((service) => serviceLines(t, service, now))].join('\n')}\n`;
}

function summaryLine(t: Translate, service: DiagnosedService, now: number): string {
  const { found: problem } = findingSentences(t, service, now);
  return t(service.service === 'smtp' ? accountTexts.outgoingFailed : accountTexts.incomingFailed, { problem });
}

function serviceLines(t: Translate, diagnosed: DiagnosedService, now: number): readonly string[] {
  const { service, endpoint, user, steps, heard } = diagnosed;
  const { host, port } = endpoint;
  const security = endpoint.security === 'none' ? t(diagnosisTexts.noEncryption) : endpoint.security.toUpperCase();
  const { found, next } = findingSentences(t, diagnosed, now);
  const title = service === 'smtp' ? diagnosisTexts.outgoing : diagnosisTexts.incoming;
  return [
    '',
    `## ${t(title, { host, port, security, user })}`,
    '',
    t(diagnosisTexts.found, { finding: found }),
    '',
    t(diagnosisTexts.next, { next }),
    '',
    ...steps.flatMap((step) => stepLines(t, step)),
    ...(heard ? ['', t(diagnosisTexts.heard), '', ...heard.split('\n').map((line) => `    ${line}`)] : []),
  ];
}

const marks = { ok: '✓', failed: '✗', skipped: '–' } as const;
const arrows = { client: '→ ', server: '← ', note: '' } as const;

function stepLines(t: Translate, { step, state, ms, said }: DiagnosedService['steps'][number]): readonly string[] {
  const time = state === 'skipped' ? '' : t(diagnosisTexts.ms, { ms });
  const line = `    ${marks[state]} ${padded(t(diagnosisTexts[step]), 12)}${time.padStart(9)}`;
  return [line.trimEnd(), ...said.map(({ side, text }) => `          ${arrows[side]}${text}`)];
}

/** Han characters are two columns wide. */
function padded(text: string, columns: number): string {
  const width = Array.from(text).reduce((sum, character) => sum + (/\p{Script=Han}/u.test(character) ? 2 : 1), 0);
  return text + ' '.repeat(Math.max(1, columns - width));
}
