import type { Infer } from '../protocol/schema.ts';
import {
  type FromReader,
  type ReaderMessage,
  type ReaderWords,
  readerState,
  selectionMaxChars,
  toReader,
} from '../protocol/views/reader.ts';
import { codiconFace } from './codiconFont.ts';
import { element, required } from './dom.ts';
import pageCss from './page.css';
import readerCss from './reader.css';
import { ReaderBody } from './readerBody.ts';
import { codiconRules, headerOf, noteOf } from './readerParts.ts';
import { sendingsOf } from './readerSendings.ts';

interface Shown {
  message: ReaderMessage | null;
  words: ReaderWords | null;
  scrollTo: number | null;
  /** Its tab is kept; else the next message takes it. */
  pinned: boolean;
}

/** The reader's page: shows what the host sends and tells it what the person wants. Holds no mail but the one shown. */
const vscode = acquireVsCodeApi();
const main = required('reader');
document.head.append(element('style', {}, `${codiconFace}${codiconRules()}`, pageCss, readerCss));

const post = (message: FromReader): void => vscode.postMessage(message);
const body = new ReaderBody({
  openLink: (href) => post({ kind: 'openLink', href }),
  onShownAs: (view) => post({ kind: 'shownAs', view }),
  onFocusMoved: () => requestAnimationFrame(tellFocus),
  onFitted: () => scrollBack(),
});
const shown: Shown = { message: null, words: null, scrollTo: null, pinned: false };

window.addEventListener('message', (event: MessageEvent<unknown>) => {
  const message = toReader.parse(event.data);
  if (message.kind === 'show') show(message.message, message.words, message.language);
  else if (message.kind === 'view') body.setView(message.view);
  else if (message.kind === 'pinned') keepPinned(message.pinned);
  else if (message.kind === 'askSelection')
    post({ kind: 'selection', ask: message.ask, text: body.selectedText().slice(0, selectionMaxChars) });
  else if (message.kind === 'receiptAnswered') hideReceipt(message.id);
  else if (message.kind === 'sendings') showSendings(message.id, message.sendings);
  else if (message.kind === 'loading') showNote(noteOf(message.words.loading));
  else showNote(noteOf(message.text, message.words, message.details, () => post({ kind: 'tryAgain' })));
});
// A frame inside the page takes the focus away from the page, and keys still come here.
window.addEventListener('focus', () => requestAnimationFrame(tellFocus));
window.addEventListener('blur', () => requestAnimationFrame(tellFocus));
window.addEventListener('scroll', () => keepState(), { passive: true });
post({ kind: 'ready' });
tellFocus();

function show(message: ReaderMessage, words: ReaderWords, language: string): void {
  const { id } = message;
  const sameMessage = shown.message?.id === id;
  // The page may be new and the message not: its tab was hidden.
  const kept = shown.message === null ? keptState() : undefined;
  shown.scrollTo = sameMessage ? window.scrollY : kept?.id === id ? kept.scrolledPx : null;
  shown.message = message;
  shown.words = words;
  document.documentElement.lang = language;
  document.title = message.subject || words.noSubject;
  const header = headerOf(message, words, {
    openAttachment: (index) => post({ kind: 'openAttachment', id, index }),
    saveAttachment: (index) => post({ kind: 'saveAttachment', id, index }),
    saveAll: () => post({ kind: 'saveAll', id }),
    showImages: () => post({ kind: 'showImages', id }),
    source: () => post({ kind: 'source', id }),
    answerReceipt: (answer) => post({ kind: 'receipt', id, answer }),
    showDialogue: (sending) => post({ kind: 'dialogue', id, sending }),
    setView: (view) => body.setView(view),
    toggleColours: () => body.toggleColours(),
  });
  main.removeAttribute('aria-busy');
  main.replaceChildren(header.element, body.element);
  body.show(message, words, header.reflect);
  if (shown.scrollTo === null) window.scrollTo(0, 0);
  keepState();
  // Keys go to whoever has the focus: it was on something that is gone now.
  if (document.hasFocus() && document.activeElement === document.body) main.focus({ preventScroll: true });
}

/** More has become known of the mail that is shown. */
function showSendings(id: string, sendings: ReaderMessage['sendings']): void {
  if (shown.message?.id !== id || !shown.words) return;
  const block = sendingsOf(sendings, shown.words, (sending) => post({ kind: 'dialogue', id, sending }));
  required('sendings').replaceChildren(...(block ? [block] : []));
}

function hideReceipt(id: string): void {
  if (shown.message?.id !== id) return;
  document.getElementById('receipt')?.remove();
  if (document.activeElement === document.body) main.focus({ preventScroll: true }); // It was on a button that is gone.
}

function tellFocus(): void {
  post({ kind: 'focus', focused: document.hasFocus() });
}

/** Once the mail has its height. */
function scrollBack(): void {
  if (shown.scrollTo === null) return;
  window.scrollTo(0, shown.scrollTo);
  shown.scrollTo = null;
}

function keepPinned(pinned: boolean): void {
  shown.pinned = pinned;
  keepState();
}

function keepState(): void {
  const { message, scrollTo, pinned } = shown;
  const scrolledPx = scrollTo ?? Math.round(window.scrollY);
  if (message) vscode.setState(readerState.parse({ id: message.id, scrolledPx, pinned }));
}

function keptState(): Infer<typeof readerState> | undefined {
  const state: unknown = vscode.getState();
  return state === undefined ? undefined : readerState.parse(state);
}

function showNote(note: HTMLElement): void {
  shown.message = null;
  main.replaceChildren(note);
}
