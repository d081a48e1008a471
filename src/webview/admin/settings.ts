import { list, object, string } from '../../protocol/schema.ts';
import { adminPageTexts as texts } from '../../texts/adminPage.ts';
import { element } from '../dom.ts';
import { ask } from './ask.ts';
import { field, form } from './controls.ts';
import type { Page, Section } from './page.ts';

const certificate = object({
  subject: string(),
  issuer: string(),
  validTo: string(),
  fingerprint: string(),
  own: string(),
});
const settings = object({
  host: string(),
  hostName: string(),
  welcomes: list(object({ protocol: string(), text: string() })),
  certificate,
});

/** The server's name, address, welcome texts and certificate. */
export const settingsSection: Section = async (page, host) => {
  const { t } = page;
  const draw = async () => {
    const now = await ask(settings, 'GET', '/api/settings');
    const one = (label: string, value: string, change: (value: string) => object, hint = '') =>
      settingForm(page, { label, value, hint }, async (wanted) => {
        await ask(settings, 'PATCH', '/api/settings', change(wanted));
        page.say(t(texts.saved));
      });
    const welcomes = now.welcomes.map(({ protocol, text }) =>
      one(t(texts.welcome, { protocol: protocol.toUpperCase() }), text, (value) => ({
        welcome: { protocol, text: value },
      })),
    );
    host.replaceChildren(
      one(t(texts.hostName), now.hostName, (value) => ({ hostName: value })),
      one(t(texts.bindAddress), now.host, (value) => ({ host: value }), t(texts.bindHint)),
      ...welcomes,
      certificatePart(page, now.certificate),
    );
  };
  await draw();
  return {};
};

function settingForm(
  page: Page,
  { label, value, hint }: { readonly label: string; readonly value: string; readonly hint: string },
  save: (value: string) => Promise<void>,
): HTMLElement {
  const made = field(label, { type: 'text', value, disabled: page.role === 'admin' ? null : '' });
  const children = hint ? [made.label, element('p', { class: 'quiet' }, hint)] : [made.label];
  if (page.role !== 'admin') return element('div', {}, ...children);
  return form(children, page.t(texts.save), () => page.run(() => save(made.input.value)));
}

function certificatePart(
  { t }: Page,
  { subject, issuer, validTo, fingerprint, own }: ReturnType<typeof certificate.parse>,
): HTMLElement {
  const link = element('a', { href: '/api/certificate/ca.pem', download: 'mailroom-ca.pem' }, t(texts.authority));
  return element(
    'section',
    {},
    element('h2', {}, t(texts.certificate)),
    element('p', {}, `${subject} · ${issuer}`),
    element('p', {}, t(texts.validTo, { date: validTo })),
    element('p', { class: 'quiet' }, t(texts.fingerprint), element('br'), element('code', {}, fingerprint)),
    own === 'no' ? link : null,
  );
}
