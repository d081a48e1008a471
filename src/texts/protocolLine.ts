/** One line of a protocol log as every surface shows it: `14:05:03.123  3 imap ← * OK ready`. */
export function protocolLineText(line: {
  readonly at: number;
  readonly connection: number;
  readonly service: string;
  readonly side: 'client' | 'server' | 'note';
  readonly text: string;
}): string {
  const date = new Date(line.at);
  const offset = date.getTimezoneOffset() * 60_000;
  const time = new Date(line.at - offset).toISOString().slice(0, -1).replace('T', ' ');
  return `${time} ${line.connection} ${line.service} ${arrows[line.side]} ${line.text}`;
}

const arrows = { client: '→', server: '←', note: '·' } as const;
