import type { Duplex } from 'node:stream';
import { writeBufferMaxBytes } from '../limits.ts';
import { mailpitEvents } from './mailpit/events.ts';
import type { ApiRequest } from './request.ts';
import type { Sandbox } from './sandbox.ts';
import { FrameReader, frame, handshake, opcodes } from './webSocket.ts';

/**
 * Mailpit's `/api/events` as its clients ask for it, over a WebSocket: every change as one JSON text, until the client goes.
 * A client that reads too slowly is let go. False: this is no such request, and the socket is still the caller's.
 */
export function serveEventSocket(sandbox: Sandbox, request: ApiRequest, socket: Duplex, version: string): boolean {
  const reply = request.url.pathname === '/api/events' ? handshake(request.header) : undefined;
  if (reply === undefined) return false;
  socket.write(reply);
  const { feed } = sandbox;
  const subscription = feed.events.on((event) => {
    if (socket.writableLength > writeBufferMaxBytes) return void socket.destroy();
    for (const one of mailpitEvents(feed, event, version))
      socket.write(frame(opcodes.text, Buffer.from(JSON.stringify(one))));
  });
  const reader = new FrameReader();
  socket.on('data', (chunk: Uint8Array) => {
    const frames = reader.push(chunk);
    if (!frames) return void socket.destroy();
    for (const { opcode, payload } of frames) {
      if (opcode === opcodes.ping) socket.write(frame(opcodes.pong, payload));
      // RFC 6455 §5.5.1: a close is answered with its code, and the connection ends.
      if (opcode === opcodes.close) socket.end(frame(opcodes.close, payload.subarray(0, 2)));
    }
  });
  socket.on('close', () => subscription.dispose());
  return true;
}
