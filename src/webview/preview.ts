import {
  type FromPreview,
  type PreviewedMail,
  type PreviewState,
  type PreviewWords,
  previewState,
  toPreview,
} from '../protocol/views/preview.ts';
import { button, element, required } from './dom.ts';
import { drawAll } from './drawing/drawAll.ts';
import { shrink } from './drawing/shrink.ts';
import pageCss from './page.css';
import previewCss from './preview.css';
import { PreviewFrame } from './previewFrame.ts';

/** The preview's page: a draft as its recipients will see it, in the forms that they may see. Holds that one mail. */
const vscode = acquireVsCodeApi();
const main = required('reader');
document.head.append(element('style', {}, pageCss, previewCss));
const post = (message: FromPreview): void => vscode.postMessage(message);

const frame = new PreviewFrame((href) => post({ kind: 'openLink', href }));
const heading = element('h1', {});
const fields = element('dl', { class: 'fields' });
const problems = element('ul', { class: 'problems', role: 'status' });
const files = element('ul', { class: 'files' });
const bar = element('div', { class: 'bar' });
const size = element('span', { class: 'size' });
const note = element('p', { class: 'note', role: 'alert', hidden: '' });
const text = element('pre', { class: 'text', tabindex: '0' });
const shown: { mail: PreviewedMail | undefined; words: PreviewWords | undefined; state: PreviewState } = {
  mail: undefined,
  words: undefined,
  state: keptState(),
};
main.append(note, problems, heading, fields, files, bar, frame.element, text);

window.addEventListener('message', (event: MessageEvent<unknown>) => {
  const message = toPreview.parse(event.data);
  if (message.kind === 'draw') {
    void drawAll(message.drawings, post);
    return;
  }
  if (message.kind === 'shrink') {
    void shrink(message).then(post);
    return;
  }
  note.hidden = message.kind !== 'failed';
  if (message.kind === 'failed') {
    note.textContent = message.text;
    return;
  }
  document.documentElement.lang = message.language;
  shown.mail = message.mail;
  shown.words = message.words;
  render(message.mail, message.words);
});
post({ kind: 'ready' });

function render(mail: PreviewedMail, words: PreviewWords): void {
  const { state } = shown;
  document.title = mail.subject || words.noSubject;
  fields.replaceChildren(
    ...field(words.from, mail.from),
    ...field(words.to, mail.to || (mail.cc || mail.bcc ? '' : words.nobody)),
    ...field(words.cc, mail.cc),
    ...field(words.bcc, mail.bcc),
  );
  heading.textContent = mail.subject || words.noSubject;
  problems.replaceChildren(...mail.problems.map((problem) => element('li', {}, problem)));
  files.setAttribute('aria-label', words.attachments);
  files.replaceChildren(
    ...mail.attachments.map(({ name, sizeText }) =>
      element('li', {}, element('bdi', {}, name), ' ', element('span', { class: 'size' }, sizeText)),
    ),
  );
  size.textContent = mail.sizeText;
  showBar(mail, words);
  const showsMail = state.view === 'mail' && mail.html !== null;
  frame.element.hidden = !showsMail;
  text.hidden = showsMail;
  if (showsMail) frame.show(mail.html ?? '', { ...state, title: words.body, linkTo: words.linkTo });
  else showText(state.view === 'source' ? mail.source : mail.text, mail, words);
}

function showText(content: string, mail: PreviewedMail, words: PreviewWords): void {
  const { state } = shown;
  text.setAttribute('aria-label', state.view === 'source' ? words.viewSource : words.viewText);
  text.classList.toggle('wrapped', state.view !== 'source');
  const says =
    state.view === 'source' ? (mail.isShortened ? words.shortened : '') : state.view === 'mail' ? words.plainOnly : '';
  text.replaceChildren(...(says ? [element('span', { class: 'says' }, says), '\n\n'] : []), content);
}

function showBar(mail: PreviewedMail, words: PreviewWords): void {
  const { state } = shown;
  const choice = (label: string, isOn: boolean, change: Partial<PreviewState>, title = label) =>
    button(label, () => choose(change), { 'aria-pressed': String(isOn), title });
  const views = element(
    'div',
    { class: 'group', role: 'group', 'aria-label': words.views },
    choice(words.viewMail, state.view === 'mail', { view: 'mail' }),
    choice(words.viewText, state.view === 'text', { view: 'text' }),
    choice(words.viewSource, state.view === 'source', { view: 'source' }),
  );
  const isMail = state.view === 'mail' && mail.html !== null;
  const widths = element(
    'div',
    { class: 'group', role: 'group', 'aria-label': words.widths },
    choice(words.wide, state.width === 'wide', { width: 'wide' }),
    choice(words.phone, state.width === 'phone', { width: 'phone' }),
  );
  const dark = choice(words.dark, state.dark, { dark: !state.dark }, words.darkTitle);
  const focused = [...bar.querySelectorAll('button')].findIndex((each) => each === document.activeElement);
  bar.replaceChildren(views, ...(isMail ? [widths, element('div', { class: 'group' }, dark)] : []), size);
  if (focused >= 0) bar.querySelectorAll('button')[focused]?.focus();
}

function choose(change: Partial<PreviewState>): void {
  shown.state = { ...shown.state, ...change };
  vscode.setState(shown.state);
  if (shown.mail && shown.words) render(shown.mail, shown.words);
}

function field(name: string, value: string): HTMLElement[] {
  if (value === '') return [];
  return [element('dt', {}, name), element('dd', {}, element('bdi', {}, value))];
}

function keptState(): PreviewState {
  const state: unknown = vscode.getState();
  return state === undefined ? { view: 'mail', width: 'wide', dark: false } : previewState.parse(state);
}
