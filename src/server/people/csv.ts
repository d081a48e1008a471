/** A record of a table: its fields, and the line of the file on which it begins (1 is the first). */
export interface CsvRecord {
  readonly line: number;
  readonly fields: readonly string[];
}

/** What a table says; `unclosed`: the line on which a quote was opened that nobody closed, after which nothing was read. */
export interface CsvTable {
  readonly records: readonly CsvRecord[];
  readonly unclosed?: number;
}

/**
 * Reads comma-separated values (RFC 4180), or with the semicolons or tabs that spreadsheets write in other countries: the
 * first line tells which. Lines end with LF, CRLF or CR; empty ones are left out; a field in quotes may hold anything.
 */
export function readCsv(text: string): CsvTable {
  const source = text.startsWith('\ufeff') ? text.slice(1) : text;
  const separator = separatorOf(source);
  // A field in quotes, or one up to the next separator or line end; then what ended it.
  const field = new RegExp(`(?:"((?:[^"]|"")*)"|((?!")[^${separator}\\r\\n]*))(${separator}|\\r\\n|\\n|\\r|$)`, 'y');
  const records: CsvRecord[] = [];
  let fields: string[] = [];
  let [line, begins] = [1, 1];
  while (field.lastIndex < source.length || fields.length > 0) {
    const match = field.exec(source);
    if (!match) return { records, unclosed: begins };
    const [whole, quoted, plain = '', end = ''] = match;
    fields.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    line += whole.match(/\r\n|\n|\r/g)?.length ?? 0;
    if (end === separator) continue;
    if (fields.length > 1 || fields[0] !== '') records.push({ line: begins, fields });
    [fields, begins] = [[], line];
    if (end === '') break;
  }
  return { records };
}

/** Writes what {@link readCsv} reads. */
export function writeCsv(rows: readonly (readonly string[])[]): string {
  const field = (text: string) => (/[",;\t\r\n]|^$|^\ufeff/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return rows.map((row) => `${row.map(field).join(',')}\r\n`).join('');
}

function separatorOf(source: string): ',' | ';' | '\t' {
  const [first = ''] = source.split(/[\r\n]/, 1);
  const outside = first.replaceAll(/"(?:[^"]|"")*"/g, '');
  const count = (separator: string) => outside.split(separator).length;
  if (count('\t') > Math.max(count(','), count(';'))) return '\t';
  return count(';') > count(',') ? ';' : ',';
}
