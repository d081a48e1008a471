import type { SessionLine } from '../sessions/sessions.ts';

/** One line of a protocol's log, as it stands in the file and as administrators see it. */
export interface LogLine {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Numbers begin anew with each start of the server. */
  readonly session: number;
  readonly by: SessionLine['by'];
  readonly remoteAddress: string;
  /** Empty before somebody signed in. */
  readonly user: string;
  readonly text: string;
}

const marks = { client: 'C', server: 'S', note: '-' } as const;
const speakers = { C: 'client', S: 'server', '-': 'note' } as const;

/** `TIME SESSION C|S|- ADDRESS USER|- TEXT`, without a line end. The text holds none (`Sessions` takes controls out). */
export function writeLogLine({ at, session, by, remoteAddress, user, text }: LogLine): string {
  return [new Date(at).toISOString(), session, marks[by], remoteAddress || '-', user || '-', text].join(' ');
}

/** Undefined for a line that is none: the first of a file whose beginning was cut off. */
export function readLogLine(line: string): LogLine | undefined {
  const [, time = '', session = '', mark = '', remoteAddress = '', user = '', text = ''] =
    /^(\S+) (\d+) ([CS-]) (\S+) (\S+) (.*)$/.exec(line) ?? [];
  const at = Date.parse(time);
  if (Number.isNaN(at) || (mark !== 'C' && mark !== 'S' && mark !== '-')) return undefined;
  const bare = (word: string) => (word === '-' ? '' : word);
  return {
    at,
    session: Number(session),
    by: speakers[mark],
    remoteAddress: bare(remoteAddress),
    user: bare(user),
    text,
  };
}
