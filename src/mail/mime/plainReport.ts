/** The words of an HTML report, for finding addresses and reasons in them: not for showing. Linear in its length. */
export function htmlFreeText(html: string): string {
  return withoutStyles(html.slice(0, htmlMaxChars))
    .replace(/<(br|\/p|\/div|\/tr|\/li|\/td|\/h\d)\b[^<>]*>/gi, '\n')
    .replace(/<[^<>]*>/g, ' ')
    .replace(/&nbsp;/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&')
    .replace(/[ \t]+/g, ' ');
}

const htmlMaxChars = 200_000;

/** One pass from opening to closing tag: an expression that goes back would not be linear. */
function withoutStyles(html: string): string {
  const lower = html.toLowerCase();
  let kept = '';
  let at = 0;
  for (;;) {
    const start = lower.indexOf('<style', at);
    if (start < 0) return kept + html.slice(at);
    kept += html.slice(at, start);
    const end = lower.indexOf('</style>', start);
    if (end < 0) return kept;
    at = end + '</style>'.length;
  }
}
