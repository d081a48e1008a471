import { MailError } from '../../base/errors.ts';
import { findProviderByAddress, findProviderById, type Provider } from '../../mail/providers/find.ts';
import { explainRefusal, isTransient, type SignInAnswer } from '../../mail/providers/refusals.ts';
import type { AccountConfig } from '../../protocol/records.ts';

/** The provider that an account was set up with, or that its address belongs to. */
export function providerOf({ provider, address }: Pick<AccountConfig, 'provider' | 'address'>): Provider | undefined {
  return (provider ? findProviderById(provider) : undefined) ?? findProviderByAddress(address);
}

/**
 * A refusal to sign in with its cause, as far as the server's words and the provider tell: `auth.needsCode`,
 * `auth.serviceOff`, … with the provider's name and pages in the data. Other errors stay as they are.
 */
export function explainSignIn(error: MailError, config: AccountConfig, service: SignInAnswer['service']): MailError {
  if (error.code !== 'auth.refused') return error;
  const provider = providerOf(config);
  const answer = answerIn(error, service);
  const codeWanted = provider?.secret === 'code' || provider?.secret === 'app-password';
  return new MailError(explainRefusal(answer, provider?.id ?? '', codeWanted), {
    retry: isTransient(answer) ? 'later' : 'afterUser',
    cause: error,
    data: { ...error.data, ...providerData(provider) },
  });
}

/** True where another secret may help: not for a service that is off, too many tries, or a server that is busy. */
export function secretIsWrong({ code, retry }: MailError): boolean {
  return (code === 'auth.refused' || code === 'auth.needsCode') && retry !== 'later';
}

function answerIn({ data }: MailError, service: SignInAnswer['service']): SignInAnswer {
  const { serverSaid, responseCode, reply } = data;
  return {
    service,
    text: typeof serverSaid === 'string' ? serverSaid : '',
    responseCode: typeof responseCode === 'string' ? responseCode.toUpperCase() : '',
    reply: typeof reply === 'number' ? reply : 0,
  };
}

function providerData(provider: Provider | undefined): Record<string, string> {
  if (!provider) return {};
  const { id, name, secret, helpUrl, createUrl, enableUrl } = provider;
  return { provider: name, providerId: id, secretKind: secret, helpUrl, createUrl, enableUrl };
}
