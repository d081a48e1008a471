export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
export type LogFields = { readonly [key: string]: unknown };

/** One line per event: a stable word for what happened and plain fields. Never a sentence, a secret or mail text. */
export interface Logger {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

/** Where lines go: a file, an output channel, a list in a test. */
export type LogSink = (level: LogLevel, line: string) => void;

/** The longest value that a line holds; mail text that slips in is cut before it says much. */
export const logValueMaxChars = 300;

const secretKey = /pass|secret|token|credential|authorization|\bauth\b|\bcode\b$/i;
const harmlessKey = /^(code|errorCode|responseCode|authKind)$/;
const contentKey = /^(subject|text|html|body|source|snippet|preview)$/i;

/** Redaction is here and nowhere else: fields that hold credentials or mail content by name never reach a sink. */
export function createLogger(sink: LogSink, now: () => number): Logger {
  const write =
    (level: LogLevel) =>
    (event: string, fields: LogFields = {}) => {
      const parts = [new Date(now()).toISOString(), level, event];
      for (const [key, value] of Object.entries(fields)) {
        if (value !== undefined) parts.push(`${key}=${redactField(key, value)}`);
      }
      sink(level, parts.join(' '));
    };
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}

/** A logger that says nothing. */
export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} };

function redactField(key: string, value: unknown): string {
  if (contentKey.test(key)) return '[content]';
  if (secretKey.test(key) && !harmlessKey.test(key)) return '[redacted]';
  const text = value instanceof Error ? errorText(value) : typeof value === 'string' ? value : JSON.stringify(value);
  return JSON.stringify(redactDialogue(text ?? 'undefined').slice(0, logValueMaxChars));
}

function errorText(error: Error): string {
  const code = 'code' in error ? `${String(error.code)} ` : '';
  return `${code}${error.message} ${error.stack?.split('\n')[1]?.trim() ?? ''}`;
}

/**
 * Masks credentials in a line of SMTP, IMAP or POP3: `AUTH PLAIN …` (RFC 4954), `LOGIN user …` (RFC 9051 §6.2.3),
 * `AUTHENTICATE …`, `PASS …` (RFC 1939 §7).
 */
export function redactDialogue(line: string): string {
  return line
    .replace(/\b(AUTH(?:ENTICATE)?\s+[\w-]+)\s+\S+/gi, '$1 ***')
    .replace(/\b(LOGIN)\s+("(?:[^"\\]|\\.)*"|\S+)\s+.*/gi, '$1 $2 ***')
    .replace(/\b(PASS)\s+\S.*/g, '$1 ***');
}
