/** Silence that lasts as long as a client waits for it, at once: sockets of this process are told that their time is up. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { Socket } from 'node:net';

export interface Silence extends Disposable {
  /** Every open connection to `port` that has a limit of silence has reached it. How many there were. */
  pass(port: number): number;
}

/** Notes the sockets that are opened from now on. */
export function watchSilence(): Silence {
  const sockets = new Set<Socket>();
  const onSocket = (message: unknown) => {
    if (typeof message !== 'object' || message === null || !('socket' in message)) return;
    if (message.socket instanceof Socket) sockets.add(message.socket);
  };
  subscribe('net.client.socket', onSocket);
  return {
    pass(port) {
      const waiting = [...sockets].filter((socket) => socket.remotePort === port && (socket.timeout ?? 0) > 0);
      for (const socket of waiting) socket.emit('timeout');
      return waiting.length;
    },
    [Symbol.dispose]: () => void unsubscribe('net.client.socket', onSocket),
  };
}
