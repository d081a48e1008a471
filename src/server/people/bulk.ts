import { isMailError, MailError } from '../../base/errors.ts';
import { type Random, randomId } from '../../base/random.ts';
import { canonicalAddress } from '../address.ts';
import { hashPassword, type PasswordHash } from '../passwords.ts';
import { protocols } from '../service.ts';
import type { Store } from '../store/store.ts';
import { roles, type UserSettings } from '../store/users.ts';
import { type CsvRecord, readCsv } from './csv.ts';
import type { Actor } from './trail.ts';
import type { UserAdministration } from './userAdministration.ts';

/** A line that was not done, and why: the code of an error with what completes its sentence. */
export interface RefusedLine {
  readonly line: number;
  readonly address: string;
  readonly code: string;
  readonly data: { readonly [name: string]: unknown };
}

export interface BulkResult {
  readonly created: number;
  readonly changed: number;
  readonly refused: readonly RefusedLine[];
  /** Passwords that were made for lines without one, shown this once. */
  readonly passwords: readonly { readonly address: string; readonly password: string }[];
}

export interface BulkOptions {
  /** `create`: who is here already is refused; `change`: who is not; `both`: neither. */
  readonly mode: 'create' | 'change' | 'both';
  readonly onProgress?: (done: number, total: number) => void;
  /** How a password becomes what is stored; scrypt unless told otherwise. */
  readonly hash?: (password: string) => Promise<PasswordHash>;
}

/** Columns by the names that a first line may give them, in any case. */
const columns = [
  'address',
  'password',
  'displayName',
  'role',
  'disabled',
  ...protocols,
  'quotaBytes',
  'mailboxMaxBytes',
] as const;
type Column = (typeof columns)[number];
type Line = { readonly line: number } & { readonly [name in Column]?: string };

/** Passwords that are hashed at the same time: as many as the runtime has threads for. */
const hashesAtOnce = 4;
const linesMax = 100_000;

/**
 * Creates and changes users from a table whose first line names its columns; an empty field says nothing. Each line is done
 * whole or not at all, and a line that is refused stops no other. Throws `server.badCsv` for what is no such table.
 */
export async function importUsers(
  { store, users, random }: { readonly store: Store; readonly users: UserAdministration; readonly random: Random },
  actor: Actor,
  csv: string,
  { mode, onProgress = () => {}, hash: toHash = (password) => hashPassword(password, random) }: BulkOptions,
): Promise<BulkResult> {
  const lines = linesOf(csv);
  const refused: RefusedLine[] = [];
  const passwords: { address: string; password: string }[] = [];
  const made = { created: 0, changed: 0 };
  /** What can be refused is refused, and the password hashed, before anything is written; gives the writing. */
  const prepare = async (line: Line): Promise<() => void> => {
    const { address = '', password = randomId(random, 20) } = line;
    const settings = settingsOf(line);
    const mayCreate = mode !== 'change' && (mode === 'create' || !store.users.find(address));
    if (mayCreate) users.check({ address, password, ...settings });
    const needsHash = mayCreate || line.password !== undefined;
    const hash = needsHash ? await toHash(password) : undefined;
    return () => {
      if (mode !== 'create' && (!mayCreate || store.users.find(address))) {
        users.change(actor, address, settings);
        if (hash && line.password !== undefined) users.setHash(actor, address, hash);
        made.changed++;
      } else if (hash) {
        users.createHashed(actor, { address, password, ...settings }, hash);
        if (line.password === undefined) passwords.push({ address: canonicalAddress(address), password });
        made.created++;
      }
    };
  };
  for (let first = 0; first < lines.length; first += hashesAtOnce) {
    const some = lines.slice(first, first + hashesAtOnce);
    const prepared = await Promise.allSettled(some.map(prepare));
    // Written in the order of the file, so that of two lines about one address the first one counts.
    for (const [i, outcome] of prepared.entries()) {
      try {
        if (outcome.status === 'rejected') throw outcome.reason;
        outcome.value();
      } catch (error) {
        if (!isMailError(error)) throw error;
        const { line = 0, address = '' } = some[i] ?? {};
        refused.push({ line, address, code: error.code, data: error.data });
      }
    }
    onProgress(Math.min(first + hashesAtOnce, lines.length), lines.length);
  }
  return { ...made, refused, passwords };
}

/** Throws `server.badCsv`. */
function linesOf(csv: string): Line[] {
  const { records, unclosed } = readCsv(csv);
  if (unclosed !== undefined) throw badCsv(`line ${unclosed}: "`);
  const [head, ...body] = records;
  const names = head?.fields.map(columnOf) ?? [];
  if (!names.includes('address')) throw badCsv('address');
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice) throw badCsv(twice);
  if (body.length > linesMax) throw badCsv(`> ${linesMax}`);
  return body.map((record) => lineOf(record, names));
}

function columnOf(name: string): Column {
  const wanted = name.trim().toLowerCase();
  const column = columns.find((one) => one.toLowerCase() === wanted);
  if (!column) throw badCsv(name.slice(0, 100));
  return column;
}

/** A field beyond the named ones is a mistake that is told with the line, under the name of its place. */
function lineOf({ line, fields }: CsvRecord, names: readonly Column[]): Line {
  const entries = fields.map((field, i) => [names[i] ?? `column ${i + 1}`, field] as const);
  return { line, ...Object.fromEntries(entries.filter(([, field]) => field !== '')) };
}

/** Throws `server.badSetting` for a value that is none; whether it is sensible is looked at where it is set. */
function settingsOf({ line: _, address: __, password: ___, ...texts }: Line): Partial<UserSettings> {
  const settings: { [name: string]: unknown } = {};
  for (const [name, text] of Object.entries(texts)) settings[name] = fieldValue(name, text);
  return settings;
}

function fieldValue(name: string, text: string): unknown {
  const word = text.trim().toLowerCase();
  if (name === 'displayName') return text;
  if (name === 'role') return roles.find((role) => role.toLowerCase() === word) ?? bad(name);
  if (name === 'quotaBytes' || name === 'mailboxMaxBytes') return parseBytes(text) ?? bad(name);
  if (['on', 'yes', 'true', '1'].includes(word)) return true;
  if (['off', 'no', 'false', '0'].includes(word)) return false;
  return bad(name);
}

/** `500`, `500 kB`, `20 MB`, `1.5 GiB`: bytes; `none`: 0, no limit. Undefined when it is none of these. */
export function parseBytes(text: string): number | undefined {
  const [, number = '', unit = ''] = /^(\d{1,15}(?:\.\d{1,3})?) ?([kmgt]?i?)b?$/i.exec(text.trim()) ?? [];
  if (number === '') return /^(none|unlimited)$/i.test(text.trim()) ? 0 : undefined;
  const power = ['', 'k', 'm', 'g', 't'].indexOf(unit.slice(0, 1).toLowerCase());
  const bytes = Math.round(Number(number) * (unit.toLowerCase().endsWith('i') ? 1_024 : 1_000) ** power);
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

function bad(name: string): never {
  throw new MailError('server.badSetting', { data: { name } });
}

function badCsv(detail: string): MailError {
  return new MailError('server.badCsv', { data: { detail } });
}
