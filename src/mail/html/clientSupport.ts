/**
 * What mail clients do with the CSS, the elements and the attributes that our mails are made of. `yes`: as on a web page.
 * `partly`: with the limits that the note names. `no`: left out.
 *
 * Clients: Gmail (web and apps, theirs and others' accounts), Outlook for Windows up to 2021 (Word's engine), Apple Mail
 * (macOS and iOS, WebKit). Each entry names where it was looked up, in November 2026:
 * - a name such as `css-border`: that page of caniemail.com (`/features/css-border/`), and the month it was last tested there
 * - `gmail`: Google's own list of properties alone, developers.google.com/workspace/gmail/design/css, in which every property
 *   below stands; what the other two do is CSS 1, and what is lost if they don't is said
 * - `none`: no page says it, so it stands here from HTML 4 and CSS 1 alone, which all three know; what is lost if that is wrong is said
 *
 * Microsoft's own page ("Word 2007 HTML and CSS Rendering Capabilities in Outlook 2007", learn.microsoft.com, aa338201) could
 * be read in quotations only: no padding of div and p, background-color everywhere.
 */
export type Support = 'yes' | 'partly' | 'no';

export interface ClientSupport {
  readonly gmail: Support;
  readonly outlook: Support;
  readonly apple: Support;
  /** Where it was looked up: see above. */
  readonly source: string;
  /** What is seen where it is not `yes`: never text that is lost. */
  readonly otherwise?: string;
  /** The values that this is said of; others are `no`. */
  readonly values?: RegExp;
}

const everywhere = (source: string): ClientSupport => ({ gmail: 'yes', outlook: 'yes', apple: 'yes', source });
const without = (outlook: Support, source: string, otherwise: string): ClientSupport => ({
  ...everywhere(source),
  outlook,
  otherwise,
});
const ofGmail = (otherwise: string): ClientSupport => ({ ...everywhere('gmail'), otherwise });
const unread = (otherwise: string): ClientSupport => ({ ...everywhere('none'), otherwise });

const notNegative = /^(?!.*(?:^|\s)-)/;
const paddings = without(
  'partly',
  'css-padding 2019-07',
  'Word pads table cells alone: elsewhere text stands nearer to its border',
);
const margins: ClientSupport = {
  ...without('partly', 'css-margin 2019-10', 'Word knows margins of blocks, not auto; Gmail none below zero'),
  gmail: 'partly',
  values: notNegative,
};
const borders = without('partly', 'css-border 2021-07', 'Word draws at most 8px, and not always around p and div');
const pieces = without('partly', 'gmail', 'Word as for border: at most 8px, and not always around p and div');

export const propertySupport: { readonly [property: string]: ClientSupport } = {
  color: ofGmail('the client’s own colour'),
  'background-color': everywhere('css-background-color 2019-02'),
  'font-family': everywhere('css-font 2019-02'),
  'font-size': without('partly', 'css-font-size 2024-02', 'Word knows no rem'),
  'font-style': ofGmail('upright'),
  'font-weight': without('partly', 'css-font-weight 2022-06', 'Word knows normal and bold: 600 and more are bold'),
  'font-variant': ofGmail('plain letters'),
  'letter-spacing': without('partly', 'css-letter-spacing 2020-01', 'Word sets em narrower'),
  'line-height': without('partly', 'css-line-height 2021-10', 'Word takes it as at least so much'),
  'text-align': {
    ...without('partly', 'css-text-align 2021-09', 'Word and Gmail’s apps know no start and end: as the text runs'),
    gmail: 'partly',
  },
  'text-decoration': {
    ...without(
      'partly',
      'css-text-decoration 2019-02',
      'Word knows one line, no overline; Gmail’s apps underline links',
    ),
    gmail: 'partly',
  },
  'text-indent': { ...everywhere('css-text-indent 2021-01'), values: notNegative },
  'text-transform': without('partly', 'css-text-transform 2021-09', 'Word knows no lowercase'),
  'vertical-align': everywhere('css-vertical-align 2020-12'),
  direction: everywhere('css-direction 2021-10'),
  'white-space': {
    ...without('no', 'css-white-space 2019-02', 'a pre element keeps its lines by itself'),
    gmail: 'partly',
  },
  'word-wrap': {
    ...without('no', 'css-word-wrap 2025-05', 'long words make the mail wider; Gmail breaks them anyway'),
    gmail: 'partly',
  },
  'word-break': {
    ...without('partly', 'css-word-break 2022-02', 'long words make the mail wider, or break anywhere'),
    gmail: 'partly',
    apple: 'partly',
  },
  margin: margins,
  'margin-top': margins,
  'margin-right': margins,
  'margin-bottom': margins,
  'margin-left': margins,
  padding: paddings,
  'padding-top': paddings,
  'padding-right': paddings,
  'padding-bottom': paddings,
  'padding-left': paddings,
  border: borders,
  'border-top': borders,
  'border-right': borders,
  'border-bottom': borders,
  'border-left': borders,
  'border-color': pieces,
  'border-style': pieces,
  'border-width': pieces,
  'border-collapse': everywhere('css-border-collapse 2023-12'),
  'border-spacing': without('no', 'css-border-spacing 2023-12', 'the table’s cellspacing counts'),
  'border-radius': without('no', 'css-border-radius 2021-03', 'corners are square'),
  width: without('partly', 'css-width 2019-09', 'Word sizes tables and cells; a picture by its width attribute'),
  height: without('partly', 'css-height 2019-09', 'Word sizes tables, cells and pictures'),
  'max-width': without(
    'no',
    'css-max-width 2019-08',
    'as wide as the window; a picture as wide as its width attribute or its own pixels',
  ),
  'min-width': without('no', 'css-min-width 2021-11', 'as narrow as its content'),
  'list-style-type': everywhere('css-list-style-type 2020-04'),
  'list-style-position': without('no', 'css-list-style-position 2020-04', 'marks stand outside'),
  display: {
    ...without('partly', 'css-display 2021-12', 'Word keeps block and inline to their elements; none hides'),
    gmail: 'partly', // `none` shows all the same in a phone's browser.
    values: /^(?:block|inline|inline-block|none)$/i,
  },
};

