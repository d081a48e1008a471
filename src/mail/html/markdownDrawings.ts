import { drawingMaxChars, drawingsMax } from './limits.ts';
import { readMarkdownFor, type Token } from './markdown.ts';

/** A block of code that is shown as a picture: a diagram in Mermaid's language, or a formula in TeX. */
export interface MarkdownDrawing {
  readonly kind: 'diagram' | 'formula';
  readonly source: string;
}

export interface PlacedDrawing extends MarkdownDrawing {
  /** Zero-based lines of the block: from (with) and to (without). */
  readonly startLine: number;
  readonly endLine: number;
}

/** What a token shows as a picture; undefined for other code, and for what is too long to draw. */
export function drawingOf(token: Token): MarkdownDrawing | undefined {
  if (token.type !== 'fence') return undefined;
  const [word = ''] = token.info.trim().toLowerCase().split(/\s/, 1);
  const kind = kinds.get(word);
  const source = token.content.trim();
  return kind === undefined || source === '' || source.length > drawingMaxChars ? undefined : { kind, source };
}

const kinds: ReadonlyMap<string, MarkdownDrawing['kind']> = new Map([
  ['mermaid', 'diagram'],
  ['math', 'formula'],
  ['latex', 'formula'],
  ['katex', 'formula'],
  ['tex', 'formula'],
]);

/** The drawings of a letter in their order; the first ones where there are too many. */
export function markdownDrawings(text: string): readonly PlacedDrawing[] {
  if (!/(?:```|~~~)[`~ \t]*(?:mermaid|math|latex|katex|tex)\b/i.test(text)) return []; // Most letters have none.
  const found: PlacedDrawing[] = [];
  for (const token of readMarkdownFor(text, ({ type }) => type === 'fence').tokens) {
    const drawing = drawingOf(token);
    const [startLine, endLine] = token.map ?? [0, 0];
    if (drawing) found.push({ ...drawing, startLine, endLine });
  }
  return found.slice(0, drawingsMax);
}
