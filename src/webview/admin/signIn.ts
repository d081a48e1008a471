import { object, oneOf, string } from '../../protocol/schema.ts';
import { adminPageTexts as texts } from '../../texts/adminPage.ts';
import type { Translate } from '../../texts/translate.ts';
import { element } from '../dom.ts';
import { ask } from './ask.ts';
import { field, form } from './controls.ts';
import { speaker } from './page.ts';

/** Who is signed in. */
export const me = object({ name: string(), role: oneOf('none', 'readOnly', 'operator', 'admin') });
export type Me = ReturnType<typeof me.parse>;

/** Asks for a name and password, or for the token; `done` gets who it is. */
export function showSignIn(t: Translate, host: HTMLElement, done: (who: Me) => void): void {
  const here = speaker(t, () => {});
  const name = field(t(texts.name), { type: 'email', autocomplete: 'username', required: '' });
  const password = field(t(texts.password), { type: 'password', autocomplete: 'current-password', required: '' });
  const token = field(t(texts.token), { type: 'password', autocomplete: 'off', required: '' });
  const signIn = (path: string, body: () => object) => () =>
    here.run(async () => {
      here.say('');
      done(await ask(me, 'POST', path, body()));
    });
  host.replaceChildren(
    element(
      'main',
      { class: 'sign-in' },
      element('h1', {}, t(texts.title)),
      here.place,
      element('p', {}, t(texts.signInHint)),
      form(
        [name.label, password.label],
        t(texts.signIn),
        signIn('/api/sign-in', () => ({ name: name.input.value, password: password.input.value })),
      ),
      element('p', {}, t(texts.tokenHint)),
      form(
        [token.label],
        t(texts.signIn),
        signIn('/api/sign-in-by-token', () => ({ token: token.input.value })),
      ),
    ),
  );
  name.input.focus();
}
