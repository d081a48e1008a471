import { systemClock } from '../../base/clock.ts';
import { isMailError } from '../../base/errors.ts';
import { count, list, object, oneOf, string } from '../../protocol/schema.ts';
import { adminPageTexts as texts } from '../../texts/adminPage.ts';
import { errorText } from '../../texts/errors.ts';
import { button, element } from '../dom.ts';
import { ask } from './ask.ts';
import { field, form, select, table } from './controls.ts';
import { timeText } from './formats.ts';
import type { Page, Section } from './page.ts';

const report = object({
  id: count,
  at: count,
  actor: string(),
  subject: string(),
  state: oneOf('running', 'done', 'interrupted'),
  total: count,
  delivered: count,
  refused: list(object({ address: string(), words: string() })),
});
const answer = object({ reports: list(report) });
type Report = ReturnType<typeof report.parse>;

/** Mail to many: write it, see how far it is, and whom it did not reach. */
export const massMailSection: Section = async (page, host) => {
  const reports = element('div');
  const draw = async (): Promise<void> => {
    const { reports: all } = await ask(answer, 'GET', '/api/mass-mails');
    reports.replaceChildren(reportsTable(page, all));
    const isRunning = all.some(({ state }) => state === 'running');
    if (isRunning && reports.isConnected) systemClock.after(500, () => page.run(draw));
  };
  host.replaceChildren(...(page.role === 'admin' ? [writing(page, draw)] : []), reports);
  await draw();
  return {};
};

function writing(page: Page, draw: () => Promise<void>): HTMLElement {
  const { t } = page;
  const subject = field(t(texts.subject), { type: 'text', required: '' });
  const text = element('textarea', { rows: '6', required: '' });
  const addresses = element('textarea', { rows: '2', placeholder: 'a@example.com, b@example.com' });
  let to = 'all';
  const choices = [
    ['all', t(texts.toAll)],
    ['chosen', t(texts.toChosen)],
    ['except', t(texts.toExcept)],
  ] as const;
  const choose = select(t(texts.to), choices, to, (value) => {
    to = value;
  });
  const send = (again: boolean) =>
    page.run(async () => {
      page.say('');
      const named = addresses.value.split(/[\s,;]+/).filter(Boolean);
      const body = { to, addresses: to === 'all' ? [] : named, subject: subject.input.value, text: text.value, again };
      try {
        await ask(report, 'POST', '/api/mass-mails', body);
      } catch (error) {
        if (!isMailError(error, 'server.massMailRepeated')) throw error;
        const sentence = errorText(t, error.code, error.data);
        return page.say(
          sentence,
          button(t(texts.sendAgain), () => send(true), { class: 'primary' }),
        );
      }
      await draw();
    });
  const named = (name: string, control: HTMLElement) => element('label', {}, element('span', {}, name), control);
  const children = [
    named(t(texts.to), choose),
    named(t(texts.addresses), addresses),
    subject.label,
    named(t(texts.text), text),
  ];
  return form(children, t(texts.send), () => send(false));
}

function reportsTable(page: Page, reports: readonly Report[]): HTMLElement {
  const { t } = page;
  if (reports.length === 0) return element('p', {}, t(texts.noMassMails));
  const headings = [texts.time, texts.who, texts.subject, texts.state, texts.notReached].map((text) => t(text));
  const states = { running: texts.running, done: texts.done, interrupted: texts.interrupted };
  const rows = reports.map(({ at, actor, subject, state, delivered, total, refused }) => [
    timeText(page, at),
    actor,
    subject,
    `${t(states[state])}: ${t(texts.ofTotal, { delivered, total })}`,
    element('div', {}, ...refused.slice(0, 20).map(({ address, words }) => element('div', {}, `${address}: ${words}`))),
  ]);
  return table(t(texts.massMail), headings, rows);
}
