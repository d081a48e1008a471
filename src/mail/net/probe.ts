import type { Socket } from 'node:net';
import { type Clock, sleep } from '../../base/clock.ts';
import { isMailError } from '../../base/errors.ts';
import { type DialOptions, dial } from './dial.ts';
import type { Endpoint } from './endpoint.ts';
import { probeMaxChars, probeWaitMs } from './limits.ts';

/**
 * What answers on a port when it is spoken to in the clear: its first words, at most {@link probeMaxChars} of them; '' for
 * silence and for a port that can't be reached. Where nothing comes by itself, one harmless line is sent, to which a web
 * server answers as such. Nothing that belongs to anybody goes over the line. Throws `engine.cancelled`.
 */
export async function whatAnswers(
  { host, port }: Endpoint,
  options: Omit<DialOptions, 'tap'> & { readonly waitMs?: number },
): Promise<string> {
  const { clock, signal, waitMs = probeWaitMs } = options;
  try {
    // `starttls`: a connection that is not secured yet.
    const socket = await dial({ host, port, security: 'starttls' }, options);
    try {
      const heard = listen(socket);
      await heard.within(clock, waitMs, signal);
      if (heard.text() === '' && !socket.destroyed) {
        socket.write('HELP\r\n\r\n');
        await heard.within(clock, waitMs, signal);
      }
      return heard.text();
    } finally {
      socket.destroy();
    }
  } catch (error) {
    if (!isMailError(error) || error.code === 'engine.cancelled') throw error;
    return ''; // Why it can't be reached is known from the connection that failed before.
  }
}

/** The first words of a server over a connection as its account makes it, without signing in. Throws what `dial` throws. */
export async function greeting(
  endpoint: Endpoint,
  options: DialOptions & { readonly waitMs: number },
): Promise<string> {
  const socket = await dial(endpoint, options);
  try {
    const heard = listen(socket);
    await heard.within(options.clock, options.waitMs, options.signal);
    return heard.text();
  } finally {
    socket.destroy();
  }
}

/** True for what a web server or the sign-in page of a network says. */
export function isWebPage(text: string): boolean {
  return /^\s*(HTTP\/\d|<!doctype html|<html|<head|<\?xml)|\r?\n(Content-Type: text\/html|Location: http)/i.test(text);
}

function listen(socket: Socket) {
  let text = '';
  const { promise: heard, resolve } = Promise.withResolvers<void>();
  socket.on('data', (chunk) => {
    text = (text + chunk.toString('latin1')).slice(0, probeMaxChars);
    resolve();
  });
  socket.once('close', () => resolve());
  return {
    text: () => text,
    within: async (clock: Clock, ms: number, signal: AbortSignal | undefined) => {
      const enough = new AbortController();
      const over = AbortSignal.any(signal ? [enough.signal, signal] : [enough.signal]);
      await Promise.race([heard, sleep(clock, ms, { signal: over }).catch(() => {})]); // Taken back, or cancelled: see below.
      enough.abort();
      signal?.throwIfAborted();
    },
  };
}
