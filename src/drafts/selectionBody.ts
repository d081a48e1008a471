/** Selected code as a fenced block of Markdown, in its language. */
export function selectionBody({
  language,
  selected,
}: {
  readonly language: string;
  readonly selected: { readonly text: string };
}): string {
  const longest = Math.max(0, ...(selected.text.match(/`+/g) ?? []).map((ticks) => ticks.length));
  const fence = '`'.repeat(Math.max(3, longest + 1));
  const word = language === 'plaintext' ? '' : language;
  return `\n\n${fence}${word}\n${selected.text.replace(/\r\n?/g, '\n').replace(/\n$/, '')}\n${fence}\n`;
}
