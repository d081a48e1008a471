import { type ComposeWords, type FromCompose, type ToCompose, toCompose } from '../protocol/views/compose.ts';
import { codiconFace } from './codiconFont.ts';
import formCss from './compose/compose.css';
import { codicons } from './compose/icons.ts';
import letterCss from './compose/letter.css';
import { ComposePage } from './compose/page.ts';
import toolbarCss from './compose/toolbar.css';
import { button, element, required } from './dom.ts';
import pageCss from './page.css';

/** The compose panel's page: a form and formatted text on the draft that the host holds. */
const vscode = acquireVsCodeApi();
const main = required('compose');
const styles = [`${codiconFace}${codicons()}`, pageCss, toolbarCss, letterCss, formCss]; // The form's last: it says what narrow panels change.
document.head.append(element('style', {}, ...styles));
const post = (message: FromCompose): void => vscode.postMessage(message);
const shown: { page: ComposePage | undefined; words: ComposeWords } = { page: undefined, words: {} };

window.addEventListener('message', (event: MessageEvent<unknown>) => receive(toCompose.parse(event.data)));
post({ kind: 'ready' });

function receive(message: ToCompose): void {
  if (message.kind === 'words') {
    shown.words = message.words;
    document.documentElement.lang = message.language;
    shown.page?.dispose();
    shown.page = new ComposePage({ main, words: message.words, isMac: message.isMac, post });
  } else if (message.kind === 'failed') {
    shown.page?.dispose();
    shown.page = undefined;
    main.replaceChildren(noteOf(message.text, message.details));
  } else shown.page?.receive(message);
}

/** What went wrong, and what mends it: the draft itself is there, as text. */
function noteOf(text: string, details: string): HTMLElement {
  const word = (name: string) => shown.words[name] ?? name;
  return element(
    'div',
    { class: 'note', role: 'alert' },
    element('p', {}, text),
    button(word('tryAgain'), () => post({ kind: 'tryAgain' }), { class: 'primary' }),
    button(word('openMarkdown'), () => post({ kind: 'action', action: 'markdown' }), { class: 'quiet' }),
    element('details', {}, element('summary', {}, word('details')), element('pre', {}, details)),
  );
}
