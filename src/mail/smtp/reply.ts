import { replyMaxChars } from './limits.ts';

/** A server's reply (RFC 5321 §4.2): `code` 200 to 599, or 0 for what is none; `enhanced` as RFC 3463 has it, '' without. */
export interface Reply {
  readonly code: number;
  readonly enhanced: string;
  /** The server's words without the numbers, lines joined by LF. */
  readonly text: string;
}

/** Reads all lines of one reply. Never throws. */
export function parseReply(raw: string): Reply {
  const lines = decodeWords(raw).split(/\r?\n/);
  const code = Number(/^([2-5]\d\d)(?:[ -]|$)/.exec(lines.at(-1) ?? '')?.[1] ?? 0);
  const bare = lines.map((line) => line.replace(/^\d{3}(?:[ -]|$)/, ''));
  const enhanced = /^([245]\.\d{1,3}\.\d{1,3})\b/.exec(bare.at(-1) ?? '')?.[1] ?? '';
  const text = bare.map((line) => (enhanced && line.startsWith(enhanced) ? line.slice(enhanced.length) : line).trim());
  return { code, enhanced, text: printable(text.filter(Boolean).join('\n')).slice(0, replyMaxChars) };
}

/** One line for people: the numbers and the words. */
export function replyText({ code, enhanced, text }: Reply): string {
  return [code || '', enhanced, text].filter(Boolean).join(' ').slice(0, replyMaxChars);
}

/**
 * Bytes that are no UTF-8 arrive as one character each. QQ's older servers write GBK (seen in reports of 2018 to 2021);
 * what doesn't read as that stays as it came.
 */
function decodeWords(raw: string): string {
  if (!/[\u0080-\u00ff]/.test(raw) || /[^\u0000-\u00ff]/.test(raw)) return raw;
  try {
    const bytes = Uint8Array.from(raw, (character) => character.charCodeAt(0));
    return new TextDecoder('gb18030', { fatal: true }).decode(bytes);
  } catch {
    return raw; // Neither: shown as the bytes are.
  }
}

/** A stranger wrote it and people read it: no control or direction-changing characters. */
function printable(text: string): string {
  return text.replace(/[^\P{C}\n]/gu, ' ');
}
