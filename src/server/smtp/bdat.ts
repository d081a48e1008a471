import { readBdat } from '../../mail/wire/smtp/bdat.ts';
import { type Reply, reply } from '../../mail/wire/smtp/reply.ts';
import type { Handler, Incoming } from './context.ts';
import { refuseContent, takeContent } from './data.ts';

/** RFC 3030 §2: a chunk of the message. Its octets follow in any case, and are read even where it is refused. */
export const bdat: Handler = (context, argument) => {
  const command = readBdat(argument);
  if (!command) {
    context.afterReply = 'close'; // Nobody knows where the next command begins.
    return reply(501, '5.5.4', 'BDAT and a number of octets');
  }
  const { transaction } = context;
  const refusal = (transaction?.spoilt ? reply(503, '5.5.1', 'RSET first') : undefined) ?? refuseContent(context);
  if (!transaction || refusal) {
    const answer = refusal ?? reply(503, '5.5.1', 'MAIL first');
    context.receive(new Chunk(command.size, { take() {}, finish: () => answer, drop() {} }));
    return undefined;
  }
  const content = transaction.content ?? context.newContent({ dots: false });
  transaction.content = content;
  const finish = () => {
    if (command.last) return takeContent(context, transaction, content);
    const { problem } = content;
    if (!problem) return reply(250, '2.0.0', `${command.size} octets`);
    transaction.spoilt = true;
    content.drop();
    return problem;
  };
  context.receive(
    new Chunk(command.size, { take: (chunk) => content.push(chunk), finish, drop: () => content.drop() }),
  );
  return undefined;
};

interface ChunkHandlers {
  take(chunk: Uint8Array): void;
  finish(): Reply | Promise<Reply>;
  drop(): void;
}

/** So many octets, counted as they come. */
class Chunk implements Incoming {
  readonly #handlers: ChunkHandlers;
  #left: number;

  constructor(size: number, handlers: ChunkHandlers) {
    this.#left = size;
    this.#handlers = handlers;
  }

  get ended(): boolean {
    return this.#left === 0;
  }

  push(chunk: Uint8Array): number {
    const used = Math.min(this.#left, chunk.length);
    this.#left -= used;
    this.#handlers.take(chunk.subarray(0, used));
    return used;
  }

  finish(): Reply | Promise<Reply> {
    return this.#handlers.finish();
  }

  drop(): void {
    this.#handlers.drop();
  }
}
