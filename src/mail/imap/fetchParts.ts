/** BODY.PEEK[]: the bytes of one message, in pieces, so that no message is whole in memory on its way. */
import { MailError } from '../../base/errors.ts';
import type { ImapConnection } from './connection.ts';
import { bodyPieceBytes } from './limits.ts';

/** Gives the source of a message of the selected mailbox piece by piece. Throws `message.gone`. Never marks it \Seen. */
export async function* fetchSource(connection: ImapConnection, uid: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; ; ) {
    const piece = await connection.fetchPiece(uid, start, bodyPieceBytes);
    if (piece === undefined) throw new MailError('message.gone');
    if (piece.length > 0) yield piece;
    start += piece.length;
    if (piece.length < bodyPieceBytes) return;
  }
}
