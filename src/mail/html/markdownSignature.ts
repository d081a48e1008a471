import type { MarkdownIt, StateCore, Token } from 'markdown-it';

/**
 * The line `-- ` begins a signature (RFC 3676 §4.3). Right below a line of text it would be a heading's underline in
 * Markdown, which nobody means in mail: the text stays a paragraph, and what follows is marked with `meta.signature`.
 */
export function markSignature(markdown: MarkdownIt, lines: readonly string[]): void {
  markdown.core.ruler.push('signature', (state: StateCore) => {
    const { tokens } = state;
    for (let index = 0; index < tokens.length; index++) {
      const token = tokens[index];
      if (token?.type === 'heading_open' && isMark(lines, (token.map?.[1] ?? 0) - 1)) {
        makeParagraph(tokens, index);
        index += 3;
        addMark(state, index);
      }
      const inline = tokens[index + 1];
      if (tokens[index]?.type === 'paragraph_open' && isMark(lines, inline?.map?.[0] ?? -1))
        if (inline?.content.startsWith('--')) inline.meta = { signature: true };
    }
  });
}

function isMark(lines: readonly string[], index: number): boolean {
  return lines[index] === '-- ';
}

function makeParagraph(tokens: Token[], at: number): void {
  for (const [offset, type] of [
    [0, 'paragraph_open'],
    [2, 'paragraph_close'],
  ] as const) {
    const token = tokens[at + offset];
    if (!token) continue;
    token.type = type;
    token.tag = 'p';
  }
}

/** The mark goes to the top of the paragraph that follows, or into one of its own. */
function addMark(state: StateCore, at: number): void {
  const { tokens } = state;
  const mark = new state.Token('text', '', 0);
  mark.content = '--';
  const isFollowed = tokens[at]?.type === 'paragraph_open';
  if (!isFollowed) {
    const inline = new state.Token('inline', '', 0);
    inline.level = 1;
    inline.children = [];
    tokens.splice(
      at,
      0,
      new state.Token('paragraph_open', 'p', 1),
      inline,
      new state.Token('paragraph_close', 'p', -1),
    );
  }
  const inline = tokens[at + 1];
  if (!inline) return;
  inline.meta = { signature: true };
  inline.children = isFollowed ? [mark, new state.Token('softbreak', 'br', 0), ...(inline.children ?? [])] : [mark];
}
