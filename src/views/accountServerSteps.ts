import type { AccountConfig, Endpoint, Security } from '../protocol/records.ts';
import { accountTexts } from '../texts/accounts.ts';
import type { Translate } from '../texts/translate.ts';
import type { FormState } from './accountFormState.ts';
import type { AccountPrompts, Answer, FormPlace, Step, StepOutcome } from './accountFormSteps.ts';
import {
  hostText,
  type IncomingService,
  incomingByHost,
  incomingOf,
  isThisComputer,
  type MailService,
  parseHost,
  securitiesFor,
  securityOfPort,
  usualPorts,
} from './accountServers.ts';

export interface ServerStepsOptions {
  readonly t: Translate;
  readonly prompts: AccountPrompts;
  readonly state: FormState;
  readonly title: string;
  /** Where to go once the servers are set. */
  readonly done: Step;
}

type Sending = 'same' | 'own' | 'none';
/** When mail that was fetched by POP3 goes from the server. */
type Keeping = 'untilDeleted' | 'days' | 'not' | 'always';
const keptDays = 14;

/** Setting the servers by hand: host and port, protection, user name; how to send, and with which secret. */
export class ServerSteps {
  readonly #options: ServerStepsOptions;

  constructor(options: ServerStepsOptions) {
    this.#options = options;
  }

  askIncoming: Step = (canGoBack) => this.#askHost(this.#incoming, canGoBack, this.askIncomingSecurity);

  askIncomingSecurity: Step = (canGoBack) => this.#askSecurity(this.#incoming, canGoBack, this.askKeeping);

  /** A POP3 server only hands mail out: what is to become of it there. */
  askKeeping: Step = async (canGoBack) => {
    const { t, prompts, state } = this.#options;
    const { pop3 } = state.config;
    if (this.#incoming === 'imap' || !pop3) return { next: this.askSignIn, stay: true };
    const answer = await prompts.pick<Keeping>({
      ...this.#place(canGoBack),
      prompt: t(accountTexts.keeping, { host: pop3.host }),
      choices: [
        { label: t(accountTexts.keepingUntilDeleted), value: 'untilDeleted' },
        { label: t(accountTexts.keepingDays, { days: keptDays }), value: 'days' },
        { label: t(accountTexts.keepingNot), value: 'not' },
        { label: t(accountTexts.keepingAlways), value: 'always' },
      ],
    });
    if (answer.kind !== 'value') return answer.kind;
    const { host, port, security, user } = pop3;
    const kept = { host, port, security, ...(user === undefined ? {} : { user }), ...rules[answer.value] };
    state.config = { ...state.config, pop3: kept };
    return { next: this.askSignIn };
  };

  /** Only a server on this computer may want none: a sandbox for the mail that programs send. */
  askSignIn: Step = async (canGoBack) => {
    const { t, prompts, state } = this.#options;
    const host = state.config[this.#incoming]?.host ?? '';
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
    const service = this.#incoming;
    const host = config[service]?.host ?? '';
    const answer = await prompts.text({
      ...this.#place(canGoBack),
      prompt: t(accountTexts.incomingUser, { host }),
      value: config[service]?.user ?? config.user ?? config.address,
    });
    if (answer.kind !== 'value') return answer.kind;
    const user = answer.value.trim();
    const { user: _before, ...rest } = config;
    const { user: _own, ...incoming } = config[service] ?? { host: '', port: 0, security: 'tls' as const };
    state.config = { ...rest, [service]: incoming, ...(user && user !== config.address ? { user } : {}) };
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

  async #askHost(service: MailService, canGoBack: boolean, next: Step): Promise<StepOutcome> {
    const { t, prompts, state } = this.#options;
    const before = state.config[service];
    const answer = await prompts.text({
      ...this.#place(canGoBack),
      prompt: t(service === 'smtp' ? accountTexts.outgoingHost : accountTexts.incomingHost),
      value: hostText(before, service),
      check: (text) => (parseHost(text) ? undefined : t(accountTexts.hostBad)),
    });
    if (answer.kind !== 'value') return answer.kind;
    const typed = parseHost(answer.value);
    if (!typed) return { next: service === 'smtp' ? this.askOutgoing : this.askIncoming, stay: true };
    const spoken = service === 'smtp' ? service : (incomingByHost(typed) ?? service);
    const security = securityOfPort(typed.port, spoken) ?? before?.security ?? 'tls';
    const port = typed.port ?? usualPorts[spoken][security];
    this.#set(spoken, { ...before, host: typed.host, port, security });
    return { next };
  }

  async #askSecurity(service: MailService, canGoBack: boolean, next: Step): Promise<StepOutcome> {
    const { state } = this.#options;
    const endpoint = state.config[service];
    if (!endpoint) return { next: service === 'smtp' ? this.askOutgoing : this.askIncoming, stay: true };
    const answer = await this.#pickSecurity(service, endpoint, canGoBack);
    if (answer.kind !== 'value') return answer.kind;
    if (answer.value === 'other') {
      const other = service === 'imap' ? 'pop3' : 'imap';
      const isUsual = endpoint.port === usualPorts[service][endpoint.security];
      this.#set(other, { ...endpoint, port: isUsual ? usualPorts[other][endpoint.security] : endpoint.port });
      return { next: this.askIncomingSecurity, stay: true };
    }
    const security = answer.value;
    this.#set(service, { ...endpoint, security, port: portFor(service, endpoint, security) });
    return { next };
  }

  get #incoming(): IncomingService {
    return incomingOf(this.#options.state.config);
  }

  /** An account has one incoming server: the other kind goes. */
  #set(service: MailService, endpoint: Endpoint): void {
    const { state } = this.#options;
    const { imap, pop3, ...rest } = state.config;
    if (service === 'smtp') state.config = { ...state.config, smtp: endpoint };
    else state.config = { ...rest, [service]: { ...(service === 'pop3' ? pop3 : imap), ...endpoint } };
  }

