/** BDAT (RFC 3030 §2): so many octets follow; with LAST they are the message's last. */
export interface BdatCommand {
  readonly size: number;
  readonly last: boolean;
}

/** Undefined for what is no BDAT: then nobody knows where the next command begins. */
export function readBdat(argument: string): BdatCommand | undefined {
  const [, size, last] = /^(\d{1,15})( LAST)?$/i.exec(argument) ?? [];
  return size === undefined ? undefined : { size: Number(size), last: last !== undefined };
}
