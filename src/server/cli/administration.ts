import { parseArgs } from 'node:util';
import { MailError, messageOf } from '../../base/errors.ts';
import type { AdminClient } from '../admin/adminClient.ts';
import { controlClient } from '../admin/control.ts';
import { openDataFolder } from '../files.ts';
import type { ServerDependencies } from '../server.ts';
import { remoteServer } from './remoteServer.ts';
import { withServer } from './runningServer.ts';

export interface AdministrationDependencies extends ServerDependencies {
  /** All of standard input. */
  readInput(): Promise<string>;
  /** Throws `file.unreadable`. */
  readFile(path: string): string;
  /** For `--as ADDRESS` on another machine. */
  readonly adminPassword?: string | undefined;
}

/** What a form of a verb prints: lines for standard output and for standard error. */
export interface Printed {
  readonly out: readonly string[];
  readonly err?: readonly string[];
  /** Something was not done, though nothing went wrong as a whole. */
  readonly failed?: boolean;
}

/** What a form of a verb is given: what follows its name, its options, and the server. */
export interface FormInput {
  readonly names: readonly string[];
  readonly options: { readonly [name: string]: string | boolean | undefined };
  readonly client: AdminClient;
  readonly dependencies: AdministrationDependencies;
}

/** One form of a verb, as `user rename`. */
export interface Form {
  /** How many names follow, at least and at most. */
  readonly names: readonly [min: number, max: number];
  /** Options beside `--data`: with a value, or without. */
  readonly options?: { readonly [name: string]: 'string' | 'boolean' };
  /** It asks about what only a server that runs has. Throws `server.notRunning` then. */
  readonly needsRunning?: boolean;
  run(input: FormInput): Promise<Printed>;
}

/** Runs `VERB FORM NAMES…` with `--data DIR` for a server here, `--url URL` for another. Throws `cli.usage`, and what the server answers. */
export async function administer(
  forms: { readonly [name: string]: Form },
  args: readonly string[],
  dependencies: AdministrationDependencies,
): Promise<Printed> {
  const [name = '', ...rest] = args;
  const form = Object.hasOwn(forms, name) ? forms[name] : undefined;
  if (!form) throw misuse(name || Object.keys(forms).join('|'));
  const { values, positionals } = parse(form, rest);
  const { data, url, 'token-file': tokenFile, as, ca: caFile, ...options } = values;
  const [min, max] = form.names;
  if (positionals.length < min || positionals.length > max) throw misuse(`${name} ${positionals.join(' ')}`);
  const use = (client: AdminClient) => form.run({ names: positionals, options, client, dependencies });
  if (url !== undefined) {
    const remote = { url: String(url), tokenFile: textOf(tokenFile), as: textOf(as), caFile: textOf(caFile) };
    return use(await remoteServer(remote, { ...dependencies, password: dependencies.adminPassword }));
  }
  if (typeof data !== 'string' || data === '') throw misuse('--data DIR');
  if (form.needsRunning) return use(controlClient(openDataFolder(data).control));
  return withServer(data, dependencies, use);
}

export function misuse(detail: string): MailError {
  return new MailError('cli.usage', { data: { detail } });
}

/** A path of the administration with this name in it, whatever the name holds. */
export function pathOf(before: string, name: string, after = ''): string {
  return `${before}/${encodeURIComponent(name)}${after}`;
}

/** The entries of a list that the server gave. */
export function entriesOf(answer: unknown, name: string): { readonly [field: string]: unknown }[] {
  const value = fieldsOf(answer)[name];
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}

export function fieldsOf(value: unknown): { readonly [field: string]: unknown } {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

function textOf(value: string | boolean | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function parse(form: Form, args: readonly string[]) {
  const place = { data: 'string', url: 'string', 'token-file': 'string', as: 'string', ca: 'string' } as const;
  const named = Object.entries({ ...place, ...form.options });
  try {
    return parseArgs({
      args: [...args],
      options: Object.fromEntries(named.map(([name, type]) => [name, { type }])),
      allowPositionals: true,
    });
  } catch (error) {
    throw misuse(messageOf(error));
  }
}
