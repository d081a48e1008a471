import type { Endpoint, Security } from '../protocol/records.ts';
import { accountTexts } from '../texts/accounts.ts';
import type { Translate } from '../texts/translate.ts';
import type { FormState } from './accountFormState.ts';
import type { AccountPrompts, Answer, FormPlace, Step, StepOutcome } from './accountFormSteps.ts';
import { hostText, isThisComputer, parseHost, securitiesFor, securityOfPort, usualPorts } from './accountServers.ts';

export interface ServerStepsOptions {
  readonly t: Translate;
  readonly prompts: AccountPrompts;
  readonly state: FormState;
  readonly title: string;
  /** Where to go once the servers are set. */
  readonly done: Step;
}

type Sending = 'same' | 'own' | 'none';

/** Setting the servers by hand: host and port, protection, user name; how to send, and with which secret. */
export class ServerSteps {
  readonly #options: ServerStepsOptions;

  constructor(options: ServerStepsOptions) {
    this.#options = options;
  }

  askIncoming: Step = (canGoBack) => this.#askHost('imap', canGoBack, this.askIncomingSecurity);

  askIncomingSecurity: Step = (canGoBack) => this.#askSecurity('imap', canGoBack, this.askSignIn);

  /** Only a server on this computer may want none: a sandbox for the mail that programs send. */
  askSignIn: Step = async (canGoBack) => {
    const { t, prompts, state } = this.#options;
    const host = state.config.imap?.host ?? '';
    if (!isThisComputer(host)) {
      state.config = { ...state.config, auth: 'password' };
      return { next: this.askUser, stay: true };
    }
    const answer = await prompts.pick<'password' | 'none'>({
      ...this.#place(canGoBack),
      prompt: t(accountTexts.signInKind, { host }),
      choices: [
        { label: t(accountTexts.signInYes), value: 'password' },
        { label: t(accountTexts.signInNo), value: 'none' },
      ],
    });
    if (answer.kind !== 'value') return answer.kind;
    state.config = { ...state.config, auth: answer.value };
    return { next: answer.value === 'none' ? this.askSending : this.askUser };
  };

  askUser: Step = async (canGoBack) => {
    const { t, prompts, state } = this.#options;
    const { config } = state;
    const host = config.imap?.host ?? '';
    const answer = await prompts.text({
      ...this.#place(canGoBack),
      prompt: t(accountTexts.incomingUser, { host }),
      value: config.imap?.user ?? config.user ?? config.address,
    });
    if (answer.kind !== 'value') return answer.kind;
    const user = answer.value.trim();
    const { user: _before, ...rest } = config;
    const { user: _own, ...imap } = config.imap ?? { host: '', port: 0, security: 'tls' as const };
    state.config = { ...rest, imap, ...(user && user !== config.address ? { user } : {}) };
    return { next: this.askSending };
  };

  askSending: Step = async (canGoBack) => {
    const { t, prompts, state } = this.#options;
    const answer = await prompts.pick<Sending>({
      ...this.#place(canGoBack),
      prompt: t(accountTexts.outgoingKind),
      choices: [
        { label: t(accountTexts.outgoingSame), value: 'same' },
        { label: t(accountTexts.outgoingOwn), value: 'own' },
        { label: t(accountTexts.outgoingNone), value: 'none' },
      ],
    });
    if (answer.kind !== 'value') return answer.kind;
    const { smtpOwnSecret: _own, smtp, ...rest } = state.config;
    if (answer.value === 'none') {
      state.config = rest;
      return { next: this.#options.done };
    }
    const kept = smtp && answer.value === 'same' ? withoutUser(smtp) : smtp;
    state.config = {
      ...rest,
      ...(kept ? { smtp: kept } : {}),
      ...(answer.value === 'own' ? { smtpOwnSecret: true } : {}),
    };
    return { next: this.askOutgoing };
  };

  askOutgoing: Step = (canGoBack) => this.#askHost('smtp', canGoBack, this.askOutgoingSecurity);

  askOutgoingSecurity: Step = (canGoBack) =>
    this.#askSecurity(
      'smtp',
      canGoBack,
      this.#options.state.config.smtpOwnSecret ? this.askSmtpUser : this.#options.done,
    );

