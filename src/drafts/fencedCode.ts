/** Text as a fenced block of Markdown (CommonMark §4.5), whatever ticks are in it. `language`: as VS Code calls it, or none. */
export function fencedCode(text: string, language = ''): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((ticks) => ticks.length));
  const fence = '`'.repeat(Math.max(3, longest + 1));
  const word = language === 'plaintext' ? '' : language;
  return `${fence}${word}\n${text.replace(/\r\n?/g, '\n').replace(/\n$/, '')}\n${fence}\n`;
}
