import { decodeAttribute, decodeEntities } from './entities.ts';
import { OpenElements, voidElements } from './openElements.ts';

/** What a walk over HTML meets, in order. Names are lower case, values and text decoded. */
export interface HtmlVisitor {
  /** The attributes that `open` is told of. */
  readonly wanted: ReadonlySet<string>;
  open?(name: string, attributes: HtmlAttributes): void;
  text?(text: string): void;
  /** Once for each `open`, innermost first; never for an element without content, such as `br`. */
  close?(name: string): void;
  /** A tag of an element deeper than `elementDepthMax`, of which nothing is told but its text. */
  tooDeep?(start: number, end: number): void;
}

export interface HtmlAttributes {
  readonly [name: string]: string;
}

/**
 * Walks HTML as the sanitiser's parser reads it, which tests compare, in one pass and in time linear in its length, and
 * decodes only what is asked for. Never throws for what the HTML says.
 */
export function walkHtml(html: string, visitor: HtmlVisitor): void {
  new Walk(html, visitor).run();
}

class Walk {
  readonly #html: string;
  readonly #visitor: HtmlVisitor;
  readonly #open: OpenElements;
  /** Where the next token begins. */
  #at = 0;
  #attributes: HtmlAttributes = noAttributes;

  constructor(html: string, visitor: HtmlVisitor) {
    this.#html = html;
    this.#visitor = visitor;
    this.#open = new OpenElements((name) => visitor.close?.(name));
  }

  run(): void {
    const html = this.#html;
    let textStart = 0;
    for (let mark = html.indexOf('<'); mark !== -1; mark = html.indexOf('<', this.#at)) {
      const next = html.charCodeAt(mark + 1);
      if (!isMarkup(next)) {
        this.#at = mark + 1;
        continue;
      }
      if (mark > textStart) this.#text(html.slice(textStart, mark));
      this.#at = mark + 1;
      if (next === slash) this.#endTag(mark);
      else if (next === exclamation) this.#declaration(mark);
      else if (next === question) this.#skipTo('>', mark + 2);
      else this.#startTag(mark);
      textStart = this.#at;
    }
    if (textStart < html.length) this.#text(html.slice(textStart));
    this.#open.closeAll();
  }

  #text(raw: string): void {
    this.#visitor.text?.(decodeEntities(raw));
  }

