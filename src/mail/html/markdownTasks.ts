import type { MarkdownIt, StateCore } from 'markdown-it';

/** Items that begin with `[ ]` or `[x]` are tasks: `meta.task` of the item says whether it is done, the mark is taken off. */
export function markTasks(markdown: MarkdownIt): void {
  markdown.core.ruler.push('tasks', ({ tokens }: StateCore) => {
    tokens.forEach((token, index) => {
      const item = tokens[index - 2];
      const [first] = token.children ?? [];
      if (token.type !== 'inline' || item?.type !== 'list_item_open' || first?.type !== 'text') return;
      const mark = /^\[([ xX])\] +/.exec(first.content);
      if (!mark || !token.content.startsWith('[')) return; // `\[ ]` is meant as it stands.
      item.meta = { task: mark[1] !== ' ' };
      first.content = first.content.slice(mark[0].length);
    });
  });
}
