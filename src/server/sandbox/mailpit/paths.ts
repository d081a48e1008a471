import type { CaptureFeed } from '../captureFeed.ts';
import { releaseMail } from '../release.ts';
import { type ApiAnswer, type ApiRequest, fieldsOf, plainText, words } from '../request.ts';
import type { Sandbox } from '../sandbox.ts';
import { getInfo, getWebUi } from './application.ts';
import { getChaos, setChaos } from './chaos.ts';
import { mailpitEvents } from './events.ts';
import { getHeaders, getHtml, getMessage, getPart, getRaw, getText } from './message.ts';
import { deleteMessages, deleteSearch, listMessages, searchMessages, setRead } from './messages.ts';
import { deleteTag, listTags, renameTag, setTags } from './tags.ts';

interface Context {
  readonly sandbox: Sandbox;
  readonly feed: CaptureFeed;
  readonly request: ApiRequest;
  readonly version: string;
  /** What stands at the braces of the path, decoded. */
  readonly at: readonly string[];
}

type Handler = (context: Context) => ApiAnswer | Promise<ApiAnswer>;

/** Mailpit's paths, as its users' test helpers ask for them; `{}` stands for one piece of a path. */
const table: { readonly [methodAndPath: string]: Handler } = {
  'GET /livez': () => plainText('ok'),
  'GET /readyz': () => plainText('ok'),
  'GET /api/v1/info': ({ sandbox, feed, version }) =>
    getInfo(feed, {
      version,
      uptimeMs: sandbox.clock.now() - sandbox.startedAt,
      memoryBytes: process.memoryUsage.rss(),
      refused: sandbox.faults.refused,
    }),
  'GET /api/v1/webui': ({ sandbox: { release } }) =>
    getWebUi(release && { host: release.endpoint.host, allow: release.allow }),
  'GET /api/v1/messages': ({ feed, request }) => listMessages(feed, request),
  'DELETE /api/v1/messages': ({ feed, request }) => deleteMessages(feed, request),
  'PUT /api/v1/messages': ({ feed, request }) => setRead(feed, request),
  'GET /api/v1/search': ({ feed, request }) => searchMessages(feed, request),
  'DELETE /api/v1/search': ({ feed, request }) => deleteSearch(feed, request),
  'GET /api/v1/message/{}': ({ feed, at: [id = ''] }) => getMessage(feed, id),
  'GET /api/v1/message/{}/headers': ({ feed, at: [id = ''] }) => getHeaders(feed, id),
  'GET /api/v1/message/{}/raw': ({ feed, at: [id = ''] }) => getRaw(feed, id),
  'GET /api/v1/message/{}/part/{}': ({ feed, at: [id = '', part = ''] }) => getPart(feed, id, part),
  'POST /api/v1/message/{}/release': release,
  'GET /view/{}.html': ({ feed, at: [id = ''] }) => getHtml(feed, id),
  'GET /view/{}.txt': ({ feed, at: [id = ''] }) => getText(feed, id),
  'GET /api/v1/tags': ({ feed }) => listTags(feed),
  'PUT /api/v1/tags': ({ feed, request }) => setTags(feed, request),
  'PUT /api/v1/tags/{}': ({ feed, request, at: [tag = ''] }) => renameTag(feed, request, tag),
  'DELETE /api/v1/tags/{}': ({ feed, at: [tag = ''] }) => deleteTag(feed, tag),
  'GET /api/v1/chaos': ({ sandbox }) => getChaos(sandbox.faults),
  'PUT /api/v1/chaos': ({ sandbox, request }) => setChaos(sandbox.faults, request),
  'GET /api/events': ({ feed, version }) => ({
    events: (send) =>
      feed.events.on((event) => {
        for (const one of mailpitEvents(feed, event, version)) send('message', one);
      }),
  }),
};

/** Answers one of Mailpit's paths. Undefined: it is none of them. Throws what its handler throws. */
export function answerMailpit(
  sandbox: Sandbox,
  request: ApiRequest,
  version: string,
): Promise<ApiAnswer> | ApiAnswer | undefined {
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  for (const [name, handler] of Object.entries(table)) {
    const at = match(name, method, request.url.pathname);
    if (at) return handler({ sandbox, feed: sandbox.feed, request, version, at });
  }
  return undefined;
}

async function release({ sandbox, feed, request, at: [id = ''] }: Context): Promise<ApiAnswer> {
  const to = words(await fieldsOf(request), 'to');
  const mail = feed.get(id);
  await releaseMail({ from: mail.returnPath, bytes: feed.content(mail) }, to, sandbox.release, sandbox);
  return plainText('ok');
}

function match(name: string, method: string, path: string): readonly string[] | undefined {
  const [wanted = '', pattern = ''] = name.split(' ');
  if (wanted !== method) return undefined;
  const source = pattern.replace(/[.]/g, '\\.').replace(/\{\}/g, '([^/]+)');
  const found = new RegExp(`^${source}/?$`).exec(path);
  if (!found) return undefined;
  try {
    return found.slice(1).map(decodeURIComponent);
  } catch {
    return undefined; // Broken percent-encoding names nothing.
  }
}
