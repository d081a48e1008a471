/** BODYSTRUCTURE (RFC 9051 §7.5.2) as a tree of parts, as far as choosing parts to fetch needs it. */
import type { Token, Tokens } from './connection.ts';
import { structureDepthMax, structurePartsMax } from './limits.ts';

export interface BodyPart {
  /** What FETCH calls it (RFC 9051 §6.4.5.1): `2.1`; '' for a multipart that is the message itself. */
  readonly section: string;
  /** `text/plain`, in lower case. */
  readonly type: string;
  /** Of a multipart, as its header says; '' for others. */
  readonly boundary: string;
  readonly children: readonly BodyPart[];
  /** Bytes as they are encoded; 0 for a multipart. */
  readonly size: number;
  /** Lower case. */
  readonly encoding: string;
  readonly disposition: string;
  readonly hasContentId: boolean;
}

/** Undefined for what does not follow the grammar, or is deeper or wider than {@link structureDepthMax} and {@link structurePartsMax}. */
export function readBodyStructure(tokens: Tokens): BodyPart | undefined {
  const budget = { parts: structurePartsMax };
  return isList(tokens) ? readPart(tokens, '', 0, budget) : undefined;
}

function readPart(
  tokens: readonly Tokens[],
  section: string,
  depth: number,
  budget: { parts: number },
): BodyPart | undefined {
  budget.parts -= 1;
  if (depth > structureDepthMax || budget.parts < 0) return undefined;
  return isList(tokens[0]) ? readMultipart(tokens, section, depth, budget) : readLeaf(tokens, section);
}

function readMultipart(
  tokens: readonly Tokens[],
  section: string,
  depth: number,
  budget: { parts: number },
): BodyPart | undefined {
  const children: BodyPart[] = [];
  for (const token of tokens) {
    if (!isList(token)) break;
    const name = section === '' ? String(children.length + 1) : `${section}.${children.length + 1}`;
    const child = readPart(token, name, depth + 1, budget);
    if (!child) return undefined;
    children.push(child);
  }
  const subtype = textOf(tokens[children.length]).toLowerCase();
  const boundary = parameter(tokens[children.length + 1], 'boundary');
  // RFC 2046 §5.1.1: without one nobody could take the message apart again.
  if (subtype === '' || !/^[ -~]{1,200}$/.test(boundary)) return undefined;
  const leaf = { size: 0, encoding: '', disposition: '', hasContentId: false };
  return { section, type: `multipart/${subtype}`, boundary, children, ...leaf };
}

function readLeaf(tokens: readonly Tokens[], section: string): BodyPart | undefined {
  const [type, subtype] = [textOf(tokens[0]).toLowerCase(), textOf(tokens[1]).toLowerCase()];
  const size = Number(textOf(tokens[6]));
  if (type === '' || subtype === '' || !Number.isSafeInteger(size)) return undefined;
  // What the type adds stands before MD5 and the disposition.
  const dispositionAt = type === 'text' ? 9 : type === 'message' && isList(tokens[7]) ? 11 : 8;
  const disposition = tokens[dispositionAt];
  return {
    section: section === '' ? '1' : section,
    type: `${type}/${subtype}`,
    boundary: '',
    children: [],
    size,
    encoding: textOf(tokens[5]).toLowerCase(),
    disposition: isList(disposition) ? textOf(disposition[0]).toLowerCase() : '',
    hasContentId: textOf(tokens[3]) !== '',
  };
}

function parameter(list: Tokens | undefined, name: string): string {
  if (!isList(list)) return '';
  const at = list.findIndex((token, index) => index % 2 === 0 && textOf(token).toLowerCase() === name);
  return at < 0 ? '' : textOf(list[at + 1]);
}

function isList(token: Tokens | undefined): token is readonly Tokens[] {
  return Array.isArray(token);
}

function textOf(token: Tokens | undefined): string {
  const value = token && !isList(token) ? (token satisfies Token).value : undefined;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('latin1');
  return value ?? '';
}
