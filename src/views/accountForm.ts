/** "Add Account" and "Edit Account" as a state machine over plain data: asks by {@link AccountPrompts}, so that tests play a person. */
import { isMailError, type MailError } from '../base/errors.ts';
import { describeError } from '../host/errorNotice.ts';
import type { AccountConfig, ServiceCheck } from '../protocol/records.ts';
import { accountTexts } from '../texts/accounts.ts';
import { providerName } from '../texts/providerNames.ts';
import type { Translate } from '../texts/translate.ts';
import type { FormState, LookupProvider, LookupResult } from './accountFormState.ts';
import type { AccountPrompts, FormChoice, FormLink, FormPlace, Step, StepOutcome } from './accountFormSteps.ts';
import { runSteps } from './accountFormSteps.ts';
import { type CheckResult, type ProblemAction, problemOf } from './accountProblem.ts';
import { ServerSteps } from './accountServerSteps.ts';
import { serversText } from './accountServers.ts';

/** What the form needs of the engine. */
export interface AccountServices {
  lookup(address: string, options: { readonly signal: AbortSignal }): Promise<LookupResult>;
  check(state: FormState, options: { readonly signal: AbortSignal }): Promise<CheckResult>;
  /** Stores the account and its secrets; tells what went wrong by itself. */
  save(state: FormState): Promise<void>;
}

export interface AccountFormOptions {
  readonly t: Translate;
  readonly prompts: AccountPrompts;
  readonly services: AccountServices;
  /** A date for the certificate question, in the reader's form. */
  readonly formatDate: (ms: number) => string;
}

/** Asks for a new account and stores it once both servers accept the sign-in. False when the person left. */
export function addAccountForm(options: AccountFormOptions, address = ''): Promise<boolean> {
  const form = new AccountForm(options, newState(address), options.t(accountTexts.addTitle));
  return runSteps(form.askAddress);
}

/** Asks for the secret of an account that is there, checks it and saves. */
export function signInForm(options: AccountFormOptions, state: FormState, name: string): Promise<boolean> {
  const form = new AccountForm(options, state, name);
  return runSteps(form.askSecret);
}

/**
 * Checks and saves settings that were changed, with the same mends as for a new account. `askSmtpSecret`: sending wants a
 * secret of its own since the change, which nobody knows yet.
 */
export function checkAndSave(
  options: AccountFormOptions,
  state: FormState,
  { name, askSmtpSecret }: { readonly name: string; readonly askSmtpSecret: boolean },
): Promise<boolean> {
  const form = new AccountForm(options, state, name);
  return runSteps(askSmtpSecret ? form.askSmtpSecret : form.check);
}

export function newState(address: string): FormState {
  return { config: { address, name: '', auth: 'password' }, provider: null, secret: undefined, smtpSecret: undefined };
}

const totalSteps = 4;

type ProviderChoice = 'use' | 'help' | 'byHand' | 'other';

class AccountForm {
  readonly #options: AccountFormOptions;
  readonly #state: FormState;
  readonly #title: string;
  readonly #servers: ServerSteps;
  #found: LookupResult = { provider: null, source: 'none', config: null };

  constructor(options: AccountFormOptions, state: FormState, title: string) {
    this.#options = options;
    this.#state = state;
    this.#title = title;
    this.#servers = new ServerSteps({ ...options, state, title, done: this.askName });
  }

  askAddress: Step = async (canGoBack) => {
    const { t, prompts } = this.#options;
    const answer = await prompts.text({
      ...this.#place(1, canGoBack),
      prompt: t(accountTexts.addressPrompt),
      placeholder: t(accountTexts.addressPlaceholder),
      value: this.#state.config.address,
      check: (text) => (/^\s*\S+@\S+\s*$/.test(text) ? undefined : t(accountTexts.addressBad)),
    });
    if (answer.kind !== 'value') return answer.kind;
    const address = answer.value.trim();
    this.#state.config = { address, name: this.#state.config.name, auth: 'password' };
    return this.#lookUp(address);
  };

