import type { Editor } from '@tiptap/core';
import type { ComposeWords } from '../../protocol/views/compose.ts';
import { button, element, icon } from '../dom.ts';
import { emoji } from './emoji.ts';
import {
  alignments,
  blocks,
  type Format,
  insertTable,
  marks,
  paragraphStyle,
  setParagraphStyle,
  setWords,
  tables,
  wordsOf,
} from './formats.ts';

/** The quiet row above the page: groups that wrap, tooltips with keys, one stop of the Tab key (WAI-ARIA toolbar). */

export interface ToolbarActions {
  link(): void;
  picture(): void;
  find(): void;
  htmlSource(): void;
  undo(): void;
  redo(): void;
}

export interface Toolbar {
  readonly element: HTMLElement;
  /** Goes to the tool that was used last. */
  focus(): void;
  /** Shows which formats are on where the cursor is. */
  reflect(editor: Editor, isRich: boolean): void;
}

const fonts = ['Arial', 'Georgia', 'Times New Roman', 'Courier New', 'Verdana', 'Microsoft YaHei', 'SimSun', 'KaiTi'];
const sizes = ['10px', '12px', '13px', '16px', '18px', '24px', '32px'];
const colours = ['#c00000', '#d97706', '#15803d', '#0969da', '#6f42c1', '#57606a'];

export function createToolbar(
  editorOf: () => Editor,
  words: ComposeWords,
  actions: ToolbarActions,
  isMac: boolean,
): Toolbar {
  const made = new Map<Format, HTMLButtonElement>();
  const word = (name: string) => words[name] ?? name;
  const tool = (format: Format) => {
    const key = format.key === '' ? '' : ` (${format.key.replace('Mod', isMac ? '⌘' : 'Ctrl')})`;
    const shown = button(
      `${word(format.name)}${key}`,
      () => format.run(editorOf()),
      { class: 'tool', 'data-tool': format.name },
      glyph(format.icon),
    );
    if (format.isOn) shown.setAttribute('aria-pressed', 'false');
    made.set(format, shown);
    return shown;
  };
  const plain = (name: string, symbol: string, run: () => void, key = '') => {
    const shown = key === '' ? '' : ` (${key.replace('Mod', isMac ? '⌘' : 'Ctrl')})`;
    return button(`${word(name)}${shown}`, run, { class: 'tool', 'data-tool': name }, icon(symbol));
  };
  const selects = createSelects(editorOf, word);
  const tableMenu = tableMenuOf(editorOf, word);
  const toolbar = element(
    'div',
    { class: 'toolbar', role: 'toolbar', 'aria-label': word('toolbar') },
    group(plain('undo', 'discard', actions.undo, 'Mod+Z'), plain('redo', 'redo', actions.redo, 'Mod+Shift+Z')),
    group(selects.style, selects.font, selects.size, selects.colour),
    group(...marks.map(tool)),
    group(...alignments.map(tool)),
    group(...blocks.map(tool)),
    group(
      plain('link', 'link', actions.link, 'Mod+K'),
      plain('picture', 'file-media', actions.picture),
      plain('table', 'table', () => insertTable(editorOf())),
      tableMenu,
      emojiMenu(editorOf, word('emoji')),
    ),
    group(plain('find', 'search', actions.find, 'Mod+F'), plain('htmlSource', 'file-code', actions.htmlSource)),
  );
  moveByArrows(toolbar, () => editorOf().commands.focus());
  return {
    element: toolbar,
    focus: () => toolbar.querySelector<HTMLElement>('[tabindex="0"]')?.focus(),
    reflect(editor, isRich) {
      for (const [format, shown] of made) if (format.isOn) press(shown, format.isOn(editor));
      selects.reflect(editor);
      tableMenu.hidden = !editor.isActive('table');
      toolbar.classList.toggle('plain', !isRich);
    },
  };
}

/** Written only where it differs: after each key the bar would be laid out anew. */
function press(shown: HTMLElement, isOn: boolean): void {
  const pressed = String(isOn);
  if (shown.getAttribute('aria-pressed') !== pressed) shown.setAttribute('aria-pressed', pressed);
}

/** A codicon, or drawn by the page's style where there is none. */
function glyph(name: string): HTMLElement {
  if (!name.startsWith('own-')) return icon(name);
  const bars = name === 'own-underline' ? ['U'] : ['', '', '', ''].map(() => element('i', {}));
  return element('span', { class: `own ${name}`, 'aria-hidden': 'true' }, ...bars);
}

function group(...tools: readonly HTMLElement[]): HTMLElement {
  return element('div', { class: 'group' }, ...tools);
}

