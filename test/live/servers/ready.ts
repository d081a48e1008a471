/** Whether a server listens yet. */
import { connect } from 'node:net';

/** True when the port of 127.0.0.1 accepts a connection. */
export function connects(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
