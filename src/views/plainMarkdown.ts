/**
 * Text as Markdown that shows it and does nothing else. All but letters, marks, digits and blanks is written as character
 * references, which can be no part of a link, picture, command, icon, tag, list, quote or table (CommonMark §2.5); that
 * holds for syntax still to be invented, too. Controls, and marks that turn the direction of what follows, are left out.
 */
export function plainMarkdown(text: string): string {
  const line = text
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .replace(/[\p{Bidi_Control}\p{Cs}]/gu, '')
    .trim();
  return line.replace(/[^\p{L}\p{M}\p{Nd} ]/gu, (character) => `&#${character.codePointAt(0) ?? 0};`);
}

/** Lines one below the other; an empty one between paragraphs. */
export function plainMarkdownLines(lines: readonly string[]): string {
  const paragraphs: string[][] = [[]];
  for (const line of lines) {
    const shown = plainMarkdown(line);
    if (shown === '') paragraphs.push([]);
    else paragraphs.at(-1)?.push(shown);
  }
  return paragraphs
    .filter((paragraph) => paragraph.length > 0)
    .map((paragraph) => paragraph.join('  \n'))
    .join('\n\n');
}
