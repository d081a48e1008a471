import { Hover, languages, MarkdownString, Range, type TextDocument, Uri } from 'vscode';
import type { Disposable } from '../base/dispose.ts';
import type { EngineCaller } from '../host/engineConnection.ts';
import type { WorkspaceFiles } from '../host/workspaceFiles.ts';
import { contactAbout } from '../protocol/methods/contactAbout.ts';
import { draftHoverTexts } from '../texts/draftHover.ts';
import { plural, type Translate } from '../texts/translate.ts';
import { lastName, referenceUri } from './fileReferences.ts';
import { isDraftDocument } from './headerBlock.ts';
import { type HoverPlace, hoverPlace } from './hoverPlace.ts';

export interface DraftHoverOptions {
  readonly engine: Pick<EngineCaller, 'call'>;
  readonly files: Pick<WorkspaceFiles, 'stat' | 'readBytes'>;
  readonly folderOf: (uri: string) => Promise<string>;
  readonly t: Translate;
  readonly formatDate: (ms: number) => string;
  readonly formatSize: (bytes: number) => string;
}

/** A picture that is shown in a hover as it is, bytes: what VS Code cuts a hover's text at allows no more. */
const thumbnailMaxBytes = 60 * 1024;

/** Who an address is, and what a file is, under the pointer. */
export function registerDraftHover(options: DraftHoverOptions): Disposable {
  return languages.registerHoverProvider(
    { language: 'markdown', pattern: '**/*.mail.md' },
    {
      async provideHover(document, position) {
        if (!isDraftDocument(document.uri)) return undefined;
        const lines = linesTo(document, position.line);
        const place = hoverPlace(lines, { line: position.line, column: position.character });
        if (!place) return undefined;
        const words = place.kind === 'address' ? await person(place, options) : await file(place, document, options);
        const range = new Range(position.line, place.start, position.line, place.end);
        return words && new Hover(words, range);
      },
    },
  );
}

async function person({ text }: HoverPlace, { engine, t, formatDate }: DraftHoverOptions): Promise<MarkdownString> {
  const { people } = await engine.call(contactAbout, { addresses: [text] });
  const [known] = people;
  const shown = new MarkdownString();
  if (!known) return shown.appendText(t(draftHoverTexts.stranger, { address: text }));
  shown.appendText(known.name ? `${known.name} <${known.address}>` : known.address).appendMarkdown('\n\n');
  const counts = [
    known.sent > 0 ? plural(t, draftHoverTexts.sent, known.sent) : t(draftHoverTexts.neverWritten),
    ...(known.seen > 0 ? [plural(t, draftHoverTexts.seen, known.seen)] : []),
  ];
  shown.appendText(counts.join(' · ')).appendMarkdown('\n\n');
  return shown.appendText(t(draftHoverTexts.last, { date: formatDate(known.lastAt) }));
}

async function file(
  { text }: HoverPlace,
  document: TextDocument,
  { files, folderOf, t, formatSize }: DraftHoverOptions,
): Promise<MarkdownString | undefined> {
  if (text.startsWith('message:')) return new MarkdownString().appendText(t(draftHoverTexts.partOfMail));
  const uri = referenceUri(await folderOf(document.uri.toString()), text);
  const stat = await files.stat(uri);
  if (!stat) return undefined; // A diagnostic says so.
  const shown = new MarkdownString();
  const type = typeOf(lastName(uri));
  shown.appendText(`${lastName(uri)} · ${formatSize(stat.size)}${type ? ` · ${type}` : ''}`);
  if (!type.startsWith('image/')) return shown;
  const small = stat.size <= thumbnailMaxBytes;
  const source = small ? `data:${type};base64,${base64(await files.readBytes(uri))}` : Uri.parse(uri, true).toString();
  return shown.appendMarkdown(`\n\n![](${source}|width=240)`);
}

const types: { readonly [extension: string]: string } = {
  ...{
    png: 'image/png',
    jpg: 'image/jpeg',
    jpeg: 'image/jpeg',
    gif: 'image/gif',
    webp: 'image/webp',
    svg: 'image/svg+xml',
  },
  ...{ pdf: 'application/pdf', zip: 'application/zip', csv: 'text/csv', txt: 'text/plain', md: 'text/markdown' },
  ...{ json: 'application/json', html: 'text/html', xml: 'application/xml', mp4: 'video/mp4', mp3: 'audio/mpeg' },
};

function typeOf(name: string): string {
  return types[/\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? ''] ?? '';
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

function linesTo(document: TextDocument, line: number): readonly string[] {
  return Array.from({ length: Math.min(line + 1, document.lineCount) }, (_, index) => document.lineAt(index).text);
}
