import { isMailError, toMailError } from '../base/errors.ts';
import type { EngineCaller } from '../host/engineConnection.ts';
import { describeError } from '../host/errorNotice.ts';
import type { ResultOf } from '../protocol/method.ts';
import { smtpClose } from '../protocol/methods/smtpClose.ts';
import { smtpOpen } from '../protocol/methods/smtpOpen.ts';
import { smtpSay } from '../protocol/methods/smtpSay.ts';
import type { AccountRecord } from '../protocol/records.ts';
import { outboxTexts } from '../texts/outbox.ts';
import { smtpTexts } from '../texts/smtp.ts';
import type { Translate } from '../texts/translate.ts';
import { arrows } from './dialogueText.ts';
import { LineEditor } from './lineEditor.ts';
import { explainLine } from './smtpWords.ts';

export interface SmtpConsoleOptions {
  readonly engine: EngineCaller;
  readonly account: AccountRecord;
  readonly t: Translate;
  /** Writes to the terminal. */
  readonly write: (text: string) => void;
}

type State = Omit<ResultOf<typeof smtpSay>, 'lines'>;

const grey = (text: string) => `\u001b[90m${text}\u001b[0m`;
const bold = (text: string) => `\u001b[1m${text}\u001b[0m`;
const coloured = (code: string, text: string) => {
  const colour = { '2': 32, '3': 36, '4': 33, '5': 31 }[code];
  return colour === undefined ? text : `\u001b[${colour}m${text}\u001b[0m`;
};

/** An SMTP session step by step: a person types a command, sees it on the wire, the answer and what both mean. */
export class SmtpConsole {
  readonly #options: SmtpConsoleOptions;
  readonly #editor: LineEditor;
  readonly #abort = new AbortController();
  #session: string | undefined;
  #state: State | undefined;
  #said: string[] = [];
  #busy = false;
  /** Not yet read by the editor. */
  #typed = '';

