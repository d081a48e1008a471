/** An SMS gateway of this machine: keeps what it was asked, answers as told. */
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Socket } from 'node:net';
import type { GatewayForm } from '../../src/mail/sms/gatewayForm.ts';

export interface AskedText {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** The body's fields, where it is a form. */
  readonly form: { readonly [name: string]: string };
}

/** Does one answer: ends it, leaves it open, breaks it. */
export type GatewayAnswer = (response: ServerResponse, asked: AskedText) => void;

export interface FakeGateway extends AsyncDisposable {
  readonly port: number;
  readonly origin: string;
  readonly asked: AskedText[];
  /** Connections that were opened, whatever came over them. */
  readonly connections: () => number;
  /** What the next requests are answered with; the last one stays. */
  answerWith(...answers: readonly GatewayAnswer[]): void;
  /** The form with this gateway in the place of its host. */
  formAt<F extends Pick<GatewayForm, 'url'>>(form: F): F;
}

export const json =
  (value: unknown, status = 200): GatewayAnswer =>
  (response) =>
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(value));

export const text =
  (body: string, { status = 200, type = 'text/plain', headers = {} } = {}): GatewayAnswer =>
  (response) =>
    response.writeHead(status, { 'content-type': type, ...headers }).end(body);

/** What ihuyi-style gateways say. */
export const taken = json({ code: 2, msg: '提交成功', smsid: '16565544161541984116' });

export async function startFakeGateway({
  tls,
}: {
  readonly tls?: { readonly certificate: string; readonly key: string };
} = {}): Promise<FakeGateway> {
  const asked: AskedText[] = [];
  const sockets = new Set<Socket>();
  let answers: GatewayAnswer[] = [taken];
  let connections = 0;
  const listener: RequestListener = async (request, response) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString('utf8');
    const { method = '', url = '', headers } = request;
    const one: AskedText = { method, url, headers, body, form: Object.fromEntries(new URLSearchParams(body)) };
    asked.push(one);
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    answer?.(response, one);
  };
  const server = tls
    ? createTlsServer({ cert: await readFile(tls.certificate), key: await readFile(tls.key) }, listener)
    : createServer(listener);
  server.on('connection', (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => {}); // The client hangs up where it has read enough.
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('tlsClientError', () => {}); // A client that does not trust us says no more.
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const origin = `${tls ? 'https' : 'http'}://127.0.0.1:${port}`;
  return {
    port,
    origin,
    asked,
    connections: () => connections,
    answerWith: (...next) => {
      answers = [...next];
    },
    formAt: (form) => ({ ...form, url: form.url.replace(/^https:\/\/[^/]+/, origin) }),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
