/**
 * Joins the soft line breaks of format=flowed text (RFC 3676 §4.2): a line that ends in a blank goes on in the next of
 * the same quote depth; the signature line `-- ` never joins; with `delSp` the blank goes too (CJK text).
 * Quote marks stay as `> `, one per level; stuffed blanks go.
 */
export function unflow(text: string, delSp: boolean): string {
  const out: string[] = [];
  let open: { depth: number; text: string } | undefined;
  const close = () => {
    if (open) out.push(quoted(open.depth, open.text));
    open = undefined;
  };
  for (const line of text.split(/\r?\n/)) {
    const depth = /^>*/.exec(line)?.[0].length ?? 0;
    let content = line.slice(depth);
    if (content.startsWith(' ')) content = content.slice(1);
    const signature = content === '-- ';
    if (open && (open.depth !== depth || signature)) close();
    const flows = content.endsWith(' ') && !signature;
    const piece = flows && delSp ? content.slice(0, -1) : content;
    const joined: string = (open?.text ?? '') + piece;
    if (flows) open = { depth, text: joined };
    else {
      out.push(quoted(depth, joined));
      open = undefined;
    }
  }
  close();
  return out.join('\n');
}

function quoted(depth: number, text: string): string {
  return depth === 0 ? text : `${'>'.repeat(depth)} ${text}`.trimEnd();
}
