/** The policy of a page of ours: nothing from any host; pictures and fonts only as data, scripts only with this nonce. */
export function pagePolicy(nonce: string): string {
  return [
    "default-src 'none'",
    'img-src data: blob:',
    'font-src data:',
    "style-src 'unsafe-inline'",
    `script-src 'nonce-${nonce}'`,
    "frame-src 'none'",
    "form-action 'none'",
    "base-uri 'none'",
  ].join('; ');
}
