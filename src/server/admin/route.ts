import type { JsonSchema, Shape } from './shape.ts';

/** Who asks. `role` is what they may do in the administration; `none` is somebody who has a mailbox and no more. */
export interface Caller {
  readonly name: string;
  readonly role: 'none' | 'readOnly' | 'operator' | 'admin';
  readonly remoteAddress: string;
  /** The session that a browser's cookie or a bearer names; absent for the server's own token. */
  readonly session?: string;
}

/** What is needed to ask: nothing, a mailbox here, or a role. */
export type Needed = 'anyone' | 'none' | 'readOnly' | 'operator' | 'admin';

/** Sends one event to whoever listens. False: they read too slowly, and this one was left out. */
export type SendEvent = (event: string, data: unknown) => boolean;

/** What is sent besides JSON, or beside it. */
export interface Answer {
  readonly status?: number;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: { readonly type: string; readonly bytes: Uint8Array | string };
  /** Sends events until the client goes; `begin` gives what ends them. */
  readonly events?: (send: SendEvent) => { dispose(): void };
}

/** One thing that can be asked of the server. The OpenAPI document is made from these too. */
export interface Route {
  /** Its name in the document, in generated clients and in the audit trail, as `services.start`. */
  readonly id: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With parameters in braces: `/api/services/{service}`. */
  readonly path: string;
  readonly needs: Needed;
  readonly summary: string;
  readonly params: JsonSchema;
  readonly query: JsonSchema;
  readonly body: JsonSchema;
  readonly result: JsonSchema;
  /** `events`, `file`: not JSON. */
  readonly gives: 'json' | 'events' | 'file';
  /** The operation writes its own entry in the audit trail, in its own transaction. */
  readonly auditsItself: boolean;
  run(input: RouteInput, caller: Caller): Promise<Answer>;
}

export interface RouteInput {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

interface Definition<P, Q, B> {
  readonly id: string;
  readonly needs: Needed;
  readonly summary: string;
  readonly params: Shape<P>;
  readonly query: Shape<Q>;
  readonly body: Shape<B>;
  readonly auditsItself?: boolean;
}

type Place = readonly [method: Route['method'], path: string];

interface Call<P, Q, B> {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly caller: Caller;
}

/** A route that answers JSON of the shape `result`. */
export function route<P, Q, B, R>(
  place: Place,
  definition: Definition<P, Q, B> & { readonly result: Shape<R> },
  run: (call: Call<P, Q, B>) => R | Promise<R>,
): Route {
  const { params, query, body, result } = definition;
  return {
    ...described(place, definition, 'json', result.json),
    async run(input, caller) {
      const value = await run({
        params: params.parse(input.params, 'path'),
        query: query.parse(input.query, 'query'),
        body: body.parse(input.body ?? {}),
        caller,
      });
      return { body: { type: 'application/json; charset=utf-8', bytes: JSON.stringify(value) } };
    },
  };
}

/** A route that answers something else: events, a file, a cookie. */
export function rawRoute<P, Q, B>(
  place: Place,
  definition: Definition<P, Q, B> & { readonly gives: Route['gives']; readonly result: JsonSchema },
  run: (call: Call<P, Q, B>) => Answer | Promise<Answer>,
): Route {
  const { params, query, body, gives, result } = definition;
  return {
    ...described(place, definition, gives, result),
    run: async (input, caller) =>
      run({
        params: params.parse(input.params, 'path'),
        query: query.parse(input.query, 'query'),
        body: body.parse(input.body ?? {}),
        caller,
      }),
  };
}

function described<P, Q, B>(
  [method, path]: Place,
  { id, needs, summary, params, query, body, auditsItself = false }: Definition<P, Q, B>,
  gives: Route['gives'],
  result: JsonSchema,
): Omit<Route, 'run'> {
  const schemas = { params: params.json, query: query.json, body: body.json, result };
  return { id, method, path, needs, summary, ...schemas, gives, auditsItself };
}
