/** The icons that the page uses, by code point of the codicon font. */
const codePoints: { readonly [name: string]: string } = {
  add: 'ea60',
  'arrow-down': 'ea9a',
  'arrow-left': 'ea9b',
  'arrow-right': 'ea9c',
  'arrow-up': 'eaa1',
  attach: 'ec34',
  bold: 'eaa3',
  calendar: 'eab0',
  'chevron-down': 'eab4',
  'case-sensitive': 'eab1',
  'clear-all': 'eabf',
  close: 'ea76',
  code: 'eac4',
  dash: 'eacc',
  discard: 'eae2',
  'file-code': 'eae9',
  'file-media': 'eaea',
  italic: 'eb0d',
  link: 'eb15',
  'link-external': 'eb14',
  'list-ordered': 'eb16',
  'list-unordered': 'eb17',
  'open-preview': 'eb28',
  quote: 'eb33',
  redo: 'ebb0',
  remove: 'eb3b',
  replace: 'eb3d',
  'replace-all': 'eb3c',
  search: 'ea6d',
  send: 'ec0f',
  smiley: 'eb54',
  strikethrough: 'ec64',
  'symbol-color': 'eb5c',
  table: 'ebb7',
  tasklist: 'eb67',
  trash: 'ea81',
  warning: 'ea6c',
};

export function codicons(): string {
  return Object.entries(codePoints)
    .map(([name, point]) => `.codicon-${name}::before{content:"\\${point}"}`)
    .join('');
}
