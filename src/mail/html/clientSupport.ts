/**
 * What mail clients do with the CSS and the elements that our mails are made of. `yes`: as on a web page. `partly`: with
 * the limits that the note names. `no`: left out.
 *
 * Clients: Gmail (web and apps), Outlook for Windows up to 2019 (Word's engine), Apple Mail (macOS and iOS, WebKit).
 * What the sources below are known to say; looked up again in November 2026: caniemail.com on border-radius, padding,
 * white-space, max-width and line-height. Sources:
 * - Gmail: "CSS support", the list of properties, developers.google.com/workspace/gmail/design/css
 * - Outlook: "Word 2007 HTML and CSS Rendering Capabilities in Outlook 2007", learn.microsoft.com (aa338201)
 * - all three, tested: the tables of caniemail.com, one page for each property (`/features/css-…/`, `/features/html-…/`)
 */
export type Support = 'yes' | 'partly' | 'no';

export interface ClientSupport {
  readonly gmail: Support;
  readonly outlook: Support;
  readonly apple: Support;
  /** What is seen where it is not `yes`: never text that is lost. */
  readonly otherwise?: string;
  /** The values that this is said of; others are `no`. */
  readonly values?: RegExp;
}

const everywhere: ClientSupport = { gmail: 'yes', outlook: 'yes', apple: 'yes' };
const without = (outlook: Support, otherwise: string): ClientSupport => ({ ...everywhere, outlook, otherwise });

const paddings = without('partly', 'Word pads table cells alone: elsewhere text stands nearer to its border');

export const propertySupport: { readonly [property: string]: ClientSupport } = {
  color: everywhere,
  'background-color': everywhere,
  'font-family': everywhere,
  'font-size': everywhere,
  'font-style': everywhere,
  'font-weight': without('partly', 'Word knows normal and bold: 600 and more are bold'),
  'font-variant': everywhere,
  'letter-spacing': everywhere,
  'line-height': without('partly', 'Word takes it as at least so much'),
  'text-align': everywhere,
  'text-decoration': everywhere,
  'text-indent': everywhere,
  'text-transform': everywhere,
  'vertical-align': everywhere,
  direction: everywhere,
  'white-space': without('no', 'a pre element keeps its lines in Word by itself'),
  'word-wrap': { gmail: 'partly', outlook: 'no', apple: 'yes', otherwise: 'long words make the mail wider' },
  'word-break': { gmail: 'partly', outlook: 'partly', apple: 'yes', otherwise: 'long words make the mail wider' },
  margin: without('partly', 'Word knows margins of blocks, not auto'),
  'margin-top': without('partly', 'Word knows margins of blocks, not auto'),
  'margin-right': without('partly', 'Word knows margins of blocks, not auto'),
  'margin-bottom': without('partly', 'Word knows margins of blocks, not auto'),
  'margin-left': without('partly', 'Word knows margins of blocks, not auto'),
  padding: paddings,
  'padding-top': paddings,
  'padding-right': paddings,
  'padding-bottom': paddings,
  'padding-left': paddings,
  border: everywhere,
  'border-top': everywhere,
  'border-right': everywhere,
  'border-bottom': everywhere,
  'border-left': everywhere,
  'border-color': everywhere,
  'border-style': everywhere,
  'border-width': everywhere,
  'border-collapse': everywhere,
  'border-spacing': without('no', 'the table’s cellspacing counts'),
  'border-radius': without('no', 'corners are square'),
  width: without('partly', 'Word sizes tables, cells and pictures'),
  height: without('partly', 'Word sizes tables, cells and pictures'),
  'max-width': without('no', 'as wide as the window; a picture as wide as its width attribute or its own pixels'),
  'min-width': without('no', 'as narrow as its content'),
  'list-style-type': everywhere,
  'list-style-position': without('no', 'marks stand outside'),
  display: {
    ...without('partly', 'Word keeps block and inline to their elements; none hides'),
    values: /^(?:block|inline|inline-block|none)$/i,
  },
};

/** Elements that all three show. What is not here never leaves in a mail made of Markdown. */
export const elementSupport: { readonly [element: string]: ClientSupport } = Object.fromEntries(
  (
    'a b big blockquote br center code col colgroup dd del div dl dt em font h1 h2 h3 h4 h5 h6 hr i img ins kbd li ol p ' +
    'pre s small span strike strong sub sup table tbody td tfoot th thead tr tt u ul'
  )
    .split(' ')
    .map((name) => [name, everywhere]),
);

/** True where the declaration is worth sending: Gmail and Apple Mail show it, and Word at most leaves it out. */
export function isSent(property: string, value: string): boolean {
  const support = Object.hasOwn(propertySupport, property) ? propertySupport[property] : undefined;
  if (!support || support.values?.test(value) === false) return false;
  return support.gmail !== 'no' && support.apple !== 'no';
}
