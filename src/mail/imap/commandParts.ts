/** Commands and responses in the shapes that imapflow takes and gives; {@link ImapConnection.command} uses them. */

/** An argument of a command, as imapflow writes it. */
export type Argument =
  | { readonly type: 'ATOM' | 'STRING' | 'SEQUENCE'; readonly value: string; readonly section?: readonly Argument[] }
  | readonly Argument[];

/** A piece of a response, as imapflow reads it. */
export interface Token {
  readonly value?: string | Uint8Array | null;
  readonly section?: readonly Tokens[];
}
export type Tokens = Token | null | readonly Tokens[];
export interface Response {
  readonly command: string;
  readonly attributes?: readonly Tokens[];
  /** The numbers of a SEARCH response, which imapflow reads apart. */
  readonly numbers?: readonly number[];
}
export type UntaggedHandlers = { readonly [name: string]: (response: Response) => void };
