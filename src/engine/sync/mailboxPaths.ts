/** Paths of mailboxes as a person names them: with the server's delimiter, below a parent or at the top. Pure. */
import { MailError } from '../../base/errors.ts';

interface Place {
  readonly path: string;
  readonly delimiter: string;
}

export function isBelow(one: Place, parent: Place): boolean {
  return parent.delimiter !== '' && one.path.startsWith(parent.path + parent.delimiter);
}

/** The last part of a path. */
export function nameOfPath(path: string, delimiter: string): string {
  return delimiter === '' ? path : path.slice(path.lastIndexOf(delimiter) + delimiter.length);
}

/**
 * The path for a name below `parent`, or at the top: there some servers want everything below INBOX, which is seen by all
 * that they have. Throws `mailbox.badName` for one that is empty, too long, has the delimiter or control characters.
 */
export function pathFor(name: string, parent: Place | undefined, all: readonly Place[]): string {
  const wanted = name.normalize('NFC').trim();
  const delimiter = parent?.delimiter ?? all[0]?.delimiter ?? '';
  const bad = wanted === '' || wanted.length > nameMaxChars || /\p{Cc}/u.test(wanted);
  if (bad || (delimiter !== '' && wanted.includes(delimiter)) || (parent && delimiter === ''))
    throw new MailError('mailbox.badName', { data: { name: wanted } });
  if (parent) return parent.path + delimiter + wanted;
  const others = all.filter(({ path }) => path.toUpperCase() !== 'INBOX');
  const prefix = `INBOX${delimiter}`;
  const below = delimiter !== '' && others.length > 0 && others.every(({ path }) => path.startsWith(prefix));
  return below ? prefix + wanted : wanted;
}

const nameMaxChars = 200;
