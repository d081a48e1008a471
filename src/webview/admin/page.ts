import { type MailError, toMailError } from '../../base/errors.ts';
import { errorText } from '../../texts/errors.ts';
import type { Translate } from '../../texts/translate.ts';
import { element } from '../dom.ts';

/** What a section of the page works with. */
export interface Page {
  readonly t: Translate;
  /** BCP 47, for times and numbers. */
  readonly language: string;
  readonly name: string;
  readonly role: 'none' | 'readOnly' | 'operator' | 'admin';
  /** Runs what a person asked for; an error is said at the top, where a screen reader hears it. */
  run(work: () => Promise<void>): void;
  /** Says a sentence at the top, with what mends it. */
  say(sentence: string, mend?: HTMLElement): void;
  /** Nobody is signed in any more. */
  signedOut(): void;
}

/** A section: fills `host`, and gives what it does when something changed on the server. */
export type Section = (page: Page, host: HTMLElement) => Promise<SectionEvents>;

export interface SectionEvents {
  readonly sessions?: () => void;
  readonly services?: () => void;
  readonly line?: (data: unknown) => void;
  readonly gap?: () => void;
}

export function mayOperate({ role }: Page): boolean {
  return role === 'operator' || role === 'admin';
}

/** A place where sentences are said, and the runner that says errors there. */
export function speaker(t: Translate, onSignedOut: () => void): Pick<Page, 'run' | 'say'> & { place: HTMLElement } {
  const place = element('div', { class: 'said', role: 'status', 'aria-live': 'polite' });
  const say = (sentence: string, mend?: HTMLElement) => {
    place.replaceChildren(...(sentence ? [element('p', {}, sentence, mend)] : []));
  };
  const fail = (error: MailError) => {
    if (error.code === 'server.signInFirst') return onSignedOut();
    say(errorText(t, error.code, error.data));
  };
  return { place, say, run: (work) => void work().catch((error) => fail(toMailError(error))) };
}
