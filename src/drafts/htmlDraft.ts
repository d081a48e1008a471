import { joinUri, lastName, referenceFor } from './fileReferences.ts';

export interface HtmlSource {
  readonly html: string;
  /** URI of the file, and of the folder that it lies in. */
  readonly uri: string;
  readonly folder: string;
  /** URI of the folder that the draft's paths begin at. */
  readonly base: string;
}

/** The text of a draft, its file's name, and where one types next. */
export interface HtmlDraft {
  readonly name: string;
  readonly text: string;
  readonly cursor: { readonly line: number; readonly column: number };
}

const subjectMaxLength = 200;

/** A draft whose body is an HTML file: its title as subject, its pictures named as seen from the draft. Pure. */
export function htmlDraft({ html, uri, folder, base }: HtmlSource): HtmlDraft {
  const title = textOf(/<title[^>]*>([\s\S]*?)<\/title>/i.exec(html)?.[1] ?? '');
  const subject = (title || lastName(uri).replace(/\.[^.]*$/, '')).slice(0, subjectMaxLength).toWellFormed();
  const shown = /^["'|>]/.test(subject) ? `"${subject.replace(/[\\"]/g, '\\$&')}"` : subject;
  const body = html.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n');
  const text = `---\nto: \nsubject: ${shown}\nformat: html\n---\n\n${withPaths(body, folder, base)}`;
  return { name: `${slugOf(subject)}.mail.md`, text, cursor: { line: 1, column: 'to: '.length } };
}

function withPaths(html: string, folder: string, base: string): string {
  const source = /(<img\b[^>]*?\ssrc\s*=\s*)(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/gi;
  return html.replace(source, (all, start: string, double?: string, single?: string, bare?: string) => {
    const written = (double ?? single ?? bare ?? '').trim();
    if (written === '' || /^(?:[a-z][a-z0-9+.-]*:|\/|#)/i.test(written)) return all;
    const seen = referenceFor(base, joinUri(folder, decoded(written)));
    return seen === decoded(written) ? all : `${start}"${encodeURI(seen).replaceAll('"', '%22')}"`;
  });
}

function textOf(html: string): string {
  const entities: { readonly [name: string]: string } = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ' };
  return html
    .replace(/<[^>]*>/g, ' ')
    .replace(/&(amp|lt|gt|quot|nbsp);/g, (_, name: string) => entities[name] ?? '')
    .replace(/&#(\d{1,7});/g, (all, code: string) =>
      Number(code) <= 0x10ffff ? String.fromCodePoint(Number(code)) : all,
    )
    .replace(/[\s\u0000-\u001f\u007f]+/g, ' ')
    .trim();
}

function slugOf(subject: string): string {
  const slug = subject
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '');
  return slug.slice(0, 60).toWellFormed() || 'mail';
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path; // A lone percent sign: taken as it stands.
  }
}
