/** A whole server in this process, on free ports of loopback, and its administration. */
import { request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { systemClock } from '../../src/base/clock.ts';
import { silentLogger } from '../../src/base/log.ts';
import { systemRandom } from '../../src/base/random.ts';
import { AdminClient } from '../../src/server/admin/adminClient.ts';
import { controlClient } from '../../src/server/admin/control.ts';
import { type ServerDependencies, type ServerOptions, startServer } from '../../src/server/server.ts';
import { tempFolder } from './tempFolder.ts';

export interface HttpReply {
  readonly status: number;
  readonly headers: { readonly [name: string]: string | readonly string[] | undefined };
  readonly text: string;
}

/** Starts it with SMTP and IMAP, unless `options` say otherwise. */
export async function adminWorld(options: Partial<ServerOptions> = {}, more: Partial<ServerDependencies> = {}) {
  const folder = await tempFolder();
  const data = options.data ?? folder.path;
  const server = await startServer(
    { data, ports: { smtp: 0, imap: 0 }, sandbox: false, admin: 0, ...options },
    { clock: systemClock, random: systemRandom, log: silentLogger, version: '0.0.0', ...more },
  );
  const { url = '', token = '' } = server.admin ?? {};
  // The owner of its data folder, who needs no certificate.
  const owner = controlClient(join(data, 'control.json'));
  return {
    server,
    data,
    url,
    token,
    admin: server.admin && url.startsWith('http:') ? new AdminClient({ url, token }) : owner,
    asked: (path: string) => owner.ask('GET', path),
    make: (address: string, password: string, role: string) =>
      owner.ask('POST', '/api/users', { address, password, role }),
    /** A request as any program may make it. */
    raw(method: string, path: string, headers: { readonly [name: string]: string } = {}, body?: string) {
      return new Promise<HttpReply>((resolve, reject) => {
        const asked = request(new URL(path, url), { method, headers, agent: false }, (response) => {
          response.toArray().then((chunks) => {
            const text = Buffer.concat(chunks).toString('utf8');
            resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
          }, reject);
        });
        asked.on('error', reject);
        asked.end(body);
      });
    },
    /** Connects, waits for the first word, and leaves. */
    greet: (port: number) =>
      new Promise<string>((resolve, reject) => {
        const socket = connect(port, '127.0.0.1');
        socket.once('data', (chunk) => {
          resolve(chunk.toString('latin1'));
          socket.destroy();
        });
        socket.once('error', reject);
      }),
    /** Listens to events while `work` runs, until they hold what `enough` wants. */
    watch(path: string, work: () => Promise<void>, enough: (told: string) => boolean) {
      return new Promise<string>((resolve, reject) => {
        const headers = { authorization: `Bearer ${token}` };
        const asked = request(new URL(path, url), { headers, agent: false }, (response) => {
          let told = '';
          response.setEncoding('utf8').on('data', (chunk: string) => {
            told += chunk;
            if (!enough(told)) return;
            resolve(told);
            asked.destroy();
          });
          work().catch(reject);
        });
        asked.on('error', reject).end();
      });
    },
    async [Symbol.asyncDispose]() {
      await server.stop();
      await folder[Symbol.asyncDispose]();
    },
  };
}
