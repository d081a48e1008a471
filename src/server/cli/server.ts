import { sleep } from '../../base/clock.ts';
import { entriesOf, type Form, type FormInput, fieldsOf, misuse, type Printed, pathOf } from './administration.ts';

const json = { json: 'boolean' } as const;
const asJson = (value: unknown): Printed => ({ out: [JSON.stringify(value)] });

/** `mailroom server …`: a server that runs, here or on another machine. */
export const serverForms: { readonly [name: string]: Form } = {
  status: running({
    names: [0, 0],
    options: json,
    async run({ client, options }) {
      const answer = fieldsOf(await client.ask('GET', '/api/services'));
      if (options['json']) return asJson(answer);
      const services = entriesOf(answer, 'services');
      return { out: services.map(({ service, state, port }) => columns(service, state, port === 0 ? '-' : port)) };
    },
  }),
  start: running({ names: [1, 1], run: act('start') }),
  stop: running({ names: [1, 1], run: act('stop') }),
  restart: running({ names: [1, 1], run: act('restart') }),
  port: running({
    names: [2, 2],
    async run({ client, names: [service = '', port = ''] }) {
      if (!/^\d{1,5}$/.test(port)) throw misuse(`port ${service} ${port}`);
      return asJson(await client.ask('PUT', pathOf('/api/services', service, '/port'), { port: Number(port) }));
    },
  }),
  sessions: running({
    names: [0, 0],
    options: json,
    async run({ client, options }) {
      const sessions = entriesOf(await client.ask('GET', '/api/sessions'), 'sessions');
      if (options['json']) return { out: sessions.map((one) => JSON.stringify(one)) };
      return {
        out: sessions.map(({ id, protocol, remoteAddress, user, openedAt }) =>
          columns(id, protocol, remoteAddress, user || '-', timeOf(openedAt)),
        ),
      };
    },
  }),
  cut: running({
    names: [1, 1],
    async run({ client, names: [id = ''] }) {
      await client.ask('DELETE', pathOf('/api/sessions', id));
      return asJson({ id });
    },
  }),
  log: running({
    names: [1, 1],
    options: { ...json, contains: 'string', limit: 'string', clear: 'boolean' },
    run: readLog,
  }),
  logs: running({
    names: [0, 0],
    options: { level: 'string', folder: 'string', 'max-bytes': 'string', 'keep-files': 'string' },
    run: logSettings,
  }),
  settings: running({
    names: [0, 0],
    options: { 'host-name': 'string', bind: 'string' },
    async run({ client, options: { 'host-name': hostName, bind: host } }) {
      const changes = { ...(hostName ? { hostName } : {}), ...(host ? { host } : {}) };
      const isQuestion = Object.keys(changes).length === 0;
      return asJson(
        isQuestion ? await client.ask('GET', '/api/settings') : await client.ask('PATCH', '/api/settings', changes),
      );
    },
  }),
  'mass-mail': running({
    names: [0, 0],
    options: { to: 'string', addresses: 'string', subject: 'string', file: 'string', again: 'boolean' },
    run: sendMassMail,
  }),
  reload: running({
    names: [0, 0],
    run: async ({ client }) => asJson(await client.ask('POST', '/api/certificate/reload')),
  }),
  audit: running({
    names: [0, 0],
    options: { ...json, limit: 'string' },
    async run({ client, options }) {
      const query = new URLSearchParams(options['limit'] ? { limit: String(options['limit']) } : {});
      const entries = entriesOf(await client.ask('GET', `/api/audit?${query}`), 'entries');
      if (options['json']) return { out: entries.map((one) => JSON.stringify(one)) };
      return { out: entries.map(({ at, actor, action, target }) => columns(timeOf(at), actor, action, target)) };
    },
  }),
};

/** A server that is started for a question has no services, sessions and lines: one must run. */
function running(form: Form): Form {
  return { ...form, needsRunning: true };
}

function act(action: 'start' | 'stop' | 'restart'): Form['run'] {
  return async ({ client, names: [service = ''] }) =>
    asJson(await client.ask('POST', pathOf('/api/services', service, `/${action}`)));
}

/** Oldest first, as a log is read; or emptied. */
async function readLog({ client, names: [protocol = ''], options }: FormInput): Promise<Printed> {
  const path = pathOf('/api/logs', protocol);
  if (options['clear']) {
    await client.ask('DELETE', path);
    return asJson({ protocol });
  }
  const { contains, limit } = options;
  const query = new URLSearchParams({
    ...(contains ? { contains: String(contains) } : {}),
    ...(limit ? { limit: String(limit) } : {}),
  });
  const lines = entriesOf(await client.ask('GET', `${path}?${query}`), 'lines').reverse();
  if (options['json']) return { out: lines.map((line) => JSON.stringify(line)) };
  const marks = new Map<unknown, string>([
    ['client', 'C'],
    ['server', 'S'],
  ]);
  return {
    out: lines.map(({ at, session, by, remoteAddress, user, text }) =>
      columns(timeOf(at), `#${session}`, user || remoteAddress, marks.get(by) ?? '-', text),
    ),
  };
}

/** `--level smtp=notes,imap=off`. Without an option, what holds now. */
async function logSettings({ client, options }: FormInput): Promise<Printed> {
  const now = fieldsOf(await client.ask('GET', '/api/logs'));
  const { level, folder, 'max-bytes': maxBytes, 'keep-files': keepFiles } = options;
  const pairs = typeof level === 'string' ? level.split(',').map((pair) => pair.split('=')) : [];
  const changes = {
    ...(folder ? { folder } : {}),
    ...(maxBytes ? { maxBytes: Number(maxBytes) } : {}),
    ...(keepFiles ? { keepFiles: Number(keepFiles) } : {}),
    ...(pairs.length > 0 ? { levels: { ...fieldsOf(now['levels']), ...Object.fromEntries(pairs) } } : {}),
  };
  return asJson(Object.keys(changes).length === 0 ? now : await client.ask('PATCH', '/api/logs', changes));
}

/** Waits until it is done, and prints the report; whom it did not reach is told by the exit code, too. */
async function sendMassMail({ client, options, dependencies }: FormInput): Promise<Printed> {
  const { to = 'all', addresses = '', subject = '', file, again } = options;
  const text = typeof file === 'string' ? dependencies.readFile(file) : await dependencies.readInput();
  const named = String(addresses)
    .split(',')
    .map((address) => address.trim())
    .filter(Boolean);
  const body = { to, addresses: named, subject, text, ...(again ? { again } : {}) };
  let report = fieldsOf(await client.ask('POST', '/api/mass-mails', body));
  while (report['state'] === 'running') {
    await sleep(dependencies.clock, 200);
    report = fieldsOf(await client.ask('GET', `/api/mass-mails/${report['id']}`));
  }
  return { ...asJson(report), failed: report['state'] !== 'done' || entriesOf(report, 'refused').length > 0 };
}

function columns(...values: readonly unknown[]): string {
  return values.map(String).join('\t');
}

function timeOf(at: unknown): string {
  return new Date(Number(at)).toISOString();
}
