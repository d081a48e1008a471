import { object } from '../../protocol/schema.ts';
import { adminPageTexts as texts } from '../../texts/adminPage.ts';
import type { Translate } from '../../texts/translate.ts';
import { button, element } from '../dom.ts';
import { accountSection } from './account.ts';
import { ask } from './ask.ts';
import { auditSection } from './audit.ts';
import { logsSection } from './logs.ts';
import { massMailSection } from './massMail.ts';
import { type Page, type Section, type SectionEvents, speaker } from './page.ts';
import { servicesSection } from './services.ts';
import { sessionsSection } from './sessions.ts';
import { settingsSection } from './settings.ts';
import type { Me } from './signIn.ts';
import { usersSection } from './users.ts';

type SectionName = 'services' | 'users' | 'sessions' | 'logs' | 'massMail' | 'audit' | 'settings' | 'account';

const sections: readonly { readonly name: SectionName; readonly show: Section }[] = [
  { name: 'services', show: servicesSection },
  { name: 'users', show: usersSection },
  { name: 'sessions', show: sessionsSection },
  { name: 'logs', show: logsSection },
  { name: 'massMail', show: massMailSection },
  { name: 'audit', show: auditSection },
  { name: 'settings', show: settingsSection },
  { name: 'account', show: accountSection },
];

export interface FrameOptions {
  readonly t: Translate;
  readonly language: string;
  readonly who: Me;
  /** The choice of the language, for the top. */
  readonly languageChoice: HTMLElement;
  onSignedOut(): void;
}

/** The page around the sections: who is signed in, where to go, what was said. Gives what ends it. */
export function showFrame(
  host: HTMLElement,
  { t, language, who, languageChoice, onSignedOut }: FrameOptions,
): () => void {
  const here = speaker(t, onSignedOut);
  const page: Page = { t, language, ...who, run: here.run, say: here.say, signedOut: onSignedOut };
  // The token is nobody's account, and who may not administrate has nothing else.
  const offered = sections.filter(({ name }) => (name === 'account' ? who.name.includes('@') : who.role !== 'none'));
  const nav = element('nav', { 'aria-label': t(texts.sections) });
  const title = element('h1', { tabindex: '-1' });
  const body = element('div', { class: 'body' });
  let events: SectionEvents = {};
  const signOut = () =>
    page.run(async () => {
      await ask(object({}), 'POST', '/api/sign-out');
      onSignedOut();
    });
  const show = () => {
    const wanted = offered.find(({ name }) => location.hash === `#${name}`) ?? offered[0];
    if (!wanted) return;
    nav.replaceChildren(
      ...offered.map(({ name }) =>
        element('a', { href: `#${name}`, 'aria-current': name === wanted.name ? 'page' : null }, t(texts[name])),
      ),
    );
    title.textContent = t(texts[wanted.name]);
    document.title = `${t(texts[wanted.name])} · ${t(texts.title)}`;
    here.say('');
    events = {};
    const part = element('div', {}, element('p', {}, t(texts.loading)));
    body.replaceChildren(part);
    page.run(async () => {
      const made = await wanted.show(page, part);
      // Whoever went on meanwhile gets no events of what is gone.
      if (part.isConnected) events = made;
    });
  };
  host.replaceChildren(
    element(
      'header',
      {},
      element('strong', {}, 'Mailroom'),
      element('span', { class: 'quiet' }, t(texts.signedInAs, { name: who.name })),
      languageChoice,
      button(t(texts.signOut), signOut),
    ),
    nav,
    element('main', {}, title, here.place, body),
  );
  const stopWatching =
    who.role === 'none'
      ? () => {}
      : watch(
          () => events,
          () => here.say(t(texts.connectionLost)),
        );
  addEventListener('hashchange', show);
  show();
  return () => {
    removeEventListener('hashchange', show);
    stopWatching();
  };
}

/** Events of the server, to the section that is shown. The browser connects again by itself. */
function watch(now: () => SectionEvents, onLost: () => void): () => void {
  const source = new EventSource('/api/events?logs=true');
  source.addEventListener('sessions', () => now().sessions?.());
  source.addEventListener('services', () => now().services?.());
  source.addEventListener('gap', () => now().gap?.());
  source.addEventListener('line', ({ data }) => now().line?.(JSON.parse(String(data))));
  source.addEventListener('error', onLost);
  return () => source.close();
}
