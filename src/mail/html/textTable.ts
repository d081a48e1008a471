import { columnsOf } from './textColumns.ts';

export interface TextCell {
  readonly text: string;
  /** `left`, `right`, `center`, or empty. */
  readonly align: string;
}

/** A table whose columns stand below each other on a screen of even letters. The first row is its head. */
export function alignedTable(rows: readonly (readonly TextCell[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach(({ text }, column) => {
      widths[column] = Math.max(widths[column] ?? 3, columnsOf(text));
    });
  }
  const [head = [], ...body] = rows;
  const rule = `|${widths.map((width, column) => ruleOf(width, head[column]?.align ?? '')).join('|')}|`;
  return [line(head, widths), rule, ...body.map((row) => line(row, widths))];
}

function line(row: readonly TextCell[], widths: readonly number[]): string {
  const cells = widths.map((width, column) => padded(row[column] ?? { text: '', align: '' }, width));
  return `| ${cells.join(' | ')} |`;
}

function padded({ text, align }: TextCell, width: number): string {
  const space = Math.max(0, width - columnsOf(text));
  const before = align === 'right' ? space : align === 'center' ? space >> 1 : 0;
  return ' '.repeat(before) + text + ' '.repeat(space - before);
}

function ruleOf(width: number, align: string): string {
  const dashes = '-'.repeat(width);
  return `${align === 'center' ? ':' : '-'}${dashes}${/^(?:right|center)$/.test(align) ? ':' : '-'}`;
}
