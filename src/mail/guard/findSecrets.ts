import { valueMaxChars } from './limits.ts';
import { type SecretKind, type SecretRule, secretRules } from './secretRules.ts';
import { looksAssigned } from './secretValue.ts';

/** A secret in a text: what stands from `start` to `end` is the secret itself. */
export interface FoundSecret {
  readonly kind: SecretKind;
  readonly start: number;
  readonly end: number;
}

export interface FindOptions {
  /** Only forms that tell themselves: in a picture or a program a "password" is chance. */
  readonly binary?: boolean;
}

/** Keys that hold secrets, as they end: `dbPassword`, `API_KEY`, `密码`. Then what makes it a value, and a quote perhaps. */
const keys =
  '(?:[Pp]ass(?:word|wd|phrase)?|PASS(?:WORD|WD|PHRASE)?|[Pp]wd|PWD|[Ss]ecret(?:[_-]?[Kk]ey)?|SECRET(?:_?KEY)?|[Tt]oken|TOKEN|[Aa]pi[_-]?[Kk]ey|API_?KEY|[Aa]ccess[_-]?[Kk]ey|ACCESS_?KEY|[Pp]rivate[_-]?[Kk]ey|PRIVATE_?KEY|[Cc]lient[_-]?[Ss]ecret|[Aa]uth[_-]?[Kk]ey|AUTH_?KEY|密码|口令|密钥|授权码)';
const assigned = String.raw`${keys}(?:["'\]]{0,2}[ \t]{0,8}(?::=|=>|[:=：]|是|为)[ \t]{0,8}|[ \t]+(?:is|was)[ \t]+)`;

/** A value in quotes, or the rest of a word. */
const value =
  /(?:"((?:[^"\\\r\n]|\\.){1,200})"|'((?:[^'\\\r\n]|\\.){1,200})'|`((?:[^`\\\r\n]|\\.){1,200})`|([^\s"'`]{1,200}))/y;

/** `machine x login y password z` of .netrc. */
const netrc = String.raw`\blogin[ \t]+\S{1,100}\s+password[ \t]+`;

const starts = new RegExp(
  [...secretRules.map(({ start }) => `(${start})`), `(${netrc})`, `(${assigned})`].join('|'),
  'g',
);
const startsOfForms = new RegExp(secretRules.map(({ start }) => `(${start})`).join('|'), 'g');

/** The secrets in a text, by their place; none lies in another. */
export function* findSecrets(text: string, { binary = false }: FindOptions = {}): Generator<FoundSecret> {
  let from = 0;
  for (const match of text.matchAll(binary ? startsOfForms : starts)) {
    if (match.index < from) continue;
    const index = match.findIndex((group, at) => at > 0 && group !== undefined) - 1;
    const rule = secretRules[index];
    const at = match.index + match[0].length;
    const found = rule
      ? secretOf(text, match.index, rule)
      : passwordOf(text, index === secretRules.length ? at : match.index, at);
    if (!found) continue;
    from = found.end;
    yield found;
  }
}

function secretOf(text: string, at: number, { kind, whole, holds, insideWord }: SecretRule): FoundSecret | undefined {
  if (!insideWord && at > 0 && /[A-Za-z0-9]/.test(text[at - 1] ?? '')) return undefined;
  whole.lastIndex = at;
  const match = whole.exec(text);
  if (!match) return undefined;
  const secret = match[1] ?? match[0];
  if (holds && !holds(secret)) return undefined;
  const start = at + (match[1] === undefined ? 0 : match[0].lastIndexOf(secret));
  return { kind, start, end: start + secret.length };
}

/** `keyStart` = `at`: what stands before has said already that this is a password. */
function passwordOf(text: string, keyStart: number, at: number): FoundSecret | undefined {
  value.lastIndex = at;
  const match = value.exec(text);
  if (!match) return undefined;
  const quoted = match[4] === undefined;
  const written = match[1] ?? match[2] ?? match[3] ?? match[4] ?? '';
  const secret = quoted ? written : written.replace(/[.,;。，；]+$/, '');
  if (secret.length > valueMaxChars || !looksAssigned(secret, { quoted })) return undefined;
  // Outside quotes only a line of its own is a setting; elsewhere it is code.
  if (!quoted && keyStart < at && !isSetting(text, keyStart, at + secret.length)) return undefined;
  const start = at + (quoted ? 1 : 0);
  return formWithin(text, start, start + secret.length) ?? { kind: 'password', start, end: start + secret.length };
}

/** A value that tells what it is: `api_key = "sk_live_…"`. */
function formWithin(text: string, start: number, end: number): FoundSecret | undefined {
  for (const match of text.slice(start, end).matchAll(startsOfForms)) {
    const rule = secretRules[match.findIndex((group, at) => at > 0 && group !== undefined) - 1];
    const found = rule && secretOf(text, start + match.index, rule);
    if (found) return found;
  }
  return undefined;
}

/** `KEY=value` and `key: value` on a line of their own, or a sentence that ends with it. */
function isSetting(text: string, keyStart: number, end: number): boolean {
  const lineStart = Math.max(text.lastIndexOf('\n', keyStart) + 1, keyStart - lineLookChars);
  const lineEnd = text.indexOf('\n', end);
  const before = text.slice(lineStart, keyStart);
  const after = text.slice(end, lineEnd < 0 ? undefined : Math.min(lineEnd, end + lineLookChars));
  if (/[(){}[\];<>]|=>/.test(before + after.replace(/^[.,;。，；]/, ''))) return false;
  const alone = /^[\s>*#"'`-]*(?:(?:export|set|setx|ENV|ARG)\s+|\$?env:)?[\w.-]*["'`]?$/.test(before);
  return alone || (/[:：]|\s(?:is|was)\s|是|为/.test(text.slice(keyStart, end)) && !codeWords.test(before));
}

const lineLookChars = 200;
const codeWords =
  /\b(?:const|let|var|return|function|readonly|private|public|static|type|interface|import|export|def|self)\b|=/;
