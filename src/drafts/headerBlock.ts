/**
 * Where in a draft's header block the cursor is, for completion. Not a parser: what a draft says is asked of the engine;
 * this only looks at the lines above and before the cursor. Plain data, so that tests need no editor.
 */

export interface Position {
  readonly line: number;
  readonly column: number;
}

export type HeaderPlace =
  /** A header's name is being typed: the line from `start` to the cursor. */
  | { readonly kind: 'name'; readonly typed: string; readonly start: Position }
  /** A value is being typed; `typed` is the entry under the cursor, from `start`. */
  | {
      readonly kind: 'address' | 'file' | 'word';
      readonly header: string;
      readonly typed: string;
      readonly start: Position;
    }
  | { readonly kind: 'none' };

export const headerNames = [
  ...(['from', 'to', 'cc', 'bcc', 'subject', 'attach', 'reply-to', 'format', 'style'] as const),
  ...(['signature', 'template'] as const),
  ...(['send-at', 'priority', 'receipt', 'dsn'] as const),
] as const;

/** Words that a header takes; what they mean, and whether they are all, the engine says. */
export const headerWords: { readonly [header: string]: readonly string[] } = {
  format: ['markdown', 'plain', 'flowed', 'html'],
  style: ['plain', 'document'],
  priority: ['high', 'normal', 'low'],
  receipt: ['yes', 'no'],
  dsn: ['never', 'success', 'failure', 'delay'],
};

const addressHeaders = /^(to|cc|bcc|reply-to|from|收件人|抄送|密送|发件人)$/i;
const fileHeaders = /^(attach|attachments?|附件)$/i;

/** True for a document that is a draft, by its path. */
export function isDraftPath(path: string): boolean {
  return path.endsWith('.mail.md');
}

/** True for a draft that somebody writes; not for its older versions in a comparison, nor for one that came in a mail. */
export function isDraftDocument({ scheme, path }: { readonly scheme: string; readonly path: string }): boolean {
  return isDraftPath(path) && !/^(git|gitfs|scm|pr|review|mailroom-copy)$/.test(scheme);
}

/** `lines`: the document's lines; only those up to the cursor's are looked at. */
export function headerPlace(lines: readonly string[], { line, column }: Position): HeaderPlace {
  const none = { kind: 'none' } as const;
  if (line === 0 || !isFence(lines[0] ?? '')) return none;
  for (let index = 1; index < line; index++) if (isFence(lines[index] ?? '')) return none;
  const before = (lines[line] ?? '').slice(0, column);
  const named = /^([\p{L}][\p{L}\p{N}_-]*)[ \t]*[:：](.*)$/u.exec(before);
  if (named?.[1] !== undefined) return valuePlace(named[1], named[2] ?? '', line, column);
  if (/^[ \t]+|^- /.test(before)) {
    const header = headerAbove(lines, line);
    return header ? valuePlace(header, before, line, column) : none;
  }
  if (/^[\p{L}\p{N}_-]*$/u.test(before)) return { kind: 'name', typed: before, start: { line, column: 0 } };
  return none;
}

function valuePlace(header: string, value: string, line: number, column: number): HeaderPlace {
  const name = header.toLowerCase();
  const isAddress = addressHeaders.test(name);
  const isFile = fileHeaders.test(name);
  if (!isAddress && !isFile && !Object.hasOwn(headerWords, name)) return { kind: 'none' };
  const typed = lastEntry(value, isAddress || isFile);
  const start = { line, column: column - typed.length };
  return { kind: isAddress ? 'address' : isFile ? 'file' : 'word', header: name, typed, start };
}

/** What is typed since the last separator outside quotes, without the space and list mark before it. */
function lastEntry(value: string, list: boolean): string {
  let start = 0;
  let quoted = false;
  for (let index = 0; index < value.length; index++) {
    const char = value[index] ?? '';
    if (char === '"') quoted = !quoted;
    if (list && !quoted && /[;,；，[]/.test(char)) start = index + 1;
  }
  return value.slice(start).replace(/^[ \t]*(?:-[ \t]+)?/, '');
}

function headerAbove(lines: readonly string[], line: number): string | undefined {
  for (let index = line - 1; index > 0; index--) {
    const match = /^([\p{L}][\p{L}\p{N}_-]*)[ \t]*[:：]/u.exec(lines[index] ?? '');
    if (match) return match[1];
  }
  return undefined;
}

function isFence(text: string): boolean {
  return /^\ufeff?-{3}[ \t]*$/.test(text);
}
