/** The sandbox's own paths, `/api/sandbox/…`: waiting, events, and what is chosen for it. */
import { readRetention } from './captureFeed.ts';
import { parseFaultRules } from './faultRules.ts';
import { waitMaxMs } from './limits.ts';
import { summaryShape } from './mailpit/shapes.ts';
import { type ApiAnswer, type ApiRequest, badField, fieldsOf, json, wholeNumber } from './request.ts';
import { parseRouteRules } from './routing.ts';
import type { Sandbox } from './sandbox.ts';
import { readWebhookUrl } from './webhook.ts';

type Handler = (sandbox: Sandbox, request: ApiRequest) => ApiAnswer | Promise<ApiAnswer>;

/** Undefined: it is none of these paths. Throws what its handler throws. */
export function answerOwn(sandbox: Sandbox, request: ApiRequest): Promise<ApiAnswer> | ApiAnswer | undefined {
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  return table[`${method} ${request.url.pathname}`]?.(sandbox, request);
}

const table: { readonly [methodAndPath: string]: Handler } = {
  'GET /api/sandbox/wait': waitForMail,
  'GET /api/sandbox/events': ({ feed }) => ({
    events: (send) =>
      feed.events.on((event) => {
        send(event.kind, event.kind === 'new' ? summaryShape(event.mail) : { ids: event.ids });
      }),
  }),
  'GET /api/sandbox/faults': ({ faults }) => json(faultsShape(faults)),
  'PUT /api/sandbox/faults': async ({ faults }, request) => {
    const fields = await fieldsOf(request);
    const seed = fields['seed'] ?? 1;
    if (typeof seed !== 'number' || !Number.isInteger(seed) || seed < 0 || seed > 0xffff_ffff) throw badField('seed');
    faults.set(parseFaultRules(fields['rules'] ?? []), seed);
    return json(faultsShape(faults));
  },
  'GET /api/sandbox/routes': ({ feed }) => json({ rules: feed.routes }),
  'PUT /api/sandbox/routes': async ({ feed }, request) => {
    feed.setRoutes(parseRouteRules((await fieldsOf(request))['rules'] ?? []));
    return json({ rules: feed.routes });
  },
  'GET /api/sandbox/retention': ({ feed }) => json(feed.retention),
  'PUT /api/sandbox/retention': async ({ feed }, request) => {
    const { maxmails, maxagems } = await fieldsOf(request);
    feed.setRetention(readRetention({ maxMails: maxmails, maxAgeMs: maxagems }));
    return json(feed.retention);
  },
  'GET /api/sandbox/webhook': ({ webhook }) => json(webhook.state),
  'PUT /api/sandbox/webhook': async ({ webhook }, request) => {
    const { url = '' } = await fieldsOf(request);
    if (typeof url !== 'string') throw badField('url');
    webhook.set(readWebhookUrl(url));
    return json(webhook.state);
  },
};

/** `?to=…&from=…&subject=…&timeout=5s`; `after=NUMBER` only newer ones, `after=now` only those that come from now on. */
async function waitForMail({ feed, waits }: Sandbox, { url }: ApiRequest): Promise<ApiAnswer> {
  const word = (name: string) => url.searchParams.get(name) ?? '';
  const after = word('after') === 'now' ? feed.newestNumber() : wholeNumber(url, 'after', 0);
  const timeoutMs = readDuration(word('timeout') || '5s');
  const wanted = { to: word('to'), from: word('from'), subject: word('subject'), after };
  return json(summaryShape(await waits.wait(wanted, timeoutMs)));
}

/** `500ms`, `5s`, `2m`; a bare number is seconds. Throws `sandbox.badRule`. */
export function readDuration(text: string): number {
  const [, number, unit = ''] = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|)$/.exec(text) ?? [];
  const ms = Math.round(Number(number) * (unit === 'ms' ? 1 : unit === 'm' ? 60_000 : 1_000));
  if (number === undefined || ms > waitMaxMs) throw badField(`timeout ${text.slice(0, 20)}`);
  return ms;
}

function faultsShape({ seed, rules, counts }: Sandbox['faults']) {
  return { seed, rules: rules.map((rule, index) => ({ ...rule, ...counts[index] })) };
}
