import { variablesMax } from './limits.ts';

/** Texts with gaps: `{name}`, and the forms in which providers write them, `${name}` and `{1}`. */

const gap = /\$?\{\s*([\p{L}\p{N}_-]{1,40})\s*\}/gu;

/** The names of the gaps, each once, in the order of the text; the first {@link variablesMax}. */
export function variablesOf(template: string): readonly string[] {
  const names = [...template.matchAll(gap)].flatMap(([, name]) => name ?? []);
  return [...new Set(names)].slice(0, variablesMax);
}

/** The text with its gaps filled. `missing`: gaps without a value; they stay as they are written. */
export function fillText(
  template: string,
  values: { readonly [name: string]: string },
): { readonly text: string; readonly missing: readonly string[] } {
  const missing = new Set<string>();
  const text = template.replace(gap, (written, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined || value === '') missing.add(name);
    return value === undefined || value === '' ? written : value;
  });
  return { text, missing: [...missing] };
}
