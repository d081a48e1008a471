import type { Duplex } from 'node:stream';
import type { ErrorCode } from '../../base/errorCodes.ts';
import { isMailError, MailError, toMailError } from '../../base/errors.ts';
import type { Logger } from '../../base/log.ts';
import { errorText } from '../../texts/errors.ts';
import { translator } from '../../texts/translator.ts';
import type { Store } from '../store/store.ts';
import type { Access } from './access.ts';
import type { HttpRequest } from './http.ts';
import { checkOrigin } from './originCheck.ts';
import type { Answer, Caller, Route } from './route.ts';

export interface AdminApiOptions {
  readonly routes: readonly Route[];
  readonly access: Access;
  readonly store: Store;
  readonly log: Logger;
  /** Answers paths that need no token, beside the routes; undefined for one that it does not know. */
  readonly open?: ((request: HttpRequest) => Promise<Answer | undefined>) | undefined;
  /** Takes over a connection for a path that needs no token; false for one that it does not know. */
  readonly openSocket?: ((request: HttpRequest, socket: Duplex) => boolean) | undefined;
  /** The name of this server, as clients may ask for it. */
  hostName(): string;
}

/** The cookie of a browser that signed in. */
export const sessionCookie = 'mailroom_session';

/**
 * Answers requests to the administration: from the same origin, from somebody who may, of the right form, and written down
 * in the audit trail when something was changed.
 */
export class AdminApi {
  readonly #options: AdminApiOptions;
  readonly #routes: readonly { readonly route: Route; readonly parts: readonly string[] }[];

  constructor(options: AdminApiOptions) {
    this.#options = options;
    this.#routes = options.routes.map((route) => ({ route, parts: route.path.split('/') }));
  }

  /** Never throws: an error is an answer. */
  async answer(request: HttpRequest): Promise<Answer> {
    try {
      return await this.#answer(request);
    } catch (error) {
      const failure = toMailError(error);
      if (failure.code === 'internal') this.#options.log.error('admin.failed', { error });
      return errorAnswer(failure);
    }
  }

  /** Never throws: a page of another origin is refused by the end of its connection. */
  upgrade(request: HttpRequest, socket: Duplex): boolean {
    const { hostName, openSocket } = this.#options;
    try {
      checkOrigin(request, hostName());
      return openSocket?.(request, socket) ?? false;
    } catch (error) {
      this.#options.log.warn('admin.upgradeRefused', { code: toMailError(error).code });
      return false;
    }
  }

  async #answer(request: HttpRequest): Promise<Answer> {
    const { access, hostName } = this.#options;
    checkOrigin(request, hostName());
    const caller = access.callerOf(wordOf(request), request.remoteAddress);
    const found = this.#find(request);
    if (!found) {
      const open = await this.#options.open?.(request);
      if (open) return open;
      // What there is to ask is told to those who may ask.
      access.check(caller, 'none');
      throw new MailError('server.noSuchThing');
    }
    const { route, params } = found;
    access.check(caller, route.needs);
    const query = Object.fromEntries(request.url.searchParams);
    const input = { params, query, body: await jsonOf(request, route) };
    const somebody: Caller = caller ?? { name: '', role: 'none', remoteAddress: request.remoteAddress };
    const answer = await route.run(input, somebody);
    if (route.method !== 'GET' && !route.auditsItself) this.#audit(route, input, somebody);
    return answer;
  }

  #find({ method, url }: HttpRequest): { route: Route; params: { [name: string]: string } } | undefined {
    const given = url.pathname.split('/');
    const asked = method === 'HEAD' ? 'GET' : method;
    for (const { route, parts } of this.#routes) {
      const params = route.method === asked ? matched(parts, given) : undefined;
      if (params) return { route, params };
    }
    return undefined;
  }

  #audit({ id, body }: Route, input: { params: object; body: unknown }, { name, remoteAddress }: Caller): void {
    const { store } = this.#options;
    const target = Object.values(input.params).join(' ');
    const details = withoutSecrets(input.body, body['properties']);
    store.write([], () => store.audit.add({ actor: name, remoteAddress, action: id, target, details }));
  }
}

