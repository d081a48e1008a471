/**
 * The control port: how `mailroom user` reaches a server that runs. One JSON line asks, one answers, on a loopback port
 * that `control.json` in the data folder names together with a token that only the folder's owner can read.
 */
import type { Socket } from 'node:net';
import { equalBytes, hex, utf8 } from '../../base/bytes.ts';
import type { Clock } from '../../base/clock.ts';
import { isErrorCode } from '../../base/errorCodes.ts';
import { MailError, toMailError } from '../../base/errors.ts';
import type { Random } from '../../base/random.ts';
import { readIfThere, removeFile, writePrivate } from '../files.ts';
import { controlLineMaxBytes, greetingTimeoutMs } from '../limits.ts';
import { dialLoopback, listenTcp } from '../listen.ts';
import type { Store } from '../store/store.ts';
import { administerUsers, parseUserRequest, type UserRequest, type UserResult } from './userAdmin.ts';

export interface ControlServer {
  readonly token: string;
  close(): Promise<void>;
}

export async function startControl(
  path: string,
  { store, random, clock }: { store: Store; random: Random; clock: Clock },
): Promise<ControlServer> {
  const token = hex(random.bytes(24));
  const sockets = new Set<Socket>();
  const listener = await listenTcp('127.0.0.1', 0, (socket) => {
    sockets.add(socket);
    const timer = clock.after(greetingTimeoutMs, () => socket.destroy());
    socket.on('close', () => {
      timer.dispose();
      sockets.delete(socket);
    });
    readLine(socket, (line) => {
      answer(line, token, store, random).then((text) => socket.end(`${text}\n`));
    });
  });
  writePrivate(path, JSON.stringify({ port: listener.port, token }));
  return {
    token,
    async close() {
      removeFile(path);
      for (const socket of sockets) socket.destroy();
      await listener.close();
    },
  };
}

/** Asks the server that runs on this data folder. Throws its error, `server.notRunning` when there is none. */
export async function askControl(path: string, request: UserRequest): Promise<UserResult> {
  const text = readIfThere(path);
  if (text === undefined) throw new MailError('server.notRunning');
  const { port, token } = JSON.parse(text);
  const socket = await dialLoopback(Number(port));
  const line = await new Promise<string>((resolve, reject) => {
    socket.on('close', () => reject(new MailError('server.notRunning')));
    readLine(socket, resolve);
    socket.write(`${JSON.stringify({ token, request })}\n`);
  });
  socket.destroy();
  const reply = JSON.parse(line);
  if (Array.isArray(reply.addresses)) return { addresses: reply.addresses.map(String) };
  throw new MailError(isErrorCode(reply.code) ? reply.code : 'server.failed', { data: reply.data ?? {} });
}

async function answer(line: string, token: string, store: Store, random: Random): Promise<string> {
  try {
    const message: unknown = JSON.parse(line);
    const given = typeof message === 'object' && message !== null && 'token' in message ? message.token : undefined;
    if (typeof given !== 'string' || !equalBytes(utf8(given), utf8(token))) throw new MailError('engine.badToken');
    const request =
      typeof message === 'object' && message !== null && 'request' in message ? message.request : undefined;
    return JSON.stringify(await administerUsers(store, random, parseUserRequest(request)));
  } catch (error) {
    const { code, data } = toMailError(error);
    return JSON.stringify({ code, data });
  }
}

function readLine(socket: Socket, onLine: (line: string) => void): void {
  let held = Buffer.alloc(0);
  const onData = (chunk: Uint8Array) => {
    held = Buffer.concat([held, chunk]);
    const end = held.indexOf(0x0a);
    if (end >= 0) {
      socket.off('data', onData);
      onLine(held.subarray(0, end).toString('utf8'));
    } else if (held.length > controlLineMaxBytes) socket.destroy();
  };
  socket.on('data', onData);
}
