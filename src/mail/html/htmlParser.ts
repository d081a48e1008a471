import { Parser } from 'htmlparser2';

/** What a walk over HTML meets, in order. Names are lower case, attribute values decoded. */
export interface HtmlVisitor {
  open?(name: string, attributes: { readonly [name: string]: string }): void;
  text?(text: string): void;
  close?(name: string): void;
}

/** Walks HTML with the parser that the sanitiser uses (its only door here). Never throws for what the HTML says. */
export function walkHtml(html: string, visitor: HtmlVisitor): void {
  const parser = new Parser(
    {
      onopentag: (name, attributes) => visitor.open?.(name, attributes),
      ontext: (text) => visitor.text?.(text),
      onclosetag: (name) => visitor.close?.(name),
    },
    { decodeEntities: true },
  );
  parser.end(html);
}

/** The text of all style elements. */
export function styleText(html: string): string {
  let depth = 0;
  let css = '';
  walkHtml(html, {
    open: (name) => {
      if (name === 'style') depth++;
    },
    text: (text) => {
      if (depth > 0) css += text;
    },
    close: (name) => {
      if (name === 'style') {
        depth--;
        css += '\n';
      }
    },
  });
  return css;
}

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
