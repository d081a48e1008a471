/**
 * Pasted HTML, from Word, web pages or other mail, as what formatted text can be: an allow-list of elements and of a few
 * properties; everything else is taken off, its words stay. Nothing of it is ever put into the page as it came: it is
 * parsed in a document that loads and runs nothing.
 */

/** HTML above this is pasted as plain text, UTF-16 units: it is a page, not a passage. */
export const pastedHtmlMaxChars = 2_000_000;
/** Elements that are looked at; what comes after them is plain words. */
const elementsMax = 50_000;

/** Elements whose words are nobody's words. */
const dropped =
  'script,style,head,title,meta,link,base,template,noscript,iframe,frame,object,embed,applet,svg,math,canvas,audio,video,form>input,select,textarea,button,o\\:p,xml';

const kept = new Set(
  'a b blockquote br code del em h1 h2 h3 h4 h5 h6 hr i img ins li ol p pre s span strike strong table tbody td tfoot th thead tr u ul div'.split(
    ' ',
  ),
);

const blockNames = /^(?:ADDRESS|ARTICLE|ASIDE|CENTER|DD|DIV|DL|DT|FIGURE|FOOTER|HEADER|MAIN|NAV|P|SECTION)$/;

/** `keep`: names a picture that came as data, so that it need not stand in the text. */
export function cleanHtml(html: string, keep: (data: string) => string = (data) => data): string {
  const parsed = new DOMParser().parseFromString(html, 'text/html');
  const { body } = parsed;
  for (const element of body.querySelectorAll(dropped)) element.remove();
  removeComments(parsed, body);
  makeWordLists(parsed, body);
  const elements = [...body.querySelectorAll('*')];
  elements.forEach((element, index) => {
    if (index >= elementsMax) unwrap(element);
    else cleanElement(parsed, element);
    if (element instanceof imageOf(parsed) && element.src.startsWith('data:'))
      element.setAttribute('src', keep(element.src));
  });
  for (const table of body.querySelectorAll('table')) squareTable(parsed, table);
  return body.innerHTML;
}

/** The picture's class: a parsed document may be of another realm. */
function imageOf({ defaultView }: Document): typeof HTMLImageElement {
  return defaultView?.HTMLImageElement ?? HTMLImageElement;
}

function removeComments(parsed: Document, body: HTMLElement): void {
  const walker = parsed.createTreeWalker(body, NodeFilter.SHOW_COMMENT);
  const found: Node[] = [];
  while (walker.nextNode()) found.push(walker.currentNode);
  for (const comment of found) comment.parentNode?.removeChild(comment);
}

function cleanElement(parsed: Document, element: Element): void {
  const name = element.tagName.toLowerCase();
  if (!kept.has(name)) {
    if (blockNames.test(element.tagName)) replaceBy(parsed, element, 'p');
    else unwrap(element);
    return;
  }
  // Google Docs wraps all it copies into one bold element that is not bold.
  if (name === 'b' && /font-weight:\s*normal/i.test(element.getAttribute('style') ?? '')) {
    unwrap(element);
    return;
  }
  const attributes = wanted(element, name);
  const marks = name === 'span' || name === 'div' || name === 'p' ? marksOf(element) : [];
  for (const { name: attribute } of [...element.attributes]) element.removeAttribute(attribute);
  for (const [attribute, value] of attributes) element.setAttribute(attribute, value);
  for (const mark of marks) wrapInside(parsed, element, mark);
}

function wanted(element: Element, name: string): readonly (readonly [string, string])[] {
  const found: (readonly [string, string])[] = [];
  const style = styleOf(element, name);
  if (style !== '') found.push(['style', style]);
  if (name === 'a') {
    const href = element.getAttribute('href')?.trim() ?? '';
    if (/^(?:https?:|mailto:|tel:)/i.test(href)) found.push(['href', href]);
  }
  if (name === 'img') {
    const src = element.getAttribute('src')?.trim() ?? '';
    // A picture of another host would be fetched by whoever reads the mail; of a file, by nobody.
    if (/^(?:data:image\/|https:\/\/)/i.test(src)) found.push(['src', src]);
    found.push(['alt', element.getAttribute('alt') ?? '']);
    const width = /^\d{1,4}/.exec(element.getAttribute('width') ?? '')?.[0];
    if (width) found.push(['width', width]);
  }
  for (const span of name === 'td' || name === 'th' ? spans : []) {
    const count = element.getAttribute(span) ?? '';
    if (/^\d{1,4}$/.test(count)) found.push([span, count]);
  }
  const start = element.getAttribute('start') ?? '';
  if (name === 'ol' && /^\d{1,9}$/.test(start)) found.push(['start', start]);
  return found;
}

