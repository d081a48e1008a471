import { logValueMaxChars } from './log.ts';

/**
 * Takes credentials out of the lines of one connection (IMAP, SMTP, POP3) before anybody keeps them. It follows the
 * dialogue: what the client says between AUTHENTICATE, AUTH or LOGIN and the server's last word on it is masked whole, so
 * that no SASL mechanism (RFC 4422), known or not, shows its payload. What a server repeats of a secret is masked too.
 */
export class Redactor {
  readonly #secrets: readonly string[];
  #signingIn = false;

  /** `secrets`: what a line may carry anywhere, in any of the forms that {@link maskSecret} knows; may grow. */
  constructor(secrets: readonly string[] = []) {
    this.#secrets = secrets;
  }

  /** A line that the client sent, without its line end. */
  client(line: string): string {
    const continues = this.#signingIn;
    const command = signIn.exec(line);
    if (continues && !command) return line === '' || line === '*' ? line : mask;
    if (!command) return this.#shown(line);
    this.#signingIn = true;
    return this.#shown(withoutCredentials(command));
  }

  /** A line that the server sent. */
  server(line: string): string {
    // A continuation (`+`, 334) and untagged data (`* `) leave the sign-in open; a tagged reply, a number or POP3's +OK ends it.
    if (this.#signingIn && !/^(\+(?!OK\b)|\* |334)/.test(line)) this.#signingIn = false;
    return this.#shown(withoutContent(line));
  }

  #shown(line: string): string {
    const masked = this.#secrets.reduce(maskSecret, line);
    const plain = masked.replace(/\p{C}/gu, ' ');
    return plain.length > shownLineMaxChars ? `${plain.slice(0, shownLineMaxChars)}…` : plain;
  }
}

/** The longest line that is shown of a dialogue, UTF-16 units. */
export const shownLineMaxChars = 2 * logValueMaxChars;

const mask = '***';

/** Optional tag, the command, what follows it. POP3's PASS and APOP (RFC 1939 §7) end with their one line as well. */
const signIn = /^(\S+ )?(AUTHENTICATE|AUTH|LOGIN|PASS|APOP)(?: (.*))?$/is;

function withoutCredentials([, tag = '', command = '', rest = '']: RegExpExecArray): string {
  const named = /^(AUTHENTICATE|AUTH|LOGIN|APOP)$/i.test(command);
  // The mechanism, or the user's name: an atom, a quoted string, or the size of a literal.
  const first = named ? (/^("(?:[^"\\]|\\.)*"|\S+)/.exec(rest)?.[1] ?? '') : '';
  const more = rest.length > first.length;
  return `${tag}${[command, first, more ? mask : ''].filter(Boolean).join(' ')}`;
}

/** What FETCH tells of a message's content is left out, and all that follows it on the line. */
function withoutContent(line: string): string {
  if (!/^\* \d+ FETCH /i.test(line)) return line;
  const content = line.search(/\b(ENVELOPE|BODY|BODYSTRUCTURE|BINARY|PREVIEW|RFC822(?!\.SIZE))\b|\{\d+\+?\}/i);
  return content < 0 ? line : `${line.slice(0, content)}…)`;
}

/** `text` without `secret`: plain, escaped as in a quoted string, percent-encoded, or inside a word of base64. */
export function maskSecret(text: string, secret: string): string {
  if (secret === '') return text;
  const forms = new Set([secret, secret.replace(/["\\]/g, '\\$&'), encodeURIComponent(secret)]);
  const plain = [...forms].reduce((masked, form) => masked.replaceAll(form, mask), text);
  return plain.replace(/[A-Za-z0-9+/_-]{4,}={0,2}/g, (word) => (decodes(word, secret) ? mask : word));
}

function decodes(word: string, secret: string): boolean {
  const letters = word.replace(/=+$/, '');
  // Too short to hold it, or no whole number of base64 groups: an ordinary word, as nearly all are.
  if (Math.floor((letters.length * 3) / 4) < secret.length || letters.length % 4 === 1) return false;
  try {
    const bytes = atob(letters.replace(/-/g, '+').replace(/_/g, '/'));
    const decoded = new TextDecoder().decode(Uint8Array.from(bytes, (character) => character.charCodeAt(0)));
    return decoded.includes(secret) || bytes.includes(secret);
  } catch {
    return false; // No base64 after all.
  }
}
