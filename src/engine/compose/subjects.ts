import { forwardPrefix, replyPrefix } from '../../mail/mime/baseSubject.ts';

/** `Re: ` once, whatever number of replies came before. */
export function replySubject(subject: string): string {
  return `Re: ${stripped(oneLine(subject), replyPrefix)}`.trim();
}

/** `Fwd: ` once; that it was an answer stays visible. */
export function forwardSubject(subject: string): string {
  return `Fwd: ${stripped(oneLine(subject), forwardPrefix)}`.trim();
}

/** The subject as a file name: `re-build-red`. Never empty, at most 48 characters. */
export function slugOf(subject: string): string {
  const slug = subject
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .slice(0, 48)
    .toWellFormed()
    .replace(/^-+|-+$/g, '');
  return slug || 'new-mail';
}

/** A subject on one line: whatever it holds, it can't begin another header. */
export function oneLine(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\u0000-\u001f\u007f]+/g, ' ')
    .trim();
}

function stripped(subject: string, prefix: RegExp): string {
  let rest = subject;
  for (let match = prefix.exec(rest); match; match = prefix.exec(rest)) rest = rest.slice(match[0].length);
  return rest;
}
