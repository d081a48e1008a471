import { Buffer } from 'node:buffer';
import { decodeText, isAscii } from './charsets.ts';
import { decodeHeaderText } from './encodedWords.ts';
import { parametersMax } from './readLimits.ts';

/** A structured field's value and its parameters (RFC 2045 §5.1), names in lower case, values decoded (RFC 2231). */
export interface Parameterised {
  readonly value: string;
  readonly parameters: ReadonlyMap<string, string>;
}

interface Section {
  readonly index: number;
  readonly encoded: boolean;
  readonly raw: string;
}

/**
 * Reads `value; name=value; name*0*=charset'lang'…` from a raw field (a byte per character). Takes what real mail
 * does wrong: values with unquoted blanks, encoded words in quotes, raw 8-bit bytes, sections out of order and
 * percent triplets cut between sections. Where both forms are there, the RFC 2231 one wins. `hint`: charset of raw bytes.
 */
export function parseParameters(raw: string, hint?: string): Parameterised {
  if (isPlain.test(raw)) return parsePlain(raw);
  const pieces = splitPieces(withoutComments(raw));
  const plain = new Map<string, string>();
  const sections = new Map<string, Section[]>();
  for (const piece of pieces.slice(1, parametersMax + 1)) {
    const equals = piece.indexOf('=');
    if (equals <= 0) continue;
    const name = piece.slice(0, equals).trim().toLowerCase();
    const value = unquote(piece.slice(equals + 1).trim());
    const starred = /^([^*]+)(?:\*(\d{1,4}))?(\*)?$/.exec(name);
    if (!starred?.[1]) continue;
    if (starred[2] === undefined && starred[3] === undefined) {
      if (!plain.has(name)) plain.set(name, decodeHeaderText(value, hint));
    } else {
      const list = sections.get(starred[1]) ?? [];
      list.push({ index: Number(starred[2] ?? 0), encoded: starred[3] === '*', raw: value });
      sections.set(starred[1], list);
    }
  }
  for (const [name, list] of sections) plain.set(name, joinSections(list, hint));
  return { value: (pieces[0] ?? '').trim(), parameters: plain };
}

/** Nothing quoted but whole values, nothing encoded, no comment: nearly all fields. */
const isPlain = /^[^"\\(*%;]*(?:;[ \t]*(?:[\w-]+=(?:"[!#-[\]-~]*"|[!#-'+-:<-[\]-~]*)[ \t]*)?)*$/;
const noParameters: ReadonlyMap<string, string> = new Map();

function parsePlain(raw: string): Parameterised {
  let end = raw.indexOf(';');
  if (end === -1) return { value: raw.trim(), parameters: noParameters };
  const value = raw.slice(0, end).trim();
  const parameters = new Map<string, string>();
  for (let count = 0; end !== -1 && count < parametersMax; count++) {
    const equals = raw.indexOf('=', end);
    if (equals === -1) break;
    const name = raw
      .slice(end + 1, equals)
      .trim()
      .toLowerCase();
    const isQuoted = raw.charCodeAt(equals + 1) === 34;
    const stop = isQuoted ? raw.indexOf('"', equals + 2) : raw.indexOf(';', equals);
    const written = isQuoted
      ? raw.slice(equals + 2, stop)
      : raw.slice(equals + 1, stop === -1 ? undefined : stop).trim();
    if (!parameters.has(name)) parameters.set(name, written.includes('=?') ? decodeHeaderText(written) : written);
    end = raw.indexOf(';', stop === -1 ? raw.length : stop);
  }
  return { value, parameters };
}

function joinSections(list: readonly Section[], hint: string | undefined): string {
  const ordered = [...list].sort((a, b) => a.index - b.index);
  let charset = hint;
  let joined = '';
  let anyEncoded = false;
  for (const [position, section] of ordered.entries()) {
    let text = section.raw;
    if (section.encoded) {
      anyEncoded = true;
      const prefix = position === 0 ? /^([^']*)'([^']*)'/.exec(text) : null;
      if (prefix) {
        charset = prefix[1] || hint;
        text = text.slice(prefix[0].length);
      }
      joined += text;
    } else joined += text.replaceAll('%', '%25');
  }
  if (!anyEncoded) return decodeHeaderText(joined.replaceAll('%25', '%'), hint);
  const bytes = Buffer.from(
    joined.replace(/%([0-9a-fA-F]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16))),
    'latin1',
  );
  const text = decodeText(bytes, charset, hint).text;
  // Some programs put RFC 2047 words into the RFC 2231 form: then nothing but such words, else a name that only looks like one.
  return isWords.test(text) && isAscii(text) ? decodeHeaderText(text, hint) : text;
}

const isWords = /^(?:\s*=\?[^?\s]+\?[bq]\?[^?]*\?=)+\s*$/i;

/** Splits at semicolons outside quotes. */
function splitPieces(raw: string): string[] {
  const pieces: string[] = [];
  let start = 0;
  let quoted = false;
  for (let i = 0; i < raw.length; i++) {
    const char = raw[i];
    if (char === '\\' && quoted) i++;
    else if (char === '"') quoted = !quoted;
    else if (char === ';' && !quoted) {
      pieces.push(raw.slice(start, i));
      start = i + 1;
    }
  }
  pieces.push(raw.slice(start));
  return pieces;
}

function unquote(written: string): string {
  // Some programs escape the quotes themselves: `name=\\"a.pdf\\"`.
  const value = written.startsWith('\\"') ? written.replaceAll('\\"', '"') : written;
  if (!value.startsWith('"')) return value;
  const end = /^"((?:[^"\\]|\\[\s\S])*)"?/.exec(value);
  return (end?.[1] ?? value.slice(1)).replace(/\\(["\\])/g, '$1');
}

/** Drops comments (RFC 5322 §3.2.2) after the first value; a bracket inside an unquoted name stays. */
function withoutComments(raw: string): string {
  return raw.replace(/^([^;"(]*)\([^()]*\)\s*(?=;|$)/, '$1');
}
