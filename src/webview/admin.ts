/** The administration's page: asks the server that it came from, and nobody else. */
import { isMailError, toMailError } from '../base/errors.ts';
import { record, string } from '../protocol/schema.ts';
import { adminPageTexts as texts } from '../texts/adminPage.ts';
import { errorText } from '../texts/errors.ts';
import type { Translate } from '../texts/translate.ts';
import { ask } from './admin/ask.ts';
import { select } from './admin/controls.ts';
import { showFrame } from './admin/frame.ts';
import { type Me, me, showSignIn } from './admin/signIn.ts';
import { element } from './dom.ts';

const languageKey = 'mailroom.language';
const sentences = record(string(), { max: 10_000 });

async function begin(): Promise<void> {
  const language = localStorage.getItem(languageKey) ?? (navigator.language.startsWith('zh') ? 'zh-cn' : 'en');
  const t = await translation(language);
  document.documentElement.lang = language;
  document.title = t(texts.title);
  const host = element('div', { id: 'page' });
  document.body.replaceChildren(host);
  let end = () => {};
  const signIn = () => {
    end();
    end = () => {};
    showSignIn(t, host, enter);
  };
  const enter = (who: Me) => {
    end = showFrame(host, { t, language, who, languageChoice: languageChoice(t, language), onSignedOut: signIn });
  };
  try {
    enter(await ask(me, 'GET', '/api/me'));
  } catch (error) {
    if (isMailError(error, 'server.signInFirst')) return signIn();
    const { code, data } = toMailError(error);
    host.replaceChildren(element('main', {}, element('p', { role: 'alert' }, errorText(t, code, data))));
  }
}

function languageChoice(t: Translate, language: string): HTMLElement {
  const choices = [
    ['en', 'English'],
    ['zh-cn', '简体中文'],
  ] as const;
  return select(t(texts.language), choices, language, (chosen) => {
    localStorage.setItem(languageKey, chosen);
    location.reload();
  });
}

/** Sentences in the language; English is in them. */
async function translation(language: string): Promise<Translate> {
  const said = language === 'zh-cn' ? await ask(sentences, 'GET', '/page/zh-cn.json') : {};
  return (message, ...[values]) => {
    const known = new Map(Object.entries(values ?? {}));
    return (said[message] ?? message).replace(/\{(\w+)\}/g, (gap, name) => String(known.get(name) ?? gap));
  };
}

void begin();
