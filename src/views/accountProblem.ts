import { describeError } from '../host/errorNotice.ts';
import type { Failure, ServiceCheck } from '../protocol/records.ts';
import { accountTexts } from '../texts/accounts.ts';
import { providerName } from '../texts/providerNames.ts';
import type { Translate } from '../texts/translate.ts';
import type { LookupProvider } from './accountFormState.ts';

export type ProblemAction = 'again' | 'retype' | 'edit' | 'getCode' | 'switchOn' | 'receiveOnly' | 'details';

export interface CheckResult {
  readonly incoming: ServiceCheck;
  readonly outgoing: ServiceCheck | null;
}

/** What failed in a check: one sentence (two where the servers differ), what mends it, the servers' own words. */
export interface CheckProblem {
  readonly message: string;
  readonly actions: readonly { readonly label: string; readonly value: ProblemAction }[];
  readonly details: string;
  /** The secret itself was refused: it is typed again rather than sent again. */
  readonly secretRefused: boolean;
}

/** Null when both servers accepted the sign-in. */
export function problemOf(
  t: Translate,
  { incoming, outgoing }: CheckResult,
  provider: LookupProvider | null,
): CheckProblem | null {
  const failures = [incoming.failure, outgoing?.failure ?? null].filter((one) => one !== null);
  const [first] = failures;
  if (!first) return null;
  const secretRefused = failures.some(({ code }) => code === 'auth.refused' || code === 'auth.needsCode');
  return {
    message: sentence(t, incoming.failure, outgoing?.failure ?? null, provider),
    actions: actionsFor(failures, provider, incoming.ok).map((value) => ({
      label: label(t, value, provider),
      value,
    })),
    details: [detailsOf(t, incoming), outgoing ? detailsOf(t, outgoing) : ''].filter(Boolean).join('\n\n'),
    secretRefused,
  };
}

/** Both servers usually fail for one reason; then it is told once. */
function sentence(
  t: Translate,
  incoming: Failure | null,
  outgoing: Failure | null,
  provider: LookupProvider | null,
): string {
  const receiving = incoming && failureText(t, incoming, provider);
  const sending = outgoing && failureText(t, outgoing, provider);
  if (receiving && sending && incoming.code === outgoing.code) return receiving;
  const parts = [
    receiving && t(accountTexts.incomingFailed, { problem: receiving }),
    sending && t(accountTexts.outgoingFailed, { problem: sending }),
  ];
  return parts.filter(Boolean).join(' ');
}

/** The provider's own way is told in its words: a code that is refused is wrong, or was never one. */
function failureText(t: Translate, failure: Failure, provider: LookupProvider | null): string {
  const { data } = failure;
  if (failure.code === 'auth.needsCode' && provider) {
    const askedForCode = /authori[sz]ation code|授权码/i.test(String(data['serverSaid'] ?? ''));
    if (provider.auth === 'app-password')
      return t(accountTexts.refusedAppPassword, { provider: providerName(t, provider) });
    if (provider.auth === 'code' && !askedForCode)
      return t(accountTexts.refusedCode, { provider: providerName(t, provider) });
  }
  return describeError(t, failure).sentence;
}

function actionsFor(
  failures: readonly Failure[],
  provider: LookupProvider | null,
  incomingOk: boolean,
): readonly ProblemAction[] {
  const codes = new Set(failures.map(({ code }) => code));
  const secretRefused = codes.has('auth.refused') || codes.has('auth.needsCode');
  const actions: readonly (ProblemAction | false)[] = [
    secretRefused && !!provider?.createUrl && provider.auth !== 'password' && 'getCode',
    codes.has('auth.serviceOff') && !!provider?.enableUrl && 'switchOn',
    secretRefused ? 'retype' : 'again',
    'edit',
    incomingOk && 'receiveOnly',
    'details',
  ];
  return actions.filter((one) => one !== false);
}

function label(t: Translate, action: ProblemAction, provider: LookupProvider | null): string {
  if (action === 'getCode' && provider?.auth === 'app-password') return t(accountTexts.getAppPassword);
  return t(labels[action]);
}

const labels = {
  again: accountTexts.tryAgain,
  retype: accountTexts.typeAgain,
  edit: accountTexts.editSettings,
  getCode: accountTexts.getCode,
  switchOn: accountTexts.switchOn,
  receiveOnly: accountTexts.receiveOnly,
  details: accountTexts.details,
} as const satisfies { readonly [A in ProblemAction]: string };

/** The server's own words are here and nowhere else. */
function detailsOf(t: Translate, { failure, serverSaid }: ServiceCheck): string {
  if (!failure) return '';
  const { details } = describeError(t, failure);
  return serverSaid && !details.includes(serverSaid) ? `${details}\n\n${serverSaid}` : details;
}
