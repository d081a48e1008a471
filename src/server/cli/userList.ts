import { serverPeopleTexts } from '../../texts/serverPeople.ts';
import { translator } from '../../texts/translator.ts';
import { entriesOf, type Form } from './administration.ts';

/** Rows of one request. */
const pageRows = 1_000;
const separator = '  ';

type Fields = { readonly [field: string]: unknown };

/** `user list`: an address a line; `--long`: columns for people; `--json`: all there is, a value a line. */
export const listUsers: Form['run'] = async ({ client, options: { long, json, search } }) => {
  const users: Fields[] = [];
  for (;;) {
    const query = new URLSearchParams({ offset: String(users.length), limit: String(pageRows) });
    if (typeof search === 'string') query.set('search', search);
    const page = entriesOf(await client.ask('GET', `/api/users?${query}`), 'users');
    users.push(...page);
    if (page.length < pageRows) break;
  }
  if (json) return { out: users.map((user) => JSON.stringify(user)) };
  return { out: long ? columns(users) : users.map((user) => String(user['address'])) };
};

function columns(users: readonly Fields[]): string[] {
  const t = translator();
  const head = [
    t(serverPeopleTexts.address),
    t(serverPeopleTexts.name),
    t(serverPeopleTexts.role),
    t(serverPeopleTexts.state),
    t(serverPeopleTexts.used),
    t(serverPeopleTexts.quota),
    t(serverPeopleTexts.lastSignIn),
  ];
  const rows = [head, ...users.map((user) => cells(user))];
  const widths = head.map((_, i) => Math.max(...rows.map((row) => width(row[i] ?? ''))));
  const padded = (cell: string, i: number) => cell + ' '.repeat(Math.max(0, (widths[i] ?? 0) - width(cell)));
  return rows.map((row) => row.map(padded).join(separator).trimEnd());
}

function cells(user: Fields): string[] {
  const t = translator();
  const protocols = ['smtp', 'imap', 'pop3'].filter((protocol) => user[protocol] === true).join(' ');
  const quota = Number(user['quotaBytes']);
  const last = Number(user['lastLoginAt']);
  return [
    String(user['address']),
    String(user['displayName']),
    user['role'] === 'none' ? '' : String(user['role']),
    user['disabled'] === true ? t(serverPeopleTexts.stateDisabled) : protocols,
    sizeOf(Number(user['usedBytes'])),
    quota === 0 ? t(serverPeopleTexts.unlimited) : sizeOf(quota),
    last === 0 ? t(serverPeopleTexts.never) : new Date(last).toISOString().slice(0, 16).replace('T', ' '),
  ];
}

/** Three digits and a unit, as `--quota` reads it again. */
function sizeOf(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return `${Number((bytes / 1_000 ** power).toPrecision(3))} ${units[power]}`;
}

/** Columns of a terminal: what is written in full width takes two. */
function width(text: string): number {
  const wide = text.match(
    /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/g,
  );
  return [...text].length + (wide?.length ?? 0);
}