const elementsOf = (names: string, support: ClientSupport) =>
  Object.fromEntries(names.split(' ').map((name) => [name, support]));

/** Elements that all three show. What is not here never leaves in a mail made of Markdown. */
export const elementSupport: { readonly [element: string]: ClientSupport } = {
  ...elementsOf('blockquote', everywhere('html-blockquote 2020-05')),
  ...elementsOf('code', everywhere('html-code 2023-04')),
  ...elementsOf('del', everywhere('html-del 2019-02')),
  ...elementsOf('div', everywhere('html-div 2020-05')),
  ...elementsOf('h1 h2 h3 h4 h5 h6', everywhere('html-h1-h6 2020-05')),
  ...elementsOf('hr', everywhere('html-hr 2023-09')),
  ...elementsOf('img', everywhere('html-img 2023-12')),
  ...elementsOf('li ol ul', everywhere('html-lists 2024-02')),
  ...elementsOf('p', everywhere('html-p 2020-05')),
  ...elementsOf('pre', everywhere('html-pre 2023-04')),
  ...elementsOf('small', everywhere('html-small 2021-11')),
  ...elementsOf('span', everywhere('html-span 2020-05')),
  ...elementsOf('strike', everywhere('html-strike 2019-02')),
  ...elementsOf('strong', everywhere('html-strong 2020-05')),
  ...elementsOf('table tbody td tfoot th thead tr', everywhere('html-table 2019-09')),
  ...elementsOf('a', everywhere('html-mailto-links 2021-05')),
  ...elementsOf('b big center em font i ins kbd s sub sup tt u', unread('its words, looking like those around them')),
  ...elementsOf('br col colgroup dd dl dt', unread('its content, as lines of its own or in one')),
};

/** Attributes of a letter's elements; `style` is what `propertySupport` says. */
export const attributeSupport: { readonly [attribute: string]: ClientSupport } = {
  align: everywhere('html-align 2021-11'),
  valign: everywhere('html-valign 2020-12'),
  cellpadding: everywhere('html-cellpadding 2024-05'),
  cellspacing: everywhere('html-cellspacing 2024-05'),
  dir: without('partly', 'html-dir 2021-11', 'Word is wrong on links: as the text runs'),
  lang: everywhere('html-lang 2020-10'),
  href: everywhere('html-mailto-links 2021-05'),
  src: everywhere('html-img 2023-12'),
  alt: everywhere('html-img 2023-12'),
  width: without('partly', 'html-width 2019-09', 'Word takes a percentage of a picture’s own pixels'),
  height: without('partly', 'html-height 2019-09', 'Word takes a percentage of a picture’s own pixels'),
  name: {
    ...everywhere('html-anchor-links 2019-08'),
    gmail: 'partly',
    apple: 'partly',
    otherwise: 'on some phones a link to a note leads nowhere; the note stands below all the same',
  },
  role: everywhere('html-role 2020-02'),
  start: unread('counted from one'),
  colspan: unread('cells side by side'),
  rowspan: unread('cells side by side'),
  title: unread('no words under the pointer'),
  border: unread('the border that the style says'),
  bgcolor: unread('the ground that the style says'),
  color: unread('the client’s own colour'),
  face: unread('the client’s own letters'),
  size: unread('the client’s own size'),
  span: unread('columns as wide as their content'),
  type: unread('usual marks of a list'),
};

/** True where the declaration is worth sending: Gmail and Apple Mail show it, and Word at most leaves it out. */
export function isSent(property: string, value: string): boolean {
  const support = Object.hasOwn(propertySupport, property) ? propertySupport[property] : undefined;
  if (!support || support.values?.test(value) === false) return false;
  return support.gmail !== 'no' && support.apple !== 'no';
}
