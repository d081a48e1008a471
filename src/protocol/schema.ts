import type { ErrorCode } from '../base/errorCodes.ts';
import { MailError } from '../base/errors.ts';

/**
 * Checks a value that crossed a process boundary and gives it its type. Unknown fields are dropped, so that a newer
 * peer may send more. Throws `engine.badRequest` with the path of the field that is wrong.
 */
export interface Schema<T> {
  parse(value: unknown, path?: string): T;
}

/** The type that a schema gives. */
export type Infer<S> = S extends Schema<infer T> ? T : never;

/** A field that may be absent. */
export interface OptionalSchema<T> extends Schema<T | undefined> {
  readonly optional: true;
}

type Shape = { readonly [key: string]: Schema<unknown> };
type RequiredKeys<S extends Shape> = { [K in keyof S]: S[K] extends OptionalSchema<unknown> ? never : K }[keyof S];
type OptionalKeys<S extends Shape> = Exclude<keyof S, RequiredKeys<S>>;
type InferShape<S extends Shape> = { readonly [K in RequiredKeys<S>]: Infer<S[K]> } & {
  readonly [K in OptionalKeys<S>]?: Infer<S[K]>;
};

function fail(path: string, expected: string): never {
  throw new MailError('engine.badRequest', { data: { path: path || '(root)', expected } });
}

/** A string of at most `max` UTF-16 units (default 64 KiB). A longer one is refused as `tooLong`. */
export function string({
  max = 65_536,
  tooLong,
}: {
  readonly max?: number;
  readonly tooLong?: ErrorCode;
} = {}): Schema<string> {
  return {
    parse(value, path = '') {
      if (typeof value !== 'string') return fail(path, 'a string');
      if (value.length <= max) return value;
      if (tooLong) throw new MailError(tooLong, { retry: 'afterUser' });
      return fail(path, `a string of at most ${max} characters`);
    },
  };
}

/** A string that carries a type of its own, such as an id. */
export function branded<B extends string>(name: B, pattern: RegExp): Schema<Branded<B>> {
  return {
    parse: (value, path = '') =>
      typeof value === 'string' && pattern.test(value) ? (value as Branded<B>) : fail(path, name),
  };
}
declare const brand: unique symbol;
export type Branded<B extends string> = string & { readonly [brand]: B };

/** A whole number from `min` (default 0) to `max`. */
export function integer({
  min = 0,
  max = Number.MAX_SAFE_INTEGER,
}: {
  min?: number;
  max?: number;
} = {}): Schema<number> {
  return {
    parse: (value, path = '') =>
      Number.isSafeInteger(value) && typeof value === 'number' && value >= min && value <= max
        ? value
        : fail(path, `a whole number from ${min} to ${max}`),
  };
}

/** How many of something: a whole number from 0. */
export const count = integer();

/** Milliseconds since 1970-01-01T00:00Z. */
export const timestamp = integer({ min: -8.64e15, max: 8.64e15 });

export const boolean: Schema<boolean> = {
  parse: (value, path = '') => (typeof value === 'boolean' ? value : fail(path, 'true or false')),
};

export function oneOf<const T extends string | number>(...values: readonly T[]): Schema<T> {
  return {
    parse: (value, path = '') => values.find((one) => one === value) ?? fail(path, `one of ${values.join(', ')}`),
  };
}

/** A list of at most `max` items (default 10,000). */
export function list<T>(
  item: Schema<T>,
  { min = 0, max = 10_000 }: { min?: number; max?: number } = {},
): Schema<readonly T[]> {
  return {
    parse(value, path = '') {
      if (!Array.isArray(value) || value.length < min || value.length > max)
        fail(path, `a list of ${min} to ${max} items`);
      return value.map((entry, index) => item.parse(entry, `${path}[${index}]`));
    },
  };
}

export function nullable<T>(schema: Schema<T>): Schema<T | null> {
  return { parse: (value, path = '') => (value === null ? null : schema.parse(value, path)) };
}

export function optional<T>(schema: Schema<T>): OptionalSchema<T> {
  return { optional: true, parse: (value, path = '') => (value === undefined ? undefined : schema.parse(value, path)) };
}

/** A plain object with these fields. */
export function object<S extends Shape>(shape: S): Schema<InferShape<S>> {
  return {
    parse(value, path = '') {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) fail(path, 'an object');
      const source = new Map(Object.entries(value));
      const result: { [key: string]: unknown } = {};
      for (const [key, schema] of Object.entries(shape)) {
        const parsed = schema.parse(source.get(key), path ? `${path}.${key}` : key);
        if (parsed !== undefined) result[key] = parsed;
      }
      return result as InferShape<S>;
    },
  };
}

/** Strings or numbers by name. */
export function record<T>(
  item: Schema<T>,
  { max = 200 }: { max?: number } = {},
): Schema<{ readonly [key: string]: T }> {
  return {
    parse(value, path = '') {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) fail(path, 'an object');
      const entries = Object.entries(value);
      if (entries.length > max) fail(path, `at most ${max} entries`);
      return Object.fromEntries(entries.map(([key, entry]) => [key, item.parse(entry, `${path}.${key}`)]));
    },
  };
}

/** Either of several shapes that differ in the value of one field. */
export function union<T>(...schemas: readonly Schema<T>[]): Schema<T> {
  return {
    parse(value, path = '') {
      let last: unknown;
      for (const schema of schemas) {
        try {
          return schema.parse(value, path);
        } catch (error) {
          last = error; // The next shape may fit; the last one's complaint is told when none does.
        }
      }
      throw last;
    },
  };
}
