import { parseArgs } from 'node:util';
import { MailError, messageOf } from '../../base/errors.ts';
import type { AdminClient } from '../admin/adminClient.ts';
import type { ServerDependencies } from '../server.ts';
import { withServer } from './runningServer.ts';

export interface AdministrationDependencies extends ServerDependencies {
  /** All of standard input. */
  readInput(): Promise<string>;
  /** Throws `file.unreadable`. */
  readFile(path: string): string;
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
  run(input: FormInput): Promise<Printed>;
}

/** Runs `VERB FORM NAMES… --data DIR`. Throws `cli.usage`, and what the server answers. */
export async function administer(
  forms: { readonly [name: string]: Form },
  args: readonly string[],
  dependencies: AdministrationDependencies,
): Promise<Printed> {
  const [name = '', ...rest] = args;
  const form = Object.hasOwn(forms, name) ? forms[name] : undefined;
  if (!form) throw misuse(name || Object.keys(forms).join('|'));
  const { values, positionals } = parse(form, rest);
  const { data, ...options } = values;
  if (typeof data !== 'string' || data === '') throw misuse('--data DIR');
  const [min, max] = form.names;
  if (positionals.length < min || positionals.length > max) throw misuse(`${name} ${positionals.join(' ')}`);
  return withServer(data, dependencies, (client) => form.run({ names: positionals, options, client, dependencies }));
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

function parse(form: Form, args: readonly string[]) {
  const named = Object.entries({ data: 'string' as const, ...form.options });
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