/** Colour, size and font of words, and where a paragraph stands; values without addresses. */
function styleOf(element: Element, name: string): string {
  if (!(element instanceof (element.ownerDocument.defaultView?.HTMLElement ?? HTMLElement))) return '';
  const { style } = element;
  const found: string[] = [];
  const add = (property: string, value: string) => {
    if (value !== '' && value.length < 200 && !/url|expression|[\\<>{}@]|var\(/i.test(value))
      found.push(`${property}: ${value}`);
  };
  if (name === 'span') {
    add('color', isPlainColour(style.color) ? '' : hexOf(style.color));
    add('font-size', style.fontSize);
    add('font-family', style.fontFamily);
  }
  const align = style.textAlign || element.getAttribute('align') || '';
  if (/^(?:p|div|h[1-6]|td|th)$/.test(name) && /^(?:center|right|justify)$/i.test(align))
    add('text-align', align.toLowerCase());
  return found.join('; ');
}

/** `rgb(204, 0, 0)`, which is what a browser makes of all colours, as people and mail programs write it. */
function hexOf(colour: string): string {
  const parts = /^rgb\((\d+), (\d+), (\d+)\)$/.exec(colour)?.slice(1);
  return parts ? `#${parts.map((part) => Number(part).toString(16).padStart(2, '0')).join('')}` : colour;
}

/** Black is what words are anyway; in a dark reader it would be black on black. */
function isPlainColour(colour: string): boolean {
  return /^(?:|black|windowtext|inherit|initial|rgb\(0, 0, 0\)|#000(?:000)?)$/i.test(colour);
}

/** What Word and Google Docs say by style is said by elements here. */
function marksOf(element: Element): readonly string[] {
  const style = (element.getAttribute('style') ?? '').toLowerCase();
  const marks: string[] = [];
  if (/font-weight:\s*(?:bold|[6-9]00)/.test(style)) marks.push('b');
  if (/font-style:\s*italic/.test(style)) marks.push('i');
  if (/text-decoration[^;]*underline/.test(style)) marks.push('u');
  if (/text-decoration[^;]*line-through/.test(style)) marks.push('s');
  return marks;
}

function wrapInside(parsed: Document, element: Element, name: string): void {
  const mark = parsed.createElement(name);
  mark.append(...element.childNodes);
  element.append(mark);
}

function unwrap(element: Element): void {
  element.replaceWith(...element.childNodes);
}

function replaceBy(parsed: Document, element: Element, name: string): void {
  const made = parsed.createElement(name);
  made.append(...element.childNodes);
  element.replaceWith(made);
}

/** Word writes lists as paragraphs that say in their style which list they are of. */
function makeWordLists(parsed: Document, body: HTMLElement): void {
  let list: HTMLElement | undefined;
  let last: Element | undefined;
  for (const paragraph of [...body.querySelectorAll('p[style*="mso-list"]')]) {
    const style = paragraph.getAttribute('style') ?? '';
    if (/mso-list:\s*none/i.test(style)) continue;
    const marker = paragraph.querySelector('[style*="mso-list"]');
    const words = marker?.textContent ?? '';
    marker?.remove();
    const name = /^\s*(?:\d+|[a-z]{1,3}|[ivxlc]+)[.)]/i.test(words) ? 'ol' : 'ul';
    const goesOn = list && last && last === paragraph.previousElementSibling && list.tagName.toLowerCase() === name;
    if (!goesOn) {
      list = parsed.createElement(name);
      paragraph.before(list);
    }
    const item = parsed.createElement('li');
    item.append(...paragraph.childNodes);
    list?.append(item);
    paragraph.remove();
    last = list;
  }
}

const spans = ['colspan', 'rowspan'] as const;
/** Columns that a table may have; what is joined over more is not opened. */
const columnsMax = 100;
/** Empty cells that are put into one table at most: above this it is no table of words. */
const blanksMax = 10_000;

/** Cells that were joined become the grid below: the words in the first, the others empty, each other cell where it was. */
function openJoined(parsed: Document, table: Element): void {
  const covered: number[] = [];
  let left = blanksMax;
  const blank = () => {
    left -= 1;
    return parsed.createElement('td');
  };
  for (const row of table.querySelectorAll('tr')) {
    let column = 0;
    const blanks = () => {
      const made: Element[] = [];
      for (; (covered[column] ?? 0) > 0 && left > 0; column++) {
        covered[column] = (covered[column] ?? 0) - 1;
        made.push(blank());
      }
      return made;
    };
    for (const cell of [...row.querySelectorAll('td,th')]) {
      cell.before(...blanks());
      const [wide = 1, high = 1] = spans.map((span) => Math.max(1, Number(cell.getAttribute(span) ?? 1)));
      for (const span of spans) cell.removeAttribute(span);
      const end = Math.min(columnsMax, column + wide, column + 1 + left);
      for (let index = column; index < end; index++) covered[index] = high - 1;
      cell.after(...Array.from({ length: Math.max(0, end - column - 1) }, blank));
      column = Math.max(column + 1, end);
    }
    row.append(...blanks());
  }
}

/** A table of Markdown has a head and no cells that span others. */
function squareTable(parsed: Document, table: Element): void {
  for (const cell of table.querySelectorAll('td,th')) {
    const breaks = [...cell.querySelectorAll('p,div,li,h1,h2,h3,h4,h5,h6')];
    breaks.forEach((block, index) => {
      if (index > 0 && block.textContent !== '') block.before(parsed.createElement('br'));
      unwrap(block);
    });
    for (const list of cell.querySelectorAll('ul,ol,blockquote,table')) unwrap(list);
  }
  openJoined(parsed, table);
  const first = table.querySelector('tr');
  for (const cell of [...(first?.children ?? [])]) if (cell.tagName === 'TD') replaceBy(parsed, cell, 'th');
}