function createSelects(editorOf: () => Editor, word: (name: string) => string) {
  const styles: readonly (readonly [string, string])[] = [
    ['', word('paragraph')],
    ...[1, 2, 3, 4, 5, 6].map((level) => [`h${level}`, word('heading').replace('{level}', String(level))] as const),
    ['code', word('codeBlock')],
  ];
  const style = select(word('paragraphStyle'), styles, (value) => setParagraphStyle(editorOf(), value));
  const font = select(
    word('font'),
    [['', word('fontDefault')], ...fonts.map((name) => [name, name] as const)],
    (value) => setWords(editorOf(), 'fontFamily', value),
  );
  const size = select(
    word('size'),
    [['', word('sizeDefault')], ...sizes.map((name) => [name, name.replace('px', '')] as const)],
    (value) => setWords(editorOf(), 'fontSize', value),
  );
  const colour = colourMenu(editorOf, word);
  const reflect = (editor: Editor) => {
    show(style, paragraphStyle(editor));
    show(font, wordsOf(editor, 'fontFamily').replace(/["']/g, ''));
    show(size, wordsOf(editor, 'fontSize'));
    const chosen = wordsOf(editor, 'color') || 'currentColor';
    if (colour.style.getPropertyValue('--chosen') !== chosen) colour.style.setProperty('--chosen', chosen);
  };
  return { style, font, size, colour, reflect };
}

/** A value of its own, from a mail that came or was pasted, is shown as what it is. */
function show(shown: HTMLSelectElement, value: string): void {
  if (![...shown.options].some((option) => option.value === value)) shown.append(element('option', { value }, value));
  if (shown.value !== value) shown.value = value;
}

function select(
  label: string,
  choices: readonly (readonly [string, string])[],
  onChange: (value: string) => void,
): HTMLSelectElement {
  const made = element(
    'select',
    { class: 'tool', 'aria-label': label, title: label },
    ...choices.map(([value, name]) => element('option', { value }, name)),
  );
  made.addEventListener('change', () => onChange(made.value));
  return made;
}

function colourMenu(editorOf: () => Editor, word: (name: string) => string): HTMLElement {
  const choose = (value: string) => {
    setWords(editorOf(), 'color', value);
    menu.open = false;
  };
  const swatches = colours.map((value) => {
    const swatch = button(
      `${word('color')} ${value}`,
      () => choose(value),
      { class: 'swatch', 'data-color': value },
      element('span', {}),
    );
    swatch.style.setProperty('--swatch', value);
    return swatch;
  });
  const other = word('colorOther');
  const own = element('input', { type: 'color', 'aria-label': other, title: other, value: '#808080' });
  own.addEventListener('change', () => choose(own.value));
  const menu = menuOf(word('color'), 'symbol-color', [
    button(word('colorDefault'), () => choose(''), { class: 'link' }),
    element('div', { class: 'swatches' }, ...swatches, own),
  ]);
  return menu;
}

/** What is done to the table that the cursor is in: in words, because signs for six such things look alike. */
function tableMenuOf(editorOf: () => Editor, word: (name: string) => string): HTMLElement {
  const items = tables.map((format) => {
    const run = () => {
      menu.open = false;
      format.run(editorOf());
    };
    const look = { class: 'item', 'data-tool': format.name, 'aria-label': null, title: null };
    return button(word(format.name), run, look, icon(format.icon), word(format.name));
  });
  const menu = menuOf(word('tableTools'), 'chevron-down', items);
  menu.hidden = true;
  return menu;
}

function emojiMenu(editorOf: () => Editor, label: string): HTMLElement {
  const insert = (sign: string) => {
    editorOf().chain().focus().insertContent(sign).run();
    menu.open = false;
  };
  const menu = menuOf(label, 'smiley', [
    element('div', { class: 'emoji' }, ...emoji.map((sign) => button(sign, () => insert(sign), { class: 'tool' }))),
  ]);
  return menu;
}

function menuOf(label: string, symbol: string, children: readonly HTMLElement[]): HTMLDetailsElement {
  const popup = element('div', { class: 'popup', role: 'group', 'aria-label': label }, ...children);
  const menu = element(
    'details',
    { class: 'menu' },
    element('summary', { class: 'tool', 'aria-label': label, title: label, role: 'button' }, icon(symbol)),
    popup,
  );
  menu.addEventListener('toggle', () => menu.open && keepInside(popup));
  menu.addEventListener('focusout', (event) => {
    if (event.relatedTarget instanceof Node && menu.contains(event.relatedTarget)) return;
    if (event.relatedTarget !== null) menu.open = false;
  });
  menu.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !menu.open) return;
    menu.open = false;
    menu.querySelector('summary')?.focus();
    event.stopPropagation();
  });
  return menu;
}

/** The row wraps, so a menu may hang at either edge of the page. */
function keepInside(popup: HTMLElement): void {
  popup.style.translate = '';
  const { left, right } = popup.getBoundingClientRect();
  const over = Math.max(0, right - document.documentElement.clientWidth + 8);
  popup.style.translate = `${left < 8 ? 8 - left : -over}px 0`;
}

/** Arrow keys go from tool to tool, Home and End to the first and last; Tab leaves (WAI-ARIA practices, toolbar), Escape goes back to the text. */
function moveByArrows(toolbar: HTMLElement, back: () => void): void {
  const tools = () =>
    [...toolbar.querySelectorAll<HTMLElement>('.group > button, .group > select, .group > details > summary')].filter(
      (tool) => tool.offsetParent !== null,
    );
  const only = (tool: HTMLElement | undefined) => {
    for (const other of tools()) other.tabIndex = other === tool ? 0 : -1;
  };
  only(tools()[0]);
  for (const tool of toolbar.querySelectorAll<HTMLElement>('button, select, summary'))
    if (tool.closest('.popup') === null) tool.tabIndex = -1;
  const first = toolbar.querySelector<HTMLElement>('button');
  if (first) first.tabIndex = 0;
  toolbar.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') back();
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const all = tools();
    const active = document.activeElement;
    const at = active instanceof HTMLElement ? all.indexOf(active) : -1;
    if (at < 0 || (step === 0 && event.key !== 'Home' && event.key !== 'End')) return;
    const to = event.key === 'Home' ? 0 : event.key === 'End' ? all.length - 1 : (at + step + all.length) % all.length;
    event.preventDefault();
    only(all[to]);
    all[to]?.focus();
  });
}
