import { fencedCode } from './fencedCode.ts';

/** Selected code as a fenced block of Markdown, in its language. */
export function selectionBody({
  language,
  selected,
}: {
  readonly language: string;
  readonly selected: { readonly text: string };
}): string {
  return `\n\n${fencedCode(selected.text, language)}`;
}
