import { systemClock } from '../../base/clock.ts';
import { boolean, count, list, object, oneOf, string } from '../../protocol/schema.ts';
import { adminPageTexts as texts } from '../../texts/adminPage.ts';
import { button, element } from '../dom.ts';
import { ask } from './ask.ts';
import { redraw, select, table, toggle } from './controls.ts';
import { bytesText, timeText } from './formats.ts';
import { mayOperate, type Page, type Section } from './page.ts';
import { roleChoices } from './roles.ts';
import { deleteUser, newUser, setPassword } from './userDialogs.ts';

const role = oneOf('none', 'readOnly', 'operator', 'admin');
const user = object({
  address: string(),
  displayName: string(),
  role,
  disabled: boolean,
  smtp: boolean,
  imap: boolean,
  pop3: boolean,
  quotaBytes: count,
  usedBytes: count,
  lastLoginAt: count,
});
const answer = object({ users: list(user), total: count });
type User = ReturnType<typeof user.parse>;
const pageSize = 50;

/** Users: a table with their switches, page by page. */
export const usersSection: Section = async (page, host) => {
  let offset = 0;
  let search = '';
  const results = element('div');
  const draw = async () => {
    const query = new URLSearchParams({ search, offset: String(offset), limit: String(pageSize) });
    const { users, total } = await ask(answer, 'GET', `/api/users?${query}`);
    const turn = (by: number) => () => {
      offset += by;
      page.run(draw);
    };
    redraw(
      results,
      users.length === 0 ? element('p', {}, page.t(texts.noUsers)) : usersTable(page, users, draw),
      pager(page, { offset, shown: users.length, total }, turn),
    );
  };
  const input = element('input', {
    type: 'search',
    'aria-label': page.t(texts.search),
    placeholder: page.t(texts.search),
  });
  let waiting = systemClock.after(0, () => {});
  input.addEventListener('input', () => {
    waiting.dispose();
    waiting = systemClock.after(200, () => {
      search = input.value;
      offset = 0;
      page.run(draw);
    });
  });
  const add = mayOperate(page) ? button(page.t(texts.newUser), () => newUser(page, draw), { class: 'primary' }) : null;
  host.replaceChildren(element('div', { class: 'bar' }, input, add), results);
  await draw();
  return {};
};

function usersTable(page: Page, users: readonly User[], draw: () => Promise<void>): HTMLElement {
  const { t } = page;
  const headings = [
    t(texts.user),
    t(texts.role),
    t(texts.active),
    'SMTP',
    'IMAP',
    'POP3',
    t(texts.storage),
    t(texts.lastLogin),
    t(texts.actions),
  ];
  const rows = users.map((one) => {
    const may = page.role === 'admin' || (page.role === 'operator' && one.role === 'none');
    const change = (changes: object) =>
      page.run(async () => {
        page.say('');
        // A refusal leaves the switch as it was: the table is drawn anew either way.
        await ask(user, 'PATCH', `/api/users/${encodeURIComponent(one.address)}`, changes).finally(draw);
      });
    const named = (what: string) => t(texts.of, { action: what, what: one.address });
    const protocol = (name: 'smtp' | 'imap' | 'pop3') =>
      toggle(named(name.toUpperCase()), one[name], may ? (on) => change({ [name]: on }) : undefined);
    const roles = select(
      named(t(texts.role)),
      roleChoices(page),
      one.role,
      page.role === 'admin' ? (value) => change({ role: value }) : undefined,
    );
    return [
      element('div', {}, element('strong', {}, one.address), element('div', { class: 'quiet' }, one.displayName)),
      roles,
      toggle(named(t(texts.active)), !one.disabled, may ? (on) => change({ disabled: !on }) : undefined),
      protocol('smtp'),
      protocol('imap'),
      protocol('pop3'),
      one.quotaBytes === 0
        ? bytesText(page, one.usedBytes)
        : t(texts.ofQuota, { used: bytesText(page, one.usedBytes), quota: bytesText(page, one.quotaBytes) }),
      one.lastLoginAt === 0 ? t(texts.never) : timeText(page, one.lastLoginAt),
      may
        ? element(
            'div',
            { class: 'buttons' },
            button(t(texts.setPassword), () => setPassword(page, one.address), {
              'aria-label': named(t(texts.setPassword)),
            }),
            button(t(texts.delete), () => deleteUser(page, one.address, draw), {
              'aria-label': named(t(texts.delete)),
            }),
          )
        : '',
    ];
  });
  return table(t(texts.users), headings, rows);
}

function pager(
  { t }: Page,
  { offset, shown, total }: { readonly offset: number; readonly shown: number; readonly total: number },
  turn: (by: number) => () => void,
): HTMLElement {
  if (total <= pageSize) return element('p', { class: 'quiet' });
  const back = button(t(texts.previous), turn(-pageSize), { disabled: offset === 0 ? '' : null });
  const on = button(t(texts.next), turn(pageSize), { disabled: offset + shown >= total ? '' : null });
  const place = element('span', {}, t(texts.shown, { from: offset + 1, to: offset + shown, total }));
  return element('div', { class: 'bar' }, back, place, on);
}
