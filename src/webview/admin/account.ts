import { object } from '../../protocol/schema.ts';
import { adminPageTexts as texts } from '../../texts/adminPage.ts';
import { ask } from './ask.ts';
import { field, form } from './controls.ts';
import type { Section } from './page.ts';

/** What everybody may do: another password of one's own. */
export const accountSection: Section = async (page, host) => {
  const { t } = page;
  const old = field(t(texts.oldPassword), { type: 'password', autocomplete: 'current-password' });
  const next = field(t(texts.newPassword), { type: 'password', autocomplete: 'new-password' });
  const save = () =>
    page.run(async () => {
      await ask(object({}), 'POST', '/api/me/password', { old: old.input.value, new: next.input.value });
      old.input.value = '';
      next.input.value = '';
      page.say(t(texts.saved));
    });
  host.replaceChildren(form([old.label, next.label], t(texts.save), save));
  return {};
};
