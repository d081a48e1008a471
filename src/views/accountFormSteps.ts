import type { TextQuestion } from '../host/prompts.ts';

/** What a person did with a question. */
export type Answer<T> = { readonly kind: 'value'; readonly value: T } | { readonly kind: 'back' | 'cancelled' };

/** A page that explains, offered as a button beside the question. */
export interface FormLink {
  readonly label: string;
  readonly url: string;
}

/** A question of the form. `step` from 1. */
export interface FormPlace {
  readonly title: string;
  readonly step?: number;
  readonly totalSteps?: number;
  readonly canGoBack: boolean;
  readonly links?: readonly FormLink[];
}

export interface FormChoice<T> {
  readonly label: string;
  readonly value: T;
  readonly description?: string;
  readonly detail?: string;
}

export interface FormPick<T> extends FormPlace {
  /** Stands below the field, where a long sentence wraps; in the field it would be cut in a narrow window. */
  readonly prompt: string;
  readonly choices: readonly FormChoice<T>[];
}

export type FormText = FormPlace & Omit<TextQuestion, 'title'>;

/** A sentence with buttons; undefined when it is put away. */
export interface FormProblem<T> {
  readonly message: string;
  readonly actions: readonly { readonly label: string; readonly value: T }[];
}

/** The surfaces that the form needs of the editor. `accountFormPrompts.ts` in VS Code, a script in tests. */
export interface AccountPrompts {
  text(question: FormText): Promise<Answer<string>>;
  pick<T>(question: FormPick<T>): Promise<Answer<T>>;
  problem<T>(problem: FormProblem<T>): Promise<T | undefined>;
  /** Modal, for a certificate only. */
  decide<T>(message: string, detail: string, actions: FormProblem<T>['actions']): Promise<T | undefined>;
  /** Shows progress with Cancel until `work` ends. Throws `engine.cancelled` when the person gave up. */
  work<T>(title: string, work: (options: { readonly signal: AbortSignal }) => Promise<T>): Promise<T>;
  open(url: string): Promise<void>;
  details(text: string): Promise<void>;
}

/**
 * One step: asks, changes the form's state and names the next. `stay` is a step that asked nothing worth going back to.
 * Steps are functions of their own identity: going to one that was passed goes back there.
 */
export type Step = (canGoBack: boolean) => Promise<StepOutcome>;
export type StepOutcome = { readonly next: Step; readonly stay?: boolean } | 'back' | 'cancelled' | 'done';

/** Runs steps until done. False when the person left. */
export async function runSteps(first: Step): Promise<boolean> {
  const passed: Step[] = [];
  let step = first;
  for (;;) {
    const outcome = await step(passed.length > 0);
    if (outcome === 'cancelled') return false;
    if (outcome === 'done') return true;
    if (outcome === 'back') {
      step = passed.pop() ?? step;
      continue;
    }
    if (!outcome.stay) passed.push(step);
    const again = passed.indexOf(outcome.next);
    if (again >= 0) passed.length = again;
    step = outcome.next;
  }
}
