/** What a client says (RFC 1939, 2449, 2595, 5034), as lines without their CRLF. */

/** `message` counts from 1, as the maildrop lists them; null = all of them. */
export type Command =
  | { readonly name: 'USER'; readonly user: string }
  | { readonly name: 'PASS'; readonly password: string }
  /** `mechanism` null asks which there are (RFC 1734 left it open, programs do it). `initial` is base64. */
  | { readonly name: 'AUTH'; readonly mechanism: string | null; readonly initial: string | null }
  | { readonly name: 'LIST' | 'UIDL'; readonly message: number | null }
  | { readonly name: 'RETR' | 'DELE'; readonly message: number }
  | { readonly name: 'TOP'; readonly message: number; readonly lines: number }
  | { readonly name: 'STAT' | 'RSET' | 'NOOP' | 'CAPA' | 'STLS' | 'QUIT' };

export type CommandName = Command['name'];

/** Why a line is no command. */
export type BadCommand = { readonly name: 'unknown' } | { readonly name: 'syntax' };

/** Keywords in any case; one space parts arguments. PASS takes the rest of the line, spaces and all (RFC 1939 §7). */
export function readCommand(line: string): Command | BadCommand {
  const [, keyword = '', rest = ''] = /^(\S+)(?: (.*))?$/s.exec(line) ?? [];
  const name = keyword.toUpperCase();
  switch (name) {
    case 'USER':
      return rest === '' ? syntax : { name, user: rest };
    case 'PASS':
      return rest === '' ? syntax : { name, password: rest };
    case 'AUTH':
      return readAuth(rest);
    case 'LIST':
    case 'UIDL':
      return readOptional(name, rest.trimEnd());
    case 'RETR':
    case 'DELE':
      return readNumbered(name, rest.trimEnd());
    case 'TOP':
      return readTop(rest.trimEnd());
    case 'STAT':
    case 'RSET':
    case 'NOOP':
    case 'CAPA':
    case 'STLS':
    case 'QUIT':
      return rest.trim() === '' ? { name } : syntax;
    default:
      return { name: 'unknown' };
  }
}

/** The line, without CRLF. The caller has seen to it that names and passwords hold no line end. */
export function writeCommand(command: Command): string {
  switch (command.name) {
    case 'USER':
      return `USER ${command.user}`;
    case 'PASS':
      return `PASS ${command.password}`;
    case 'AUTH':
      return ['AUTH', command.mechanism ?? '', command.initial ?? ''].join(' ').trimEnd();
    case 'TOP':
      return `TOP ${command.message} ${command.lines}`;
    case 'LIST':
    case 'UIDL':
      return command.message === null ? command.name : `${command.name} ${command.message}`;
    case 'RETR':
    case 'DELE':
      return `${command.name} ${command.message}`;
    default:
      return command.name;
  }
}

/** The line as a log may keep it. */
export function maskedCommand(line: string): string {
  const [, start = ''] = /^(PASS|AUTH \S+)(?= )/i.exec(line) ?? [];
  return start === '' ? line : `${start} ***`;
}

const syntax: BadCommand = { name: 'syntax' };

function readAuth(rest: string): Command | BadCommand {
  const [, mechanism = '', initial] = /^([A-Za-z0-9_-]{1,20})(?: (\S+))?$/.exec(rest.trimEnd()) ?? [];
  if (rest.trim() === '') return { name: 'AUTH', mechanism: null, initial: null };
  return mechanism === '' ? syntax : { name: 'AUTH', mechanism: mechanism.toUpperCase(), initial: initial ?? null };
}

function readOptional(name: 'LIST' | 'UIDL', rest: string): Command | BadCommand {
  if (rest === '') return { name, message: null };
  const message = messageNumber(rest);
  return message === undefined ? syntax : { name, message };
}

function readNumbered(name: 'RETR' | 'DELE', rest: string): Command | BadCommand {
  const message = messageNumber(rest);
  return message === undefined ? syntax : { name, message };
}

function readTop(rest: string): Command | BadCommand {
  const [, first = '', second = ''] = /^(\S+) (\d{1,10})$/.exec(rest) ?? [];
  const message = messageNumber(first);
  return message === undefined ? syntax : { name: 'TOP', message, lines: Number(second) };
}

function messageNumber(text: string): number | undefined {
  return /^0{0,5}[1-9]\d{0,9}$/.test(text) ? Number(text) : undefined;
}
