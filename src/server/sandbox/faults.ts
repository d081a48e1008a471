import { type Random, randomUnit } from '../../base/random.ts';
import type { FaultRule, FaultStage, Weakness } from './faultRules.ts';

/** What a rule may look at; what is not known yet at a stage is empty. */
export interface FaultSubject {
  readonly remoteAddress: string;
  /** Who signed in. */
  readonly user: string;
  /** Envelope sender; known from `mail` on. */
  readonly from: string;
  /** Recipient at `rcpt`; from `data` on the first one. */
  readonly recipient: string;
}

/** What a protocol does at this stage, in this order: wait, go on slowly, refuse or cut. */
export interface Fault {
  readonly delayMs: number;
  /** The rest of this connection's answers, and what is read of DATA, go no faster; 0 = as always. */
  readonly bytesPerSecond: number;
  /** Answered instead of what would be right; the connection goes on. `words` without the code and its blank. */
  readonly refusal: { readonly code: number; readonly words: string } | undefined;
  /** The connection ends here without a word. */
  readonly cut: boolean;
  /** How a reading protocol misbehaves, by its own stage. */
  readonly weakness: Weakness | undefined;
}

/** How often a rule struck, for whoever checks a run. */
export interface FaultCount {
  readonly asked: number;
  readonly struck: number;
}

/**
 * Faults made on purpose, so that a program shows what it does then. Each rule that fits a stage throws its own dice, in
 * the order of the rules: the same seed and the same dialogue make the same faults. Without rules nothing is drawn.
 */
export class Faults {
  readonly #newRandom: (seed: number) => Random;
  #random: Random;
  #rules: readonly FaultRule[] = [];
  #counts: { asked: number; struck: number }[] = [];
  #seed = 1;

  /** `newRandom`: a generator for a seed. */
  constructor(newRandom: (seed: number) => Random) {
    this.#newRandom = newRandom;
    this.#random = newRandom(this.#seed);
  }

  get rules(): readonly FaultRule[] {
    return this.#rules;
  }

  get seed(): number {
    return this.#seed;
  }

  /** In the order of {@link rules}. */
  get counts(): readonly FaultCount[] {
    return this.#counts;
  }

  /** How often a rule answered with a code. */
  get refused(): number {
    return this.#rules.reduce((sum, { action }, index) => {
      return action.kind === 'code' ? sum + (this.#counts[index]?.struck ?? 0) : sum;
    }, 0);
  }

  /** Takes other rules from now on, on open connections too, and begins again with `seed`. */
  set(rules: readonly FaultRule[], seed: number): void {
    this.#rules = rules;
    this.#seed = seed;
    this.#counts = rules.map(() => ({ asked: 0, struck: 0 }));
    this.#random = this.#newRandom(seed);
  }

  /** What is to go wrong at this stage of a session; undefined: nothing. */
  at(stage: FaultStage, subject: FaultSubject): Fault | undefined {
    let fault: Fault | undefined;
    for (const [index, rule] of this.#rules.entries()) {
      if (rule.stage !== stage || !fits(rule, subject)) continue;
      const count = this.#counts[index];
      if (count) count.asked++;
      if (randomUnit(this.#random) * 100 >= rule.probability) continue;
      if (count) count.struck++;
      fault = joined(fault ?? none, rule);
    }
    return fault;
  }
}

const none: Fault = { delayMs: 0, bytesPerSecond: 0, refusal: undefined, cut: false, weakness: undefined };

/** Delays add up, the slower pace wins, of refusal and cut the first rule's counts. */
function joined(fault: Fault, { action }: FaultRule): Fault {
  const isDecided = fault.cut || fault.refusal !== undefined || fault.weakness !== undefined;
  switch (action.kind) {
    case 'delay':
      return { ...fault, delayMs: fault.delayMs + action.ms };
    case 'throttle': {
      const pace = fault.bytesPerSecond || action.bytesPerSecond;
      return { ...fault, bytesPerSecond: Math.min(pace, action.bytesPerSecond) };
    }
    case 'cut':
      return isDecided ? fault : { ...fault, cut: true };
    case 'code':
      return isDecided ? fault : { ...fault, refusal: { code: action.code, words: action.words } };
    case 'weakness':
      return isDecided ? fault : { ...fault, weakness: action.name };
  }
}

function fits({ from, recipient, user }: FaultRule, subject: FaultSubject): boolean {
  const holds = (wanted: string, given: string) => wanted === '' || given.toLowerCase().includes(wanted.toLowerCase());
  return holds(from, subject.from) && holds(recipient, subject.recipient) && holds(user, subject.user);
}
