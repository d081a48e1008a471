/** Where files that are dropped or pasted into a draft go. Plain data. */

export interface DroppedFile {
  /** As the draft names it. */
  readonly reference: string;
  readonly name: string;
}

const picture = /\.(?:png|jpe?g|gif|webp)$/i;

/**
 * Pictures that land in the text are shown there; everything else, and whatever lands in the header block, is attached.
 * `pictureWords`: what a picture is called that has no name of its own.
 */
export function placeDropped(
  lines: readonly string[],
  line: number,
  dropped: readonly DroppedFile[],
  pictureWords: string,
): { readonly text: string; readonly attach: readonly string[] } {
  const end = lines.findIndex((each, index) => index > 0 && /^-{3}[ \t]*$/.test(each));
  const hasBlock = /^\ufeff?-{3}[ \t]*$/.test(lines[0] ?? '') && end > 0;
  const inText = !hasBlock || line > end;
  const shown = inText ? dropped.filter(({ name }) => picture.test(name)) : [];
  const attach = hasBlock ? dropped.filter((file) => !shown.includes(file)) : [];
  return {
    text: shown.map(({ reference, name }) => shownPicture(reference, words(name, pictureWords))).join('\n\n'),
    attach: attach.map(({ reference }) => reference),
  };
}

/** A picture in Markdown. */
export function shownPicture(reference: string, alt: string): string {
  return `![${alt}](${pathInMarkdown(reference)})`;
}

/** A file's name says what is to be seen, unless a program gave it. */
function words(name: string, otherwise: string): string {
  const stem = name
    .replace(/\.[^.]*$/, '')
    .replace(/[-_[\]]+/g, ' ')
    .trim();
  return /^(?:image|picture|img|screenshot|clipboard|paste)?[\s\d.:]*$/i.test(stem) ? otherwise : stem;
}

/** A path as Markdown takes it: in angle brackets where it holds a blank or parenthesis (CommonMark §6.6). */
export function pathInMarkdown(reference: string): string {
  const plain = reference.replaceAll('\\', '/');
  return /[\s()<>]/.test(plain) ? `<${plain.replace(/[<>]/g, (sign) => encodeURIComponent(sign))}>` : plain;
}
