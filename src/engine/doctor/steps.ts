import type { Clock } from '../../base/clock.ts';
import type { MailError } from '../../base/errors.ts';
import { Redactor } from '../../base/redactor.ts';
import { isIpAddress } from '../../mail/net/endpoint.ts';
import type { WireStage, WireTap } from '../../mail/net/wireTap.ts';
import type { DiagnosisStep, Endpoint } from '../../protocol/records.ts';
import { diagnosisSaidMaxLines } from '../limits.ts';

type StepName = DiagnosisStep['step'];
type Said = DiagnosisStep['said'][number];

/** Follows one connection and cuts it into steps: when each was done and what was said until then. */
export class StepRecorder implements WireTap {
  readonly #clock: Clock;
  readonly #order: readonly StepName[];
  readonly #redactor: Redactor;
  readonly #beganAt: number;
  readonly #onStep: (step: StepName) => void;
  readonly #doneAt = new Map<StepName, number>();
  readonly #said = new Map<StepName, Said[]>();
  #startTlsAgreed = false;
  #startTlsSaid = false;
  #refusals = 0;

  constructor(
    { host, security }: Pick<Endpoint, 'host' | 'security'>,
    options: {
      readonly clock: Clock;
      readonly secrets: readonly string[];
      readonly onStep: (step: StepName) => void;
    },
  ) {
    this.#clock = options.clock;
    this.#redactor = new Redactor(options.secrets);
    this.#onStep = options.onStep;
    this.#beganAt = options.clock.now();
    this.#order = orders[security];
    if (isIpAddress(host)) this.#doneAt.set('dns', this.#beganAt); // Nothing to look up.
  }

  /** The step that is under way; the last once all are done. */
  get current(): StepName {
    return this.#order.find((step) => !this.#doneAt.has(step)) ?? 'login';
  }

  /** Everything that the server said. */
  get serverSaid(): string {
    const lines = this.#order.flatMap((step) => this.#said.get(step) ?? []);
    return lines
      .filter(({ side }) => side === 'server')
      .map(({ text }) => text)
      .join('\n');
  }

  stage(stage: WireStage): void {
    if (stage.stage === 'resolved') {
      this.#note('dns', stage.address);
      this.#done('dns');
    } else if (stage.stage === 'refusedAt') {
      this.#refusals++;
      this.#note('tcp', stage.address);
    } else if (stage.stage === 'connected') {
      this.#done('dns');
      if (stage.address) this.#note('tcp', stage.address);
      this.#done('tcp');
    } else if (stage.stage === 'secured') {
      this.#note('tls', `${stage.protocol} ${stage.cipher}`);
      this.#done('tls');
    }
  }

  client(line: string): void {
    // nodemailer upgrades without a word: the next thing it says is said under TLS (RFC 3207 §4.2).
    if (this.#startTlsAgreed) this.#done('tls');
    this.#startTlsAgreed = false;
    this.#startTlsSaid = /^(\S+ )?STARTTLS$/i.test(line);
    this.#say(this.current, 'client', this.#redactor.client(line));
  }

  server(line: string): void {
    if (this.#startTlsSaid && /^220 /.test(line)) this.#startTlsAgreed = true;
    this.#say(this.current, 'server', this.#redactor.server(line));
    if (this.current === 'greeting' && !/^220-/.test(line)) this.#done('greeting');
  }

  row(): void {}

  /** The steps as they went; `failure` ended the one that it belongs to. */
  result(failure: MailError | undefined): {
    readonly steps: readonly DiagnosisStep[];
    readonly failed: StepName | null;
  } {
    const endedAt = this.#clock.now();
    const failed = failure ? this.#stepOf(failure) : null;
    let from = this.#beganAt;
    const at = failed === null ? this.#order.length : this.#order.indexOf(failed);
    const steps = this.#order.map((step, index): DiagnosisStep => {
      const said = this.#said.get(step) ?? [];
      if (index > at) return { step, state: 'skipped', ms: 0, said };
      const until = index === at ? endedAt : (this.#doneAt.get(step) ?? endedAt);
      const ms = Math.max(0, Math.round(until - from));
      from = until;
      return { step, state: index === at ? 'failed' : 'ok', ms, said };
    });
    return { steps, failed };
  }

  /** A certificate is judged after the handshake, a refused sign-in is one wherever it was said; else the step under way. */
  #stepOf({ code }: MailError): StepName {
    const belongsTo = stepsByCode.find(([pattern]) => pattern.test(code))?.[1];
    if (belongsTo && this.#order.includes(belongsTo)) return belongsTo;
    if (this.#refusals > 0 && this.current === 'dns') return 'tcp';
    return this.current;
  }

  #done(step: StepName): void {
    if (this.#doneAt.has(step) || !this.#order.includes(step)) return;
    this.#doneAt.set(step, this.#clock.now());
    this.#onStep(this.current);
  }

  #note(step: StepName, text: string): void {
    if (!this.#said.get(step)?.some((one) => one.text === text)) this.#say(step, 'note', text);
  }

  #say(step: StepName, side: Said['side'], text: string): void {
    const said = this.#said.get(step) ?? [];
    this.#said.set(step, said);
    if (text !== '') said.push({ side, text });
    // The end of a long exchange tells more than its middle, where a mark stands for what is left out.
    const middle = diagnosisSaidMaxLines / 2;
    if (said.length > diagnosisSaidMaxLines) said.splice(middle, 2, { side: 'note', text: '…' });
  }
}

const orders: { readonly [S in Endpoint['security']]: readonly StepName[] } = {
  tls: ['dns', 'tcp', 'tls', 'greeting', 'login'],
  starttls: ['dns', 'tcp', 'greeting', 'tls', 'login'],
  none: ['dns', 'tcp', 'greeting', 'login'],
};

const stepsByCode: readonly (readonly [RegExp, StepName])[] = [
  [/^net\.hostNotFound$/, 'dns'],
  [/^net\.refused$/, 'tcp'],
  [/^net\.(certificate|startTlsMissing|notTls|tlsTooOld)/, 'tls'],
  [/^auth\./, 'login'],
];
