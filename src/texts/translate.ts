/**
 * How a sentence is said. A sentence is its own key: the English text, as a constant of this folder, with `{names}` for
 * what changes. The host says it with `vscode.l10n.t`, other processes with `translator.ts`; both look it up in
 * `l10n/bundle.l10n.*.json`. Names missing from `values` do not compile where the sentence is known.
 */
export type Translate = <M extends string>(message: M, ...values: ValuesOf<M>) => string;

export type TextValues = { readonly [name: string]: string | number };

export type ValuesOf<M extends string> = string extends M
  ? [values?: TextValues]
  : [Placeholder<M>] extends [never]
    ? []
    : [values: { readonly [K in Placeholder<M>]: string | number }];

type Placeholder<M extends string> = M extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholder<Rest>
  : never;

/** A sentence in the two forms that English has; `{count}` is given by {@link plural}. Chinese says both alike. */
export interface PluralText {
  readonly one: string;
  readonly other: string;
}

/** The form of `text` for `count`, with `{count}` filled in. */
export function plural(t: Translate, text: PluralText, count: number, values: TextValues = {}): string {
  const message: string = count === 1 ? text.one : text.other;
  return t(message, { ...values, count });
}
