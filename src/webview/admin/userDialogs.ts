import { object } from '../../protocol/schema.ts';
import { adminPageTexts as texts } from '../../texts/adminPage.ts';
import { button, element } from '../dom.ts';
import { ask } from './ask.ts';
import { field, form, openDialog, select } from './controls.ts';
import type { Page } from './page.ts';
import { speaker } from './page.ts';
import { roleChoices } from './roles.ts';

const anything = object({});

export function newUser(page: Page, done: () => Promise<void>): void {
  const { t } = page;
  const address = field(t(texts.name), { type: 'email', required: '', autocomplete: 'off' });
  const displayName = field(t(texts.displayName), { type: 'text', autocomplete: 'off' });
  const password = field(t(texts.password), { type: 'password', required: '', autocomplete: 'new-password' });
  let role = 'none';
  const roles = select(t(texts.role), roleChoices(page), role, (value) => {
    role = value;
  });
  const roleField = page.role === 'admin' ? [element('label', {}, element('span', {}, t(texts.role)), roles)] : [];
  inDialog(
    page,
    t(texts.newUser),
    t(texts.create),
    [address.label, displayName.label, password.label, ...roleField],
    async () => {
      const body = {
        address: address.input.value,
        displayName: displayName.input.value,
        password: password.input.value,
        role,
      };
      await ask(anything, 'POST', '/api/users', body);
      await done();
    },
  );
}

export function setPassword(page: Page, address: string): void {
  const { t } = page;
  const password = field(t(texts.newPassword), { type: 'password', required: '', autocomplete: 'new-password' });
  const title = t(texts.of, { action: t(texts.setPassword), what: address });
  inDialog(page, title, t(texts.save), [password.label], async () => {
    await ask(anything, 'PUT', `/api/users/${encodeURIComponent(address)}/password`, {
      password: password.input.value,
    });
    page.say(t(texts.saved));
  });
}

export function deleteUser(page: Page, address: string, done: () => Promise<void>): void {
  const { t } = page;
  const question = element('p', {}, t(texts.deleteUser, { address }));
  inDialog(page, t(texts.delete), t(texts.delete), [question], async () => {
    await ask(anything, 'DELETE', `/api/users/${encodeURIComponent(address)}`);
    await done();
  });
}

/** A form in a dialog that stays open, and says why, when it is refused. */
function inDialog(
  page: Page,
  title: string,
  submit: string,
  children: readonly HTMLElement[],
  work: () => Promise<void>,
): void {
  openDialog(title, (close) => {
    const here = speaker(page.t, () => {
      close();
      page.signedOut();
    });
    const run = () =>
      here.run(async () => {
        await work();
        close();
      });
    return element('div', {}, here.place, form(children, submit, run, button(page.t(texts.cancel), close)));
  });
}