  askSmtpUser: Step = async (canGoBack) => {
    const { t, prompts, state } = this.#options;
    const { smtp, user, address } = state.config;
    if (!smtp) return { next: this.askOutgoing, stay: true };
    const answer = await prompts.text({
      ...this.#place(canGoBack),
      prompt: t(accountTexts.incomingUser, { host: smtp.host }),
      value: smtp.user ?? user ?? address,
    });
    if (answer.kind !== 'value') return answer.kind;
    const own = answer.value.trim();
    state.config = { ...state.config, smtp: { ...withoutUser(smtp), ...(own ? { user: own } : {}) } };
    return { next: this.#options.done };
  };

  async #askHost(service: 'imap' | 'smtp', canGoBack: boolean, next: Step): Promise<StepOutcome> {
    const { t, prompts, state } = this.#options;
    const before = state.config[service];
    const answer = await prompts.text({
      ...this.#place(canGoBack),
      prompt: t(service === 'imap' ? accountTexts.incomingHost : accountTexts.outgoingHost),
      value: hostText(before, service),
      check: (text) => (parseHost(text) ? undefined : t(accountTexts.hostBad)),
    });
    if (answer.kind !== 'value') return answer.kind;
    const typed = parseHost(answer.value);
    if (!typed) return { next: service === 'imap' ? this.askIncoming : this.askOutgoing, stay: true };
    const security = securityOfPort(typed.port, service) ?? before?.security ?? 'tls';
    const port = typed.port ?? usualPorts[service][security];
    state.config = { ...state.config, [service]: { ...before, host: typed.host, port, security } };
    return { next };
  }

  async #askSecurity(service: 'imap' | 'smtp', canGoBack: boolean, next: Step): Promise<StepOutcome> {
    const { state } = this.#options;
    const endpoint = state.config[service];
    if (!endpoint) return { next: service === 'imap' ? this.askIncoming : this.askOutgoing, stay: true };
    const answer = await this.#pickSecurity(service, endpoint, canGoBack);
    if (answer.kind !== 'value') return answer.kind;
    const security = answer.value;
    state.config = {
      ...state.config,
      [service]: { ...endpoint, security, port: portFor(service, endpoint, security) },
    };
    return { next };
  }

  #pickSecurity(service: 'imap' | 'smtp', endpoint: Endpoint, canGoBack: boolean): Promise<Answer<Security>> {
    const { t, prompts } = this.#options;
    const known = securitiesFor(endpoint.host);
    const ordered = [endpoint.security, ...known.filter((one) => one !== endpoint.security)].filter((one) =>
      known.includes(one),
    );
    return prompts.pick<Security>({
      ...this.#place(canGoBack),
      prompt: t(accountTexts.incomingSecurity, { host: endpoint.host }),
      choices: ordered.map((value) => ({
        label: t(securityLabels[value]),
        detail: t(securityDetails[value], { port: portFor(service, endpoint, value) }),
        value,
      })),
    });
  }

  #place(canGoBack: boolean): FormPlace {
    return { title: this.#options.title, canGoBack };
  }
}

/** A port that was typed stays; the usual one moves with the protection. */
function portFor(service: 'imap' | 'smtp', { port, security }: Endpoint, wanted: Security): number {
  return port === usualPorts[service][security] ? usualPorts[service][wanted] : port;
}

function withoutUser({ host, port, security }: Endpoint): Endpoint {
  return { host, port, security };
}

const securityLabels = {
  tls: accountTexts.securityTls,
  starttls: accountTexts.securityStarttls,
  none: accountTexts.securityNone,
} as const;

const securityDetails: { readonly [S in Security]: string } = {
  tls: accountTexts.securityTlsDetail,
  starttls: accountTexts.securityStarttlsDetail,
  none: accountTexts.securityNoneDetail,
};
