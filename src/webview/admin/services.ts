import { isMailError } from '../../base/errors.ts';
import { integer, list, object, oneOf, string } from '../../protocol/schema.ts';
import { adminPageTexts as texts } from '../../texts/adminPage.ts';
import { button, element } from '../dom.ts';
import { ask } from './ask.ts';
import { redraw, table } from './controls.ts';
import { mayOperate, type Page, type Section } from './page.ts';

const info = object({ service: string(), state: oneOf('running', 'stopped', 'failed'), port: integer() });
const answer = object({ host: string(), services: list(info) });
type Info = ReturnType<typeof info.parse>;

/** Services: what runs where; start, stop, restart, move. */
export const servicesSection: Section = async (page, host) => {
  // What somebody types stays when a service changes meanwhile.
  const typed = new Map<string, string>();
  const draw = async () => {
    const { host: address, services } = await ask(answer, 'GET', '/api/services');
    const headings = [texts.service, texts.state, texts.port, texts.actions].map((text) => page.t(text));
    const rows = services.map((one) => [
      element('strong', {}, one.service.toUpperCase()),
      element('span', { class: `state ${one.state}` }, page.t(texts[one.state])),
      portCell(page, one, typed, draw),
      actions(page, one, draw),
    ]);
    redraw(
      host,
      element('p', {}, page.t(texts.listensOn, { host: address })),
      table(page.t(texts.services), headings, rows),
    );
  };
  await draw();
  return { services: () => page.run(draw) };
};

function actions(page: Page, { service, state }: Info, draw: () => Promise<void>): HTMLElement {
  const act = (action: 'start' | 'stop' | 'restart') => {
    const label = page.t(texts[action]);
    const run = () =>
      page.run(async () => {
        page.say('');
        await ask(info, 'POST', `/api/services/${service}/${action}`);
        await draw();
      });
    return button(label, run, { 'aria-label': page.t(texts.of, { action: label, what: service.toUpperCase() }) });
  };
  if (!mayOperate(page)) return element('span');
  const offered = state === 'running' ? [act('restart'), act('stop')] : [act('start')];
  return element('div', { class: 'buttons' }, ...offered);
}

function portCell(
  page: Page,
  { service, port }: Info,
  typed: Map<string, string>,
  draw: () => Promise<void>,
): HTMLElement {
  if (page.role !== 'admin') return element('span', {}, port === 0 ? '–' : String(port));
  const label = page.t(texts.of, { action: page.t(texts.port), what: service.toUpperCase() });
  const input = element('input', {
    type: 'number',
    min: '1',
    max: '65535',
    value: typed.get(service) ?? (port === 0 ? '' : String(port)),
    'aria-label': label,
  });
  input.addEventListener('input', () => typed.set(service, input.value));
  const move = (wanted: number) =>
    page.run(async () => {
      page.say('');
      try {
        await ask(info, 'PUT', `/api/services/${service}/port`, { port: wanted });
      } catch (error) {
        const free = isMailError(error, 'server.portTaken') ? Number(error.data['free'] ?? 0) : 0;
        if (free === 0) throw error;
        return page.say(
          page.t('Port {port} is taken by another program. Stop it, or let the local server choose a port.', {
            port: wanted,
          }),
          button(page.t(texts.useFree, { port: free }), () => move(free), { class: 'primary' }),
        );
      }
      typed.delete(service);
      page.say('');
      await draw();
    });
  const name = page.t(texts.of, { action: page.t(texts.move), what: service.toUpperCase() });
  const apply = button(page.t(texts.move), () => move(Number(input.value)), { 'aria-label': name });
  return element('div', { class: 'buttons' }, input, apply);
}
