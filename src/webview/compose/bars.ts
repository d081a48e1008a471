import type { Editor } from '@tiptap/core';
import type { ComposeWords } from '../../protocol/views/compose.ts';
import { button, element, icon } from '../dom.ts';
import { cleanHtml } from './cleanHtml.ts';
import { setQuery } from './find.ts';
import { FindBar } from './findBar.ts';

/** Lines that open below the toolbar: a link's address, find and replace, the HTML of the text. One at a time. */

export interface Bars {
  readonly element: HTMLElement;
  link(): void;
  find(): void;
  htmlSource(): void;
  close(): void;
  readonly isOpen: boolean;
}

export function createBars(editorOf: () => Editor, words: ComposeWords, openLink: (href: string) => void): Bars {
  const place = element('div', { class: 'bars' });
  const state = { isOpen: false };
  const close = () => {
    if (!state.isOpen) return;
    state.isOpen = false;
    setQuery(editorOf().view, { text: '', matchCase: false });
    place.replaceChildren();
    editorOf().commands.focus();
  };
  const open = (bar: HTMLElement, first: HTMLElement) => {
    state.isOpen = true;
    place.replaceChildren(bar);
    bar.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      close();
    });
    first.focus();
    if (first instanceof HTMLInputElement) first.select();
  };
  return {
    element: place,
    get isOpen() {
      return state.isOpen;
    },
    close,
    link: () => openLinkBar(editorOf(), words, { open, close, openLink }),
    find: () => openFindBar(editorOf(), words, { open, close }),
    htmlSource: () => openSourceBar(editorOf(), words, { open, close }),
  };
}

interface BarHost {
  open(bar: HTMLElement, first: HTMLElement): void;
  close(): void;
}

function openLinkBar(editor: Editor, words: ComposeWords, host: BarHost & { openLink(href: string): void }): void {
  const word = (name: string) => words[name] ?? name;
  const now: unknown = editor.getAttributes('link')['href'];
  const input = element('input', {
    type: 'text',
    class: 'line',
    'aria-label': word('linkAddress'),
    placeholder: 'https://',
    value: typeof now === 'string' ? now : '',
  });
  const apply = () => {
    const href = addressOf(input.value);
    host.close();
    const chain = editor.chain().focus();
    if (href === '') chain.extendMarkRange('link').unsetMark('link').run();
    else if (editor.state.selection.empty && !editor.isActive('link'))
      chain.insertContent({ type: 'text', text: href, marks: [{ type: 'link', attrs: { href, title: null } }] }).run();
    else chain.extendMarkRange('link').setMark('link', { href, title: null }).run();
  };
  input.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.isComposing) return;
    event.preventDefault();
    apply();
  });
  const buttons = [
    button(word('linkApply'), apply, { class: 'secondary' }),
    ...(typeof now === 'string'
      ? [
          button(word('linkOpen'), () => host.openLink(now), { class: 'tool' }, icon('link-external')),
          button(
            word('linkRemove'),
            () => {
              input.value = '';
              apply();
            },
            { class: 'tool' },
            icon('trash'),
          ),
        ]
      : []),
    button(word('close'), host.close, { class: 'tool' }, icon('close')),
  ];
  host.open(element('div', { class: 'bar', role: 'group', 'aria-label': word('link') }, input, ...buttons), input);
}

/** What a person means by `example.com` or `ann@example.com`; empty for what a mail must not hold. */
export function addressOf(typed: string): string {
  const text = typed.trim();
  if (text === '') return '';
  if (/^[^\s@/:]+@[^\s@/]+\.[^\s@/]+$/.test(text)) return `mailto:${text}`;
  if (/^(?:https?:\/\/|mailto:|tel:|#)/i.test(text)) return text;
  return /^[a-z][a-z0-9+.-]*:/i.test(text) ? '' : `https://${text}`;
}

function openFindBar(editor: Editor, words: ComposeWords, host: BarHost): void {
  const bar = new FindBar(editor, words, host.close);
  host.open(bar.element, bar.first);
  bar.search();
}

function openSourceBar(editor: Editor, words: ComposeWords, host: BarHost): void {
  const word = (name: string) => words[name] ?? name;
  const hint = element('p', { class: 'hint', id: 'html-hint' }, word('htmlHint'));
  const source = element('textarea', {
    class: 'source',
    'aria-label': word('htmlSource'),
    'aria-describedby': 'html-hint',
    spellcheck: 'false',
    rows: '14',
  });
  source.value = editor.getHTML().replace(/(<\/(?:p|h\d|ul|ol|li|table|tr|blockquote|pre)>)(?=<)/g, '$1\n');
  const apply = () => {
    const html = cleanHtml(source.value);
    host.close();
    editor.commands.setContent(html, { emitUpdate: true });
  };
  const bar = element(
    'div',
    { class: 'bar tall', role: 'group', 'aria-label': word('htmlSource') },
    hint,
    source,
    element(
      'div',
      { class: 'line' },
      button(word('htmlApply'), apply, { class: 'secondary' }),
      button(word('close'), host.close, { class: 'tool' }, icon('close')),
    ),
  );
  host.open(bar, source);
}
