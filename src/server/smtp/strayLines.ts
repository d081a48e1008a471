import type { CommandLine } from '../../mail/wire/smtp/command.ts';
import type { LineDefect } from '../../mail/wire/smtp/lineReader.ts';
import { type Reply, reply } from '../../mail/wire/smtp/reply.ts';

/** What is answered to a line that is no command. */
export const defectReplies: { readonly [defect in LineDefect]: Reply } = {
  tooLong: reply(500, '5.5.6', 'line too long'),
  bareLineFeed: reply(500, '5.5.2', 'lines end in CR LF (RFC 5321 2.3.8)'),
  bareReturn: reply(500, '5.5.2', 'a CR stands alone'),
  control: reply(500, '5.5.2', 'control characters'),
  notUtf8: reply(500, '5.5.2', 'what is not ASCII is UTF-8 (RFC 6531)'),
  flood: reply(421, '4.7.0', 'a line without end'),
};

/** A browser that was led here by a page of somebody else's (cross-protocol scripting), or a lost web client. */
export function isHttp({ verb }: CommandLine): boolean {
  return /^(?:GET|HEAD|POST|PUT|DELETE|CONNECT|OPTIONS|TRACE|PATCH|PRI)$/.test(verb);
}

/** The line as it may be shown: what stands behind AUTH and its mechanism is a secret. */
export function masked({ verb, argument }: CommandLine): string {
  if (verb !== 'AUTH') return argument === '' ? verb : `${verb} ${argument}`;
  return `AUTH ${argument.replace(/^(\S+)\s+.*$/, '$1 ***')}`;
}
