import { parametersMax } from './limits.ts';
import { type Reply, reply } from './reply.ts';

/** Keyword in upper case → value, '' where none is given (RFC 5321 §4.1.2, Mail-parameters). */
export type Parameters = ReadonlyMap<string, string>;

/** Reads what stands behind a path. A refusal for what is no parameter, stands twice, or is not `known`. */
export function readParameters(rest: string, known: readonly string[]): Parameters | Reply {
  const words = rest.split(' ').filter((word) => word !== '');
  if (rest !== '' && !rest.startsWith(' ')) return reply(501, '5.5.4', 'a blank stands before parameters');
  if (words.length > parametersMax) return reply(501, '5.5.4', 'too many parameters');
  const parameters = new Map<string, string>();
  for (const word of words) {
    const [, keyword = '', value = ''] = /^([A-Za-z0-9][A-Za-z0-9-]*)(?:=([^\x00-\x20=\x7f]+))?$/.exec(word) ?? [];
    const name = keyword.toUpperCase();
    if (name === '' || parameters.has(name)) return reply(501, '5.5.4', 'a parameter is malformed or stands twice');
    if (!known.includes(name)) return reply(555, '5.5.4', `parameter ${name} not known`);
    parameters.set(name, value);
  }
  return parameters;
}
