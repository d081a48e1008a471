/** Telling a password from what only stands where one could. Pure. */

/** Bits per character of a text, by how often each stands in it (Shannon). */
export function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1);
  const length = [...text].length;
  let bits = 0;
  for (const count of counts.values()) bits -= (count / length) * Math.log2(count / length);
  return bits;
}

/** Words for "put yours here", and values that everybody has. */
const placeholder =
  /^(?:x{3,}|\*{3,}|\.{3,}|-+|_+|0+|1234(?:5(?:6(?:7(?:8(?:90?)?)?)?)?)?|abc(?:123|def)?|pass(?:word|wd|phrase)?\d{0,3}|secret\d{0,3}|token|test(?:ing)?\d{0,3}|changeme|change_?it|foo(?:bar)?|bar|baz|hunter2|undefined|null|none|true|false|string|value|user(?:name)?|admin|root|guest|demo|redacted)$/i;
const placeholderParts =
  /your|example|sample|dummy|fake|placeholder|change[-_ ]?(?:me|this|it)|replace|insert|redacted|xxxx|\*\*\*\*|<[^>]*>|\.\.\.|…|\$\{|\{\{|%\w+%|^\$\w|^\[.*\]$|lorem|process\.env|os\.environ|getenv|secrets\./i;

/** For what stands behind `user:` in an address, and other places where anything goes: not a stand-in, not a plain word. */
export function looksLikePassword(value: string): boolean {
  if (value.length < 6 || placeholder.test(value) || placeholderParts.test(value)) return false;
  return mixOf(value) >= 2 && entropyOf(value) >= 2.5;
}

/** For what stands behind `password:`, stricter the more code it could be. */
export function looksAssigned(value: string, { quoted }: { readonly quoted: boolean }): boolean {
  if (value.length < 8 || placeholder.test(value) || placeholderParts.test(value)) return false;
  if (/^[a-z][a-z0-9+.-]*:\/\/|^\.{0,2}\/|^[A-Za-z]:\\|^#|^@|^--/.test(value)) return false; // An address, a path, an option.
  if (!quoted && /[(){}[\];,<>`"']|=>|&&|\|\||\?\.|^[A-Za-z_]\w*\.[A-Za-z_]|\\/.test(value)) return false; // Code.
  if (!quoted && /^[A-Z]{0,6}[a-z]{2,}\d{0,2}(?:[A-Z]+[a-z]*\d{0,2})*$/.test(value)) return false; // Uint8Array
  if (quoted && /^\(.*\)$|\w\[\w|\w\(/.test(value)) return false;
  if (/^[A-Za-z]+(?:[-_. /:][A-Za-z]*)*\d{0,2}$/.test(value)) return false; // Words, names and keys of things.
  if (/^[a-z]+(?:[A-Z][a-z]+)+\d*$|^(?:[A-Z][a-z]+)+\d*$/.test(value)) return false; // camelCase
  if (/^[0-9a-f]{8}-[0-9a-f]{4}-|^\d[\d.,:/ -]*$|^sha\d+[-:]/i.test(value)) return false; // Ids, numbers, dates, hashes.
  if (/[^\x21-\x7e]/.test(value)) return false; // Sentences and other scripts.
  return mixOf(value) >= 2 && /\d|[^\w.-]/.test(value) && entropyOf(value) >= (value.length < 12 ? 2.7 : 3);
}

/** How many of small, capital, digit and sign it has. */
function mixOf(value: string): number {
  return [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((one) => one.test(value)).length;
}
