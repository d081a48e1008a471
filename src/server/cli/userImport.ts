import { isErrorCode } from '../../base/errorCodes.ts';
import type { ErrorData } from '../../base/errors.ts';
import { errorText } from '../../texts/errors.ts';
import { translator } from '../../texts/translator.ts';
import { readCsv, writeCsv } from '../people/csv.ts';
import { entriesOf, type Form, fieldsOf, misuse } from './administration.ts';

/** Lines of one request: a password takes some 40 ms, and no request is to take long. */
const linesAtOnce = 100;

/**
 * `user import FILE.csv`: prints what was made as one JSON value, then each password that was made; refused lines with
 * their reason go to standard error. The first line is asked with every hundred, so that a request never takes long.
 */
export const importFile: Form['run'] = async ({ client, names: [path = ''], options, dependencies }) => {
  const mode = options['mode'] ?? 'create';
  if (mode !== 'create' && mode !== 'change' && mode !== 'both') throw misuse(`--mode ${mode}`);
  const csv = dependencies.readFile(path);
  const { records, unclosed } = readCsv(csv);
  const [head, ...body] = records;
  const total = { created: 0, changed: 0 };
  const passwords: string[] = [];
  const refused: string[] = [];
  for (let first = 0; first < Math.max(1, body.length); first += linesAtOnce) {
    const some = body.slice(first, first + linesAtOnce);
    // What cannot be read as a table is refused by the server, with its words.
    const isWhole = head !== undefined && unclosed === undefined;
    const part = isWhole ? writeCsv([head, ...some].map(({ fields }) => fields)) : csv || '\n';
    const answer = await client.ask('POST', '/api/users-import', { csv: part, mode });
    const { created, changed } = fieldsOf(answer);
    total.created += Number(created);
    total.changed += Number(changed);
    for (const one of entriesOf(answer, 'passwords')) passwords.push(JSON.stringify(one));
    const lines = linesOf(part);
    for (const one of entriesOf(answer, 'refused')) {
      const record = some[lines.indexOf(Number(one['line'])) - 1];
      refused.push(`${path}:${record?.line ?? '?'}: ${one['code']}: ${sentence(one)}`);
    }
  }
  const out = [JSON.stringify({ ...total, refused: refused.length }), ...passwords];
  return { out, err: refused, failed: refused.length > 0 };
};

/** The lines on which the records of a part begin: what the server counts by. */
function linesOf(part: string): number[] {
  return readCsv(part).records.map(({ line }) => line);
}

function sentence({ code, data }: { readonly [field: string]: unknown }): string {
  if (typeof code !== 'string' || !isErrorCode(code)) return String(code);
  const values: ErrorData = Object.fromEntries(
    Object.entries(fieldsOf(data)).map(([name, value]) => [name, String(value)]),
  );
  return errorText(translator(), code, values);
}
