import { MailError } from '../../base/errors.ts';

/** A JSON Schema (2020-12), as an OpenAPI document holds it. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

/** What a value must look like: checked by {@link parse}, told to others by {@link json}; one cannot drift from the other. */
export interface Shape<T> {
  readonly json: JsonSchema;
  readonly optional?: boolean;
  /** Throws `server.badRequest` with the path of what is wrong. */
  parse(value: unknown, path?: string): T;
}

interface OptionalShape<T> extends Shape<T | undefined> {
  readonly optional: true;
}

type Shapes = { readonly [name: string]: Shape<unknown> };
type Of<S> = S extends Shape<infer T> ? T : never;
type OptionalNames<S extends Shapes> = { [K in keyof S]: S[K] extends OptionalShape<unknown> ? K : never }[keyof S];
type Fields<S extends Shapes> = { readonly [K in Exclude<keyof S, OptionalNames<S>>]: Of<S[K]> } & {
  readonly [K in OptionalNames<S>]?: Exclude<Of<S[K]>, undefined>;
};

function fail(path: string, expected: string): never {
  throw new MailError('server.badRequest', { data: { path: `${path || 'body'}: ${expected}` } });
}

/** A string of `min` to `max` UTF-16 units. */
export function text({ min = 0, max = 1_000 }: { readonly min?: number; readonly max?: number } = {}): Shape<string> {
  return {
    json: { type: 'string', ...(min > 0 ? { minLength: min } : {}), maxLength: max },
    parse: (value, path = '') =>
      typeof value === 'string' && value.length >= min && value.length <= max
        ? value
        : fail(path, `a string of ${min} to ${max} characters`),
  };
}

/** A password, which no list and no log shows. */
export const secret: Shape<string> = {
  ...text({ min: 1 }),
  json: { type: 'string', format: 'password', minLength: 1 },
};

/** A whole number. In a path or a query, its digits. */
export function whole({ min = 0, max = Number.MAX_SAFE_INTEGER }: { min?: number; max?: number } = {}): Shape<number> {
  return {
    json: { type: 'integer', minimum: min, maximum: max },
    parse(value, path = '') {
      const number = typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : value;
      return typeof number === 'number' && Number.isSafeInteger(number) && number >= min && number <= max
        ? number
        : fail(path, `a whole number from ${min} to ${max}`);
    },
  };
}

/** True or false. In a query, the words. */
export const flag: Shape<boolean> = {
  json: { type: 'boolean' },
  parse(value, path = '') {
    if (typeof value === 'boolean') return value;
    return value === 'true' || value === 'false' ? value === 'true' : fail(path, 'true or false');
  },
};

export function oneOf<const T extends string>(...values: readonly T[]): Shape<T> {
  return {
    json: { type: 'string', enum: values },
    parse: (value, path = '') => values.find((one) => one === value) ?? fail(path, `one of ${values.join(', ')}`),
  };
}

export function list<T>(item: Shape<T>, { max = 100_000 }: { readonly max?: number } = {}): Shape<readonly T[]> {
  return {
    json: { type: 'array', items: item.json, maxItems: max },
    parse(value, path = '') {
      if (!Array.isArray(value) || value.length > max) return fail(path, `a list of at most ${max}`);
      return value.map((entry, index) => item.parse(entry, `${path}[${index}]`));
    },
  };
}

export function optional<T>(shape: Shape<T>): OptionalShape<T> {
  return {
    json: shape.json,
    optional: true,
    parse: (value, path) => (value === undefined ? undefined : shape.parse(value, path)),
  };
}

/** An object with these fields and no others: a misspelt name is told, not passed over. */
export function fields<S extends Shapes>(shapes: S): Shape<Fields<S>>;
export function fields(shapes: Shapes): Shape<{ readonly [name: string]: unknown }> {
  const required = Object.entries(shapes)
    .filter(([, { optional }]) => !optional)
    .map(([name]) => name);
  const properties = Object.fromEntries(Object.entries(shapes).map(([name, { json }]) => [name, json]));
  return {
    json: { type: 'object', properties, ...(required.length > 0 ? { required } : {}), additionalProperties: false },
    parse(value, path = '') {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return fail(path, 'an object');
      const given = new Map(Object.entries(value));
      const at = (name: string) => (path ? `${path}.${name}` : name);
      for (const name of given.keys()) if (!Object.hasOwn(shapes, name)) fail(at(name), 'no such field');
      const parsed = Object.entries(shapes).map(([name, shape]) => [name, shape.parse(given.get(name), at(name))]);
      return Object.fromEntries(parsed.filter(([, one]) => one !== undefined));
    },
  };
}

/** No fields at all. */
export const nothing = fields({});

/** Plain values by name, as an audit entry carries them. */
export const anyObject: Shape<{ readonly [name: string]: unknown }> = {
  json: { type: 'object' },
  parse: (value, path = '') =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value))
      : fail(path, 'an object'),
};
