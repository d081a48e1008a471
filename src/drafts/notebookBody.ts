import { fencedCode } from './fencedCode.ts';
import { withoutEscapes } from './terminalBody.ts';

/** A cell of a notebook as VS Code holds it. */
export interface NotebookCellText {
  readonly kind: 'markdown' | 'code';
  readonly language: string;
  readonly text: string;
  /** Each output in the forms that it has, by media type. */
  readonly outputs: readonly (readonly NotebookForm[])[];
}

export interface NotebookForm {
  readonly mime: string;
  readonly bytes: Uint8Array;
}

/** What a notebook shows, as Markdown; where a picture belongs, `picture` is asked for what stands there. */
export async function notebookBody(
  cells: readonly NotebookCellText[],
  picture: (name: string, bytes: Uint8Array) => Promise<string>,
): Promise<string> {
  const parts: string[] = [];
  let pictures = 0;
  for (const { kind, language, text, outputs } of cells) {
    if (text.trim() !== '') parts.push(kind === 'markdown' ? `${text.trim()}\n` : fencedCode(text, language));
    for (const forms of outputs) {
      const image = formOf(forms, pictureTypes);
      if (image) parts.push(`${await picture(`output-${++pictures}.${extensions[image.mime]}`, image.bytes)}\n`);
      else parts.push(...wordsOf(forms));
    }
  }
  return `\n\n${parts.join('\n')}`;
}

const extensions: { readonly [mime: string]: string } = { 'image/png': 'png', 'image/jpeg': 'jpg', 'image/gif': 'gif' };
const pictureTypes = Object.keys(extensions);
/** In the order in which they are better to read in a mail. */
const wordTypes = [
  'text/markdown',
  'application/vnd.code.notebook.stdout',
  'application/vnd.code.notebook.stderr',
  'text/plain',
  'application/json',
];
/** The longest output that is shown, UTF-16 units: one cell may print for hours. */
const outputMaxChars = 50_000;

function wordsOf(forms: readonly NotebookForm[]): string[] {
  const failure = formOf(forms, ['application/vnd.code.notebook.error']);
  if (failure) return [fencedCode(failureText(decoded(failure)))];
  const form = formOf(forms, wordTypes);
  if (!form) return []; // A widget, or HTML alone: nothing that a mail could show.
  const text = withoutEscapes(decoded(form)).trimEnd();
  if (text === '') return [];
  return [form.mime === 'text/markdown' ? `${text}\n` : fencedCode(text.slice(-outputMaxChars))];
}

function formOf(forms: readonly NotebookForm[], types: readonly string[]): NotebookForm | undefined {
  for (const type of types) {
    const form = forms.find(({ mime }) => mime === type);
    if (form) return form;
  }
  return undefined;
}

/** `{ name, message, stack }` of VS Code; anything else as it is. */
function failureText(json: string): string {
  try {
    const { name = '', message = '', stack = '' } = Object(JSON.parse(json));
    return withoutEscapes(String(stack || `${name}: ${message}`)).trimEnd();
  } catch {
    return withoutEscapes(json);
  }
}

function decoded({ bytes }: NotebookForm): string {
  return new TextDecoder().decode(bytes);
}