  constructor(options: SmtpConsoleOptions) {
    this.#options = options;
    this.#editor = new LineEditor({
      write: options.write,
      complete: () => this.#next(),
      onLine: (line) => void this.#enter(line),
    });
  }

  async open(): Promise<void> {
    const { t, account } = this.#options;
    this.#tell(bold(t(outboxTexts.consoleTitle, { address: account.config.address })));
    this.#tell(grey(t(outboxTexts.consoleHint)));
    await this.#connect();
  }

  /** Characters as the terminal hands them over. */
  input(data: string): void {
    this.#typed += data;
    this.#read();
  }

  dispose(): void {
    this.#abort.abort();
    if (this.#session) void this.#options.engine.call(smtpClose, { session: this.#session }).catch(() => {}); // It ends by itself.
  }

  async #connect(): Promise<void> {
    const { engine, account, t } = this.#options;
    const { host = '', port = 0 } = account.config.smtp ?? {};
    this.#tell(grey(t(outboxTexts.consoleConnecting, { server: `${host}:${port}` })));
    await this.#ask(async () => {
      const { session, ...result } = await engine.call(smtpOpen, { account: account.id }, this.#signal());
      this.#session = session;
      this.#said = [];
      return result;
    });
  }

  async #enter(line: string): Promise<void> {
    const { engine, t } = this.#options;
    const word = line.trim().toLowerCase();
    if (!this.#state?.inData && word === 'help') return this.#help();
    if (!this.#state?.isOpen) {
      if (word === 'connect' || word === '') return this.#connect();
      this.#tell(grey(t(outboxTexts.consoleClosed)));
      return this.#prompt();
    }
    if (!this.#state.inData && word === '') return this.#prompt();
    const session = this.#session ?? '';
    this.#said.push(line.trim().toUpperCase());
    await this.#ask(() => engine.call(smtpSay, { session, line }, this.#signal()));
  }

  async #ask(question: () => Promise<ResultOf<typeof smtpSay>>): Promise<void> {
    const { t } = this.#options;
    this.#busy = true;
    try {
      const { lines, ...state } = await question();
      this.#state = state;
      const asked = lines.find(({ side }) => side === 'client');
      for (const line of lines) this.#show(line, asked?.at ?? line.at);
      if (!state.isOpen) this.#tell(grey(t(outboxTexts.consoleClosed)));
    } catch (error) {
      if (isMailError(error, 'engine.cancelled')) return;
      const coded = toMailError(error);
      this.#tell(coloured('5', describeError(t, coded).sentence));
      const lost = /^(net\.(?!plaintext)|account|engine|store)/.test(coded.code);
      if (lost) this.#state = undefined;
    } finally {
      this.#busy = false;
    }
    this.#prompt();
  }

  #show(line: ResultOf<typeof smtpSay>['lines'][number], askedAt: number): void {
    const words = explainLine(this.#options.t, line);
    const code = line.side === 'server' ? (line.text[0] ?? '') : '';
    const time = line.side === 'server' ? grey(` ${line.at - askedAt} ms`) : '';
    this.#tell(`${grey(arrows[line.side])} ${coloured(code, line.text)}${time}${words ? grey(`  # ${words}`) : ''}`);
  }

  #help(): void {
    const { t } = this.#options;
    for (const name of ['EHLO', 'STARTTLS', 'AUTH', 'MAIL', 'RCPT', 'DATA', 'RSET', 'VRFY', 'NOOP', 'QUIT'] as const)
      this.#tell(`${bold(examples[name].padEnd(28))}${t(smtpTexts.commands[name])}`);
    this.#prompt();
  }

  /** What usually comes next, for Tab: a person who does not know SMTP is led through a mail to themselves. */
  #next(): string {
    const state = this.#state;
    const { address } = this.#options.account.config;
    if (!state?.isOpen) return 'CONNECT';
    if (state.inData) return this.#said.at(-1) === 'DATA' ? `Subject: SMTP by hand` : '.';
    const offers = (name: string) => state.offered.some((one) => one.toUpperCase().startsWith(name));
    if (state.offered.length === 0) return 'EHLO [127.0.0.1]';
    if (offers('STARTTLS') && !state.isSecure) return 'STARTTLS';
    const has = (verb: string) => this.#said.some((line) => line.startsWith(verb));
    if (offers('AUTH') && !has('AUTH') && this.#options.account.config.auth !== 'none') return 'AUTH';
    if (this.#said.includes('.')) return 'QUIT';
    if (!has('MAIL')) return `MAIL FROM:<${address}>`;
    return has('RCPT') ? 'DATA' : `RCPT TO:<${address}>`;
  }

  #prompt(): void {
    const next = this.#next();
    this.#editor.prompt(this.#state?.inData ? '| ' : '> ', next);
    this.#read();
  }

  /** Up to the next line's end: what was typed or pasted behind it waits for the answer. */
  #read(): void {
    while (!this.#busy && this.#typed !== '') {
      const end = /\r\n?|\n/.exec(this.#typed);
      const taken = end ? end.index + end[0].length : this.#typed.length;
      const data = this.#typed.slice(0, taken);
      this.#typed = this.#typed.slice(taken);
      this.#editor.input(data);
    }
  }

  #tell(text: string): void {
    this.#options.write(`${text}\r\n`);
  }

  #signal() {
    return { signal: this.#abort.signal };
  }
}

const examples = {
  EHLO: 'EHLO [127.0.0.1]',
  STARTTLS: 'STARTTLS',
  AUTH: 'AUTH',
  MAIL: 'MAIL FROM:<me@example.org>',
  RCPT: 'RCPT TO:<you@example.org>',
  DATA: 'DATA',
  RSET: 'RSET',
  VRFY: 'VRFY someone',
  NOOP: 'NOOP',
  QUIT: 'QUIT',
} as const;