  /** Behind the next `mark`; to the end where there is none. */
  #skipTo(mark: string, from: number): void {
    const found = this.#html.indexOf(mark, from);
    this.#at = found === -1 ? this.#html.length : found + mark.length;
  }

  /** A comment, a document type, or a section of character data, which is text in SVG and MathML alone. */
  #declaration(mark: number): void {
    const html = this.#html;
    if (html.startsWith('--', mark + 2)) {
      commentEnd.lastIndex = mark + 2;
      let end = commentEnd.exec(html);
      // `<!-->` and `<!--->` are whole comments; an exclamation mark ends only what has begun.
      while (end && end[0].length === 4 && end.index < mark + 4) {
        commentEnd.lastIndex = end.index + 1;
        end = commentEnd.exec(html);
      }
      this.#at = end ? end.index + end[0].length : html.length;
    } else if (html.startsWith('[CDATA[', mark + 2)) {
      this.#skipTo(']]>', mark + 9);
      if (this.#open.isForeign && html.endsWith(']]>', this.#at))
        this.#visitor.text?.(html.slice(mark + 9, this.#at - 3));
    } else this.#skipTo('>', mark + 2);
  }

  #endTag(mark: number): void {
    const first = this.#html.charCodeAt(mark + 2);
    if (!isLetter(first)) {
      // `</` at the very end is text; `</>` and `</ …>` are nothing.
      if (mark + 2 === this.#html.length) this.#text('</');
      this.#skipTo('>', mark + 2);
      return;
    }
    const name = this.#name(mark + 2);
    if (this.#at >= this.#html.length) return;
    this.#skipTo('>', this.#at);
    this.#close(name, mark);
  }

  #close(name: string, mark: number): void {
    const open = this.#open;
    if (name === 'br') this.#visitor.open?.(name, noAttributes);
    else if (voidElements.has(name)) return;
    else if (open.has(name)) {
      if (!open.close(name)) this.#visitor.tooDeep?.(mark, this.#at);
    } else if (name === 'p') {
      if (open.isTooDeep) this.#visitor.tooDeep?.(mark, this.#at);
      else {
        this.#visitor.open?.(name, noAttributes);
        this.#visitor.close?.(name);
      }
    }
  }

  #startTag(mark: number): void {
    const open = this.#open;
    const isRaw = !open.isForeign;
    const name = this.#name(mark + 1);
    if (this.#at >= this.#html.length) return;
    const endMark = isRaw ? rawElements.get(name) : undefined;
    const ends = this.#readAttributes();
    if (ends === 'nowhere') return;
    // A form inside of a form is none.
    if (name === 'form' && open.has(name)) return;
    open.closeFor(name);
    if (voidElements.has(name)) {
      this.#visitor.open?.(name, this.#attributes);
      return;
    }
    const isTold = !open.isTooDeep;
    open.push(name);
    if (isTold) this.#visitor.open?.(name, this.#attributes);
    if (ends === 'itself' && open.isForeign) open.close(name);
    if (endMark) this.#rawText(name, endMark, isTold);
    if (!isTold) this.#visitor.tooDeep?.(mark, this.#at);
  }

  /** What an element holds that has no markup inside. */
  #rawText(name: string, endMark: RegExp, isTold: boolean): void {
    endMark.lastIndex = this.#at;
    const end = name === 'plaintext' ? null : endMark.exec(this.#html);
    const stop = end ? end.index : this.#html.length;
    const text = this.#html.slice(this.#at, stop);
    this.#at = stop;
    if (isTold && text !== '')
      this.#visitor.text?.(name === 'title' || name === 'textarea' ? decodeEntities(text) : text);
    if (isTold || !end) return;
    // Left out with its element and its end, lest what it holds be taken for markup.
    this.#skipTo('>', stop);
    this.#open.close(name);
  }

  /** The name at `from`, in lower case; goes behind it. */
  #name(from: number): string {
    const html = this.#html;
    let end = from;
    while (end < html.length && !endsName(html.charCodeAt(end))) end++;
    this.#at = end;
    const written = html.slice(from, end);
    const name = known.get(written) ?? written.toLowerCase();
    return name === 'image' && !this.#open.isForeign ? 'img' : name;
  }

  /** Goes behind the tag. `itself`: it ends with a slash; `nowhere`: the document is over. */
  #readAttributes(): 'here' | 'itself' | 'nowhere' {
    const html = this.#html;
    const { wanted } = this.#visitor;
    let found: Record<string, string> | undefined;
    let at = this.#at;
    let isSlashed = false;
    this.#attributes = noAttributes;
    while (at < html.length) {
      const code = html.charCodeAt(at);
      if (code === greater) {
        this.#at = at + 1;
        if (found) this.#attributes = found;
        return isSlashed ? 'itself' : 'here';
      }
      if (code === slash || isBlank(code)) {
        if (code === slash) isSlashed = true;
        at++;
        continue;
      }
      isSlashed = false;
      const start = at++;
      while (at < html.length && html.charCodeAt(at) !== equals && !endsName(html.charCodeAt(at))) at++;
      const name = html.slice(start, at);
      let value = '';
      let after = at;
      while (isBlank(html.charCodeAt(after))) after++;
      if (html.charCodeAt(after) === equals) {
        after++;
        while (isBlank(html.charCodeAt(after))) after++;
        const quote = html.charCodeAt(after);
        if (quote === doubleQuote || quote === singleQuote) {
          at = html.indexOf(quote === doubleQuote ? '"' : "'", after + 1);
          if (at === -1) break;
          value = html.slice(after + 1, at++);
        } else {
          at = after;
          while (at < html.length && html.charCodeAt(at) !== greater && !isBlank(html.charCodeAt(at))) at++;
          value = html.slice(after, at);
        }
      }
      const key = known.get(name) ?? name.toLowerCase();
      if (!wanted.has(key)) continue;
      found ??= {};
      if (found[key] === undefined) found[key] = decodeAttribute(value);
    }
    this.#at = html.length;
    return 'nowhere';
  }
}

/** What `open` is told where a tag has none of the attributes wanted. */
export const noAttributes: HtmlAttributes = {};
const commentEnd = /--!?>/g;

const [slash, exclamation, question, greater, equals, doubleQuote, singleQuote] = [47, 33, 63, 62, 61, 34, 39];

/** Elements whose content is text up to their own end (HTML §13.2.5), each with what ends it. */
const rawElements: ReadonlyMap<string, RegExp> = new Map(
  'script style title textarea iframe noembed noframes plaintext xmp'
    .split(' ')
    .map((name) => [name, new RegExp(`</${name}(?=[ \\n\\t\\f\\r/>])`, 'gi')]),
);

/** Names that are nearly always written so: no need to make them small. */
const known: ReadonlyMap<string, string> = new Map(
  (
    'a b body br center div em font h1 h2 h3 head hr html i img li meta o:p p pre span strong style table tbody td tr ul ' +
    'align alt bgcolor border cellpadding cellspacing class color dir face height href id lang name rel size src target ' +
    'title type valign width'
  )
    .split(' ')
    .map((name) => [name, name]),
);

function isLetter(code: number): boolean {
  const lower = code | 32;
  return lower >= 97 && lower <= 122;
}

function isMarkup(code: number): boolean {
  return isLetter(code) || code === slash || code === exclamation || code === question;
}

function isBlank(code: number): boolean {
  return code === 32 || code === 10 || code === 9 || code === 12 || code === 13;
}

function endsName(code: number): boolean {
  return code === slash || code === greater || isBlank(code);
}