  #pickSecurity(service: MailService, endpoint: Endpoint, canGoBack: boolean): Promise<Answer<Security | 'other'>> {
    const { t, prompts } = this.#options;
    const known = securitiesFor(endpoint.host);
    const ordered = [endpoint.security, ...known.filter((one) => one !== endpoint.security)].filter((one) =>
      known.includes(one),
    );
    return prompts.pick<Security | 'other'>({
      ...this.#place(canGoBack),
      prompt: t(accountTexts.incomingSecurity, { host: endpoint.host }),
      choices: [
        ...ordered.map((value) => ({
          label: t(securityLabels[value]),
          detail: t(securityDetails[value], { port: portFor(service, endpoint, value) }),
          value,
        })),
        ...(service === 'smtp' ? [] : [{ ...otherKind(t, service), value: 'other' as const }]),
      ],
    });
  }

  #place(canGoBack: boolean): FormPlace {
    return { title: this.#options.title, canGoBack };
  }
}

function otherKind(t: Translate, service: IncomingService) {
  if (service === 'pop3') return { label: t(accountTexts.useImap), detail: t(accountTexts.useImapDetail) };
  return { label: t(accountTexts.usePop3), detail: t(accountTexts.usePop3Detail) };
}

/** What the settings say of each {@link Keeping}; the first is how it is without a word. */
const rules: { readonly [K in Keeping]: Omit<NonNullable<AccountConfig['pop3']>, keyof Endpoint> } = {
  untilDeleted: {},
  days: { deleteAfterDays: keptDays },
  not: { leaveOnServer: false },
  always: { deleteWhenDeletedHere: false },
};

/** A port that was typed stays; the usual one moves with the protection. */
function portFor(service: MailService, { port, security }: Endpoint, wanted: Security): number {
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
