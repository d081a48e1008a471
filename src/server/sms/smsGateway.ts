import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Clock } from '../../base/clock.ts';
import { messageOf } from '../../base/errors.ts';
import type { Logger } from '../../base/log.ts';
import { smsRequestMaxBytes, smsTimeoutMs } from '../limits.ts';
import { listenTcp, type RunningService } from '../listen.ts';
import { answerTo } from './smsAnswer.ts';

export interface SmsGatewayOptions {
  readonly host: string;
  readonly port: number;
  readonly clock: Clock;
  readonly log: Logger;
  /** A text was taken: shows it to somebody of this machine; resolves when it is on disk. */
  readonly onText: (text: { readonly mobile: string; readonly content: string; readonly id: string }) => Promise<void>;
}

/**
 * A gateway for text messages that sends nothing: it answers as ihuyi-style providers do, and hands each text over to be
 * shown on this machine. For the demo and for development.
 */
export async function startSmsGateway({ host, port, clock, log, onText }: SmsGatewayOptions): Promise<RunningService> {
  const http = createServer({ requestTimeout: smsTimeoutMs }, (request, response) => {
    answer(request, response).catch((error) => {
      log.error('sms.answerFailed', { error: messageOf(error) });
      response.writeHead(500).end();
    });
  });
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await bodyOf(request);
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const isSubmit = request.method === 'POST' && pathname === '/webservice/sms.php';
    if (!isSubmit || body === undefined) return void response.writeHead(isSubmit ? 413 : 404).end();
    const fields = Object.fromEntries(new URLSearchParams(body));
    const said = answerTo(fields, clock.now());
    const [mobile, content] = [fields['mobile'] ?? '', fields['content'] ?? ''];
    if (said.code === 2) await onText({ mobile, content, id: said.smsid });
    log.info('sms.asked', { code: said.code });
    response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', connection: 'close' });
    response.end(JSON.stringify(said));
  };
  const listener = await listenTcp(host, port, (socket) => http.emit('connection', socket));
  return {
    port: listener.port,
    async close() {
      listener.drop();
      await listener.close();
    },
  };
}

/** Undefined for more than a text needs. */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request) {
    if (!(chunk instanceof Uint8Array)) continue;
    size += chunk.length;
    if (size > smsRequestMaxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