  /** Tells who was recognised and what is wanted before anything secret is typed. */
  askProvider: Step = async (canGoBack) => {
    const { t, prompts } = this.#options;
    const { provider } = this.#found;
    const answer = await prompts.pick<ProviderChoice>({
      ...this.#place(2, canGoBack),
      links: this.#links(),
      prompt: provider ? wanted(t, provider) : t(accountTexts.unknownDomain, { domain: this.#domain() }),
      choices: this.#providerChoices(),
    });
    if (answer.kind !== 'value') return answer.kind;
    if (answer.value === 'help') {
      await prompts.open(provider?.createUrl || provider?.helpUrl || '');
      return { next: this.askProvider, stay: true };
    }
    if (answer.value === 'other') return { next: this.askAddress };
    if (answer.value === 'byHand') {
      this.#state.config = { ...this.#found.config, ...this.#state.config, ...guessOf(this.#found.config) };
      return { next: this.#servers.askIncoming };
    }
    if (this.#found.config) this.#state.config = { ...this.#found.config, name: this.#state.config.name };
    this.#state.provider = provider;
    return { next: this.askName };
  };

  askName: Step = async (canGoBack) => {
    const { t, prompts } = this.#options;
    const answer = await prompts.text({
      ...this.#place(3, canGoBack),
      prompt: t(accountTexts.namePrompt),
      placeholder: t(accountTexts.namePlaceholder),
      value: this.#state.config.name,
    });
    if (answer.kind !== 'value') return answer.kind;
    this.#state.config = { ...this.#state.config, name: answer.value.trim() };
    return { next: this.#state.config.auth === 'none' ? this.check : this.askSecret };
  };

  askSecret: Step = async (canGoBack) => {
    const { t, prompts } = this.#options;
    const { config, provider } = this.#state;
    const answer = await prompts.text({
      ...this.#place(4, canGoBack),
      links: this.#links(),
      password: true,
      prompt: `${t(secretLabels[provider?.auth ?? 'password'], { user: config.user ?? config.address })} ${t(accountTexts.secretStored)}`,
      check: (text) => (text ? undefined : t(accountTexts.secretEmpty)),
    });
    if (answer.kind !== 'value') return answer.kind;
    this.#state.secret = withoutBlanks(answer.value, provider);
    return { next: config.smtp && config.smtpOwnSecret ? this.askSmtpSecret : this.check };
  };

  askSmtpSecret: Step = async (canGoBack) => {
    const { t, prompts } = this.#options;
    const { smtp, user, address } = this.#state.config;
    const values = { user: smtp?.user ?? user ?? address, host: smtp?.host ?? '' };
    const answer = await prompts.text({
      ...this.#place(4, canGoBack),
      password: true,
      prompt: t(accountTexts.smtpPasswordOf, values),
      check: (text) => (text ? undefined : t(accountTexts.secretEmpty)),
    });
    if (answer.kind !== 'value') return answer.kind;
    this.#state.smtpSecret = answer.value;
    return { next: this.check };
  };

  check: Step = async () => {
    const { t, prompts, services } = this.#options;
    const { imap, smtp } = this.#state.config;
    const names = { incoming: imap?.host ?? '', outgoing: smtp?.host ?? '' };
    const title = smtp ? t(accountTexts.checking, names) : t(accountTexts.checkingOne, names);
    try {
      const result = await prompts.work(title, (options) => services.check(this.#state, options));
      if (await this.#askCertificates(result)) return { next: this.check, stay: true };
      const problem = problemOf(t, result, this.#state.provider);
      if (problem) return this.#mend(problem);
    } catch (error) {
      if (isMailError(error, 'engine.cancelled'))
        return { next: this.#state.secret === undefined ? this.askName : this.askSecret, stay: true };
      if (isMailError(error, 'account.badAddress')) return this.#tell(error, this.askAddress);
      if (isMailError(error, 'account.badConfig', 'net.plaintextRefused'))
        return this.#tell(error, this.#servers.askIncoming);
      throw error;
    }
    await services.save(this.#state);
    return 'done';
  };

  async #lookUp(address: string): Promise<StepOutcome> {
    const { t, prompts, services } = this.#options;
    const title = t(accountTexts.lookingUp, { domain: this.#domain() });
    try {
      this.#found = await prompts.work(title, (options) => services.lookup(address, options));
    } catch (error) {
      if (isMailError(error, 'account.badAddress')) return this.#tell(error, this.askAddress);
      if (!isMailError(error, 'engine.cancelled')) throw error;
      this.#found = { provider: null, source: 'none', config: null }; // The servers can still be set by hand.
    }
    this.#state.provider = this.#found.provider;
    return { next: this.askProvider };
  }

  #providerChoices(): readonly FormChoice<ProviderChoice>[] {
    const { t } = this.#options;
    const { provider, source, config } = this.#found;
    const choices: FormChoice<ProviderChoice>[] = [];
    if (config && provider?.passwordWorks !== false)
      choices.push({
        label: provider ? t(accountTexts.useProvider, { provider: providerName(t, provider) }) : t(useLabels[source]),
        description: serversText(t, config),
        detail: this.#sourceDetail(),
        value: 'use',
      });
    if (provider?.createUrl || provider?.helpUrl)
      choices.push({
        label: provider.passwordWorks
          ? t(accountTexts.whereToGet)
          : t(accountTexts.readMore, { provider: providerName(t, provider) }),
        description: hostOf(provider.createUrl || provider.helpUrl),
        value: 'help',
      });
    if (provider?.passwordWorks === false) choices.push({ label: t(accountTexts.otherAddress), value: 'other' });
    choices.push({ label: t(accountTexts.byHand), value: 'byHand' });
    return choices;
  }

  #sourceDetail(): string {
    const { t } = this.#options;
    const { provider, source } = this.#found;
    const domain = this.#domain();
    if (provider) return ''; // What it wants stands above.
    if (source === 'srv') return t(accountTexts.foundBySrv, { domain });
    if (source === 'autoconfig') return t(accountTexts.foundByAutoconfig, { domain });
    return t(accountTexts.useGuessDetail);
  }

  /** Pages that help with what is asked, as buttons in the question's title bar. */
  #links(): readonly FormLink[] {
    const { t } = this.#options;
    const { provider } = this.#state;
    if (!provider) return [];
    const { createUrl, enableUrl, mustSwitchOn } = provider;
    const links = [
      { label: t(accountTexts.whereToGet), url: createUrl },
      { label: t(accountTexts.howToSwitchOn), url: mustSwitchOn && enableUrl !== createUrl ? enableUrl : '' },
    ];
    return links.filter(({ url }) => url !== '');
  }

  /** Shows a certificate that does not verify. True once one was trusted: then the check runs again. */
  async #askCertificates({ incoming, outgoing }: CheckResult): Promise<boolean> {
    for (const certificate of [incoming.certificate, outgoing?.certificate ?? null]) {
      if (!certificate) continue;
      if (!(await this.#askCertificate(certificate))) return false;
      const { host, port, fingerprint256 } = certificate;
      const others = (this.#state.config.trustedCertificates ?? []).filter(
        (one) => one.host !== host || one.port !== port,
      );
      this.#state.config = {
        ...this.#state.config,
        trustedCertificates: [...others, { host, port, fingerprint256 }],
      };
    }
    return incoming.certificate !== null || (outgoing?.certificate ?? null) !== null;
  }

  async #askCertificate(certificate: NonNullable<ServiceCheck['certificate']>): Promise<boolean> {
    const { t, prompts, formatDate } = this.#options;
    const { host, port, subject, issuer, validFrom, validTo, fingerprint256 } = certificate;
    const detail = t(accountTexts.certificateDetail, {
      ...{ host, port, subject, issuer, from: formatDate(validFrom), to: formatDate(validTo) },
      fingerprint: fingerprint256,
    });
    const actions = [{ label: t(accountTexts.certificateTrust), value: true }];
    return (await prompts.decide(t(accountTexts.certificateQuestion, { host }), detail, actions)) === true;
  }

  /** Tells what cannot be asked of a server at all, and goes where it is mended. */
  async #tell(error: MailError, next: Step): Promise<StepOutcome> {
    const { t, prompts } = this.#options;
    const actions = [{ label: t(accountTexts.editSettings), value: true }];
    const goOn = await prompts.problem({ message: describeError(t, error).sentence, actions });
    return goOn ? { next, stay: true } : 'cancelled';
  }

  /** Tells what failed until the person chooses a way on. */
  async #mend(problem: NonNullable<ReturnType<typeof problemOf>>): Promise<StepOutcome> {
    const { prompts } = this.#options;
    const { provider } = this.#state;
    const action = await prompts.problem<ProblemAction>(problem);
    switch (action) {
      case 'again':
        return { next: this.check, stay: true };
      case 'retype':
        return { next: this.askSecret, stay: true };
      case 'edit':
        return { next: this.#servers.askIncoming, stay: true };
      case 'receiveOnly': {
        const { smtp: _sending, smtpOwnSecret: _own, ...receiving } = this.#state.config;
        this.#state.config = receiving;
        return { next: this.check, stay: true };
      }
      case 'getCode':
        await prompts.open(provider?.createUrl ?? '');
        return { next: this.askSecret, stay: true };
      case 'switchOn':
        await prompts.open(provider?.enableUrl ?? '');
        return this.#mend(problem);
      case 'details':
        await prompts.details(problem.details);
        return this.#mend(problem);
      default:
        return 'cancelled';
    }
  }

  #place(step: number, canGoBack: boolean): FormPlace {
    return { title: this.#title, step, totalSteps, canGoBack };
  }

  #domain(): string {
    const { address } = this.#state.config;
    return address.slice(address.lastIndexOf('@') + 1);
  }
}

const secretLabels = {
  password: accountTexts.passwordOf,
  'app-password': accountTexts.appPasswordOf,
  code: accountTexts.codeOf,
  oauth2: accountTexts.passwordOf,
} as const;

const useLabels = {
  table: accountTexts.useFound,
  srv: accountTexts.useFound,
  autoconfig: accountTexts.useFound,
  guess: accountTexts.useGuess,
  none: accountTexts.useGuess,
} as const;

/** What has to be done first, and what is typed then: both stand where long sentences wrap. */
function wanted(t: Translate, known: LookupProvider): string {
  const provider = providerName(t, known);
  const sentence = t(secretSentence(known), { provider });
  return known.mustSwitchOn && known.passwordWorks ? `${sentence} ${t(accountTexts.mustSwitchOn)}` : sentence;
}

function secretSentence({ auth, alternative }: LookupProvider) {
  if (auth === 'oauth2') return accountTexts.wantsOauth;
  if (auth === 'code') return accountTexts.wantsCode;
  if (auth === 'app-password') return accountTexts.wantsAppPassword;
  if (alternative === 'code') return accountTexts.wantsPasswordOrCode;
  return alternative ? accountTexts.wantsPasswordOr : accountTexts.wantsPassword;
}

/** Codes and app passwords are shown in groups; the blanks that come along when they are copied are no part of them. */
function withoutBlanks(secret: string, provider: LookupProvider | null): string {
  const made = provider?.auth === 'code' || provider?.auth === 'app-password';
  return made ? secret.replace(/\s+/g, '') : secret;
}

function guessOf(config: AccountConfig | null): Partial<AccountConfig> {
  if (!config) return {};
  const { imap, smtp } = config;
  return { ...(imap ? { imap } : {}), ...(smtp ? { smtp } : {}) };
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : '';
}