/** The status of an error, and its code with the words that people read. */
function errorAnswer({ code, data }: MailError): Answer {
  const seconds = data['seconds'];
  const body = { error: { code, message: errorText(translator(), code, data), data } };
  return {
    status: statusOf[code] ?? 400,
    headers: {
      ...(typeof seconds === 'number' ? { 'retry-after': String(seconds) } : {}),
      ...(statusOf[code] === 401 ? { 'www-authenticate': 'Bearer realm="Mailroom"' } : {}),
    },
    body: { type: 'application/json; charset=utf-8', bytes: JSON.stringify(body) },
  };
}

const statusOf: { readonly [code in ErrorCode]?: number } = {
  'server.signInFirst': 401,
  'server.wrongPassword': 401,
  'server.notAllowed': 403,
  'server.wrongOrigin': 403,
  'server.noSuchThing': 404,
  'server.serviceUnknown': 404,
  'server.userUnknown': 404,
  'server.domainUnknown': 404,
  'server.aliasUnknown': 404,
  'server.filterUnknown': 404,
  'server.userExists': 409,
  'server.addressTaken': 409,
  'server.domainExists': 409,
  'server.domainInUse': 409,
  'server.lastAdmin': 409,
  'server.massMailRepeated': 409,
  'server.queueBusy': 409,
  'server.mailLoop': 409,
  'server.registrationClosed': 403,
  'server.portTaken': 409,
  'server.tooMuch': 413,
  'server.locked': 429,
  internal: 500,
  'server.failed': 500,
};

/** A bearer's word, else the cookie's. */
function wordOf(request: HttpRequest): string {
  const [, bearer] = /^Bearer +(\S+)$/i.exec(request.header('authorization')) ?? [];
  if (bearer !== undefined) return bearer;
  const cookies = request.header('cookie').split(/; */);
  return cookies.find((cookie) => cookie.startsWith(`${sessionCookie}=`))?.slice(sessionCookie.length + 1) ?? '';
}

/** The body as JSON, undefined for none. A form of another page can't say that it is JSON. */
async function jsonOf(request: HttpRequest, { method }: Route): Promise<unknown> {
  if (method === 'GET') return undefined;
  const bytes = await request.body();
  if (bytes.length === 0) return undefined;
  if (!/^application\/json(;|$)/i.test(request.header('content-type')))
    throw new MailError('server.badRequest', { data: { path: 'content-type: application/json' } });
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new MailError('server.badRequest', { cause, data: { path: 'body: JSON' } });
  }
}

/** The parameters of a path that fits, decoded; undefined for one that does not. */
function matched(parts: readonly string[], given: readonly string[]): { [name: string]: string } | undefined {
  if (parts.length !== given.length) return undefined;
  const params: { [name: string]: string } = {};
  for (const [index, part] of parts.entries()) {
    const value = given[index] ?? '';
    const [, name] = /^\{(\w+)\}$/.exec(part) ?? [];
    if (name === undefined && part !== value) return undefined;
    if (name !== undefined) params[name] = decoded(value);
  }
  return params;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (cause) {
    throw isMailError(cause) ? cause : new MailError('server.badRequest', { cause, data: { path: 'path' } });
  }
}

/** What was asked, without the fields that the route says are passwords. */
function withoutSecrets(body: unknown, properties: unknown): { [name: string]: unknown } {
  if (typeof body !== 'object' || body === null) return {};
  const schemas = new Map(Object.entries(typeof properties === 'object' && properties !== null ? properties : {}));
  const isSecret = (name: string) => JSON.stringify(schemas.get(name) ?? {}).includes('"format":"password"');
  return Object.fromEntries(Object.entries(body).filter(([name]) => !isSecret(name)));
}
