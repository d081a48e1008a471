import { elementDepthMax } from './limits.ts';

/** Which context an element opens: HTML within SVG or MathML, and where self-closing tags count. */
type Context = 'html' | 'svg' | 'math';

/**
 * The elements open at one place of a document, by the rules of the sanitiser's parser: what closes what, what has no
 * end. Opening and closing cost the same at any depth. Elements below {@link elementDepthMax} are kept here and told to nobody.
 */
export class OpenElements {
  readonly #names: string[] = [];
  readonly #contexts: Context[] = [];
  readonly #counts = new Map<string, number>();
  readonly #onClose: (name: string) => void;

  /** `onClose` hears of each element that was shallow enough to be told, innermost first. */
  constructor(onClose: (name: string) => void) {
    this.#onClose = onClose;
  }

  get isForeign(): boolean {
    return this.#context !== 'html';
  }

  get isTooDeep(): boolean {
    return this.#names.length >= elementDepthMax;
  }

  has(name: string): boolean {
    return (this.#counts.get(name) ?? 0) > 0;
  }

  /** Closes what the beginning of `name` closes. */
  closeFor(name: string): void {
    const closed = impliedEnds.get(name);
    if (!closed) return;
    for (let top = this.#names.at(-1); top !== undefined && closed.has(top); top = this.#names.at(-1)) this.#pop();
  }

  push(name: string): void {
    const context = this.#contextInside(name);
    this.#names.push(name);
    this.#contexts.push(context);
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
  }

  /** Closes the innermost `name` and all inside of it. False where that was all too deep to be told. */
  close(name: string): boolean {
    if (!this.has(name)) return false;
    for (;;) if (this.#pop() === name) return !this.isTooDeep;
  }

  closeAll(): void {
    while (this.#names.length > 0) this.#pop();
  }

  get #context(): Context {
    return this.#contexts.at(-1) ?? 'html';
  }

  #contextInside(name: string): Context {
    if (name === 'svg' || name === 'math') return name;
    const isBack = htmlInside.has(name) || (name === 'foreignobject' && this.#context === 'svg');
    return isBack ? 'html' : this.#context;
  }

  #pop(): string | undefined {
    const name = this.#names.pop();
    this.#contexts.pop();
    if (name === undefined) return undefined;
    this.#counts.set(name, (this.#counts.get(name) ?? 1) - 1);
    if (!this.isTooDeep) this.#onClose(name);
    return name;
  }
}

/** Elements without content (HTML §13.1.2), and those of older HTML. */
export const voidElements: ReadonlySet<string> = new Set(
  'area base basefont br col command embed frame hr img input isindex keygen link meta param source track wbr'.split(
    ' ',
  ),
);

/** Where HTML goes on inside SVG and MathML. */
const htmlInside: ReadonlySet<string> = new Set('mi mo mn ms mtext annotation-xml desc title'.split(' '));

const sets = (table: { readonly [names: string]: string }): ReadonlyMap<string, ReadonlySet<string>> =>
  new Map(
    Object.entries(table).flatMap(([names, closed]) => {
      const set = new Set(closed.split(' '));
      return names.split(' ').map((name) => [name, set] as const);
    }),
  );

/** What stands open directly around the beginning of an element and ends with it. */
const impliedEnds = sets({
  tr: 'tr th td',
  th: 'th',
  td: 'thead th td',
  body: 'head link script',
  a: 'a',
  li: 'li',
  'h1 h2 h3 h4 h5 h6': 'h1 h2 h3 h4 h5 h6 p',
  'select input output button datalist textarea': 'input option optgroup select button datalist textarea',
  option: 'option',
  optgroup: 'optgroup option',
  'dd dt': 'dd dt',
  'rt rp': 'rt rp',
  'tbody tfoot': 'thead tbody',
  'p address article aside blockquote details div dl fieldset figcaption figure footer form header hr main nav ol pre section table ul':
    'p',
});
