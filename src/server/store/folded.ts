/**
 * Text as SEARCH compares it (RFC 5051, i;unicode-casemap): compatible forms taken apart, case made alike. An accent is a
 * character of its own then, so that `cafe` finds `café`, as it does on Dovecot.
 */
export function folded(text: string): string {
  if (isAscii(text)) return text.toUpperCase();
  // The simple mapping of ß is itself; toUpperCase has the full one.
  return text
    .normalize('NFKD')
    .split('ß')
    .map((piece) => piece.toUpperCase())
    .join('ß');
}

function isAscii(text: string): boolean {
  return !/[^\x00-\x7f]/.test(text);
}
