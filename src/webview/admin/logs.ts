import { count, list, object, oneOf, string } from '../../protocol/schema.ts';
import { adminPageTexts as texts } from '../../texts/adminPage.ts';
import { button, element } from '../dom.ts';
import { ask } from './ask.ts';
import { form, select, toggle } from './controls.ts';
import { timeText } from './formats.ts';
import { mayOperate, type Page, type Section } from './page.ts';

const protocols = ['smtp', 'imap', 'pop3'] as const;
type Protocol = (typeof protocols)[number];
const level = oneOf('off', 'notes', 'dialogue');
const settings = object({ levels: object({ smtp: level, imap: level, pop3: level }) });
const line = object({
  at: count,
  session: count,
  by: oneOf('client', 'server', 'note'),
  remoteAddress: string(),
  user: string(),
  text: string(),
});
const said = object({
  protocol: oneOf(...protocols),
  at: count,
  session: count,
  by: oneOf('client', 'server', 'note'),
  remoteAddress: string(),
  user: string(),
  text: string(),
});
const answer = object({ lines: list(line) });
type Line = ReturnType<typeof line.parse>;
const marks = { client: '→', server: '←', note: '·' } as const;
const shownMax = 500;

/** What a person chose to see. */
interface Choice {
  protocol: Protocol;
  live: boolean;
}

/** The log of one protocol: search it, watch it, say what it keeps, empty it. */
export const logsSection: Section = async (page, host) => {
  const { t } = page;
  const choice: Choice = { protocol: 'smtp', live: true };
  const search = element('input', { type: 'search', 'aria-label': t(texts.search), placeholder: t(texts.search) });
  const lines = element('ol', { class: 'log', tabindex: '0', 'aria-label': t(texts.logs) });
  const bar = element('div', { class: 'bar' });
  const draw = async () => {
    const query = new URLSearchParams({ contains: search.value, limit: String(shownMax) });
    const [{ lines: found }, { levels }] = await Promise.all([
      ask(answer, 'GET', `/api/logs/${choice.protocol}?${query}`),
      ask(settings, 'GET', '/api/logs'),
    ]);
    bar.replaceChildren(...controls(page, choice, levels, draw));
    const shown = found.toReversed().map((one) => lineItem(page, one));
    lines.replaceChildren(...(shown.length > 0 ? shown : [element('li', { class: 'quiet' }, t(texts.noLines))]));
    lines.scrollTop = lines.scrollHeight;
  };
  const searching = form([search], t(texts.search), () => page.run(draw));
  searching.className = 'row';
  host.replaceChildren(bar, searching, lines);
  await draw();
  return {
    line(data) {
      const { protocol, ...one } = said.parse(data);
      const isWanted = protocol === choice.protocol && one.text.toLowerCase().includes(search.value.toLowerCase());
      if (choice.live && isWanted) appendLine(lines, lineItem(page, one));
    },
    gap: () => page.say(t(texts.gap)),
  };
};

function controls(
  page: Page,
  choice: Choice,
  levels: { readonly [name in Protocol]: string },
  draw: () => Promise<void>,
): HTMLElement[] {
  const { t } = page;
  const names = protocols.map((one) => [one, one.toUpperCase()] as const);
  const choose = select(t(texts.protocol), names, choice.protocol, (value) => {
    choice.protocol = protocols.find((one) => one === value) ?? 'smtp';
    page.run(draw);
  });
  const watch = toggle(t(texts.live), choice.live, (on) => {
    choice.live = on;
    if (on) page.run(draw);
  });
  const clear = () =>
    page.run(async () => {
      await ask(object({}), 'DELETE', `/api/logs/${choice.protocol}`);
      await draw();
    });
  const named = (name: string, control: HTMLElement) => element('label', {}, element('span', {}, name), control);
  return [
    named(t(texts.protocol), choose),
    named(t(texts.level), levelChoice(page, choice.protocol, levels)),
    named(t(texts.live), watch),
    ...(mayOperate(page) ? [button(t(texts.clear), clear)] : []),
  ];
}

function levelChoice(page: Page, protocol: Protocol, levels: { readonly [name in Protocol]: string }): HTMLElement {
  const { t } = page;
  const choices = [
    ['off', t(texts.levelOff)],
    ['notes', t(texts.levelNotes)],
    ['dialogue', t(texts.levelDialogue)],
  ] as const;
  const keep = (value: string) =>
    page.run(async () => {
      await ask(settings, 'PATCH', '/api/logs', { levels: { ...levels, [protocol]: value } });
      page.say(t(texts.saved));
    });
  return select(t(texts.level), choices, levels[protocol], page.role === 'admin' ? keep : undefined);
}

/** Whoever reads further up is not carried away. */
function appendLine(lines: HTMLElement, item: HTMLElement): void {
  const isAtEnd = lines.scrollTop + lines.clientHeight >= lines.scrollHeight - 8;
  lines.querySelector('.quiet')?.remove();
  lines.append(item);
  while (lines.childElementCount > shownMax) lines.firstElementChild?.remove();
  if (isAtEnd) lines.scrollTop = lines.scrollHeight;
}

function lineItem(page: Page, { at, session, by, remoteAddress, user, text }: Line): HTMLElement {
  return element(
    'li',
    { class: by },
    element('span', { class: 'meta' }, `${timeText(page, at)} #${session} ${user || remoteAddress}`),
    element('span', { class: 'text' }, `${marks[by]} ${text}`),
  );
}
