/** WebSocket (RFC 6455), the server's end, no more than events need: sends texts, answers pings, closes in order. */
import { createHash } from 'node:crypto';

const guid = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
/** What a client may say at once; it has nothing to say here. */
const heardMaxBytes = 65_536;

export const opcodes = { text: 0x1, close: 0x8, ping: 0x9, pong: 0xa } as const;

/** The reply that changes the protocol (§4.2.2). Undefined for what asks for no WebSocket of version 13. */
export function handshake(header: (name: string) => string): string | undefined {
  const key = header('sec-websocket-key');
  const isAsked = /\bupgrade\b/i.test(header('connection')) && header('upgrade').toLowerCase() === 'websocket';
  if (!isAsked || header('sec-websocket-version') !== '13' || !/^[A-Za-z0-9+/]{22}==$/.test(key)) return undefined;
  const accept = createHash('sha1').update(`${key}${guid}`).digest('base64');
  return `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`;
}

/** One whole frame, unmasked as a server's are (§5.1). */
export function frame(opcode: number, payload: Uint8Array): Uint8Array {
  const { length } = payload;
  const head = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10);
  head[0] = 0x80 | opcode;
  if (length < 126) head[1] = length;
  else if (length < 65_536) {
    head[1] = 126;
    head.writeUInt16BE(length, 2);
  } else {
    head[1] = 127;
    head.writeBigUInt64BE(BigInt(length), 2);
  }
  return Buffer.concat([head, payload]);
}

export interface HeardFrame {
  readonly opcode: number;
  readonly payload: Uint8Array;
}

/** Cuts what a client sends into frames. */
export class FrameReader {
  #held: Uint8Array = Buffer.alloc(0);

  /** The frames that are whole now. Undefined: what came is no WebSocket, or too much; the connection ends. */
  push(chunk: Uint8Array): HeardFrame[] | undefined {
    this.#held = Buffer.concat([this.#held, chunk]);
    const frames: HeardFrame[] = [];
    for (;;) {
      const cut = this.#cut();
      if (cut === 'more') return this.#held.length > heardMaxBytes ? undefined : frames;
      if (cut === 'broken') return undefined;
      frames.push(cut);
    }
  }

  #cut(): HeardFrame | 'more' | 'broken' {
    const held = Buffer.from(this.#held);
    const [first = 0, second = 0] = held;
    if (held.length < 2) return 'more';
    // §5.1: a client masks every frame.
    if ((second & 0x80) === 0 || (first & 0x70) !== 0) return 'broken';
    const short = second & 0x7f;
    if (short === 127) return 'broken'; // More than 64 KiB: nobody has that much to say here.
    const start = short === 126 ? 4 : 2;
    if (held.length < start + 4) return 'more';
    const length = short === 126 ? held.readUInt16BE(2) : short;
    const end = start + 4 + length;
    if (held.length < end) return 'more';
    const mask = held.subarray(start, start + 4);
    const payload = held.subarray(start + 4, end).map((byte, index) => byte ^ (mask[index % 4] ?? 0));
    this.#held = held.subarray(end);
    return { opcode: first & 0x0f, payload };
  }
}
