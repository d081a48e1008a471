/** xtext (RFC 3461 §4): printable ASCII but `+` and `=`, anything else as `+` and two hex digits. */

/** Undefined for what is no xtext. */
export function readXtext(text: string): string | undefined {
  if (!/^(?:[!-*,-<>-~]|\+[0-9A-F]{2})*$/.test(text)) return undefined;
  return text.replace(/\+([0-9A-F]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
}
