import { MailError, messageOf } from '../../base/errors.ts';
import { entriesOf, type Form, type FormInput, fieldsOf, misuse, type Printed, pathOf } from './administration.ts';

/** Rows of one request. */
const pageRows = 1_000;

/** `mailroom queue …`: mail on its way to other servers. Only a server that runs sends any. */
export const queueForms: { readonly [name: string]: Form } = {
  list: {
    names: [0, 0],
    needsRunning: true,
    options: { json: 'boolean', state: 'string', search: 'string' },
    run: list,
  },
  hold: each((client, id) => client.ask('POST', pathOf('/api/queue', id, '/hold'))),
  release: each((client, id) => client.ask('POST', pathOf('/api/queue', id, '/release'))),
  retry: each((client, id) => client.ask('POST', pathOf('/api/queue', id, '/retry'))),
  bounce: each((client, id) => client.ask('POST', pathOf('/api/queue', id, '/bounce'))),
  delete: {
    ...each((client, id, { tell }) => client.ask('DELETE', pathOf('/api/queue', id, tell ? '?tell=true' : ''))),
    options: { tell: 'boolean' },
  },
  settings: {
    names: [0, 0],
    needsRunning: true,
    options: { file: 'string' },
    async run({ client, options: { file }, dependencies }) {
      const wanted = typeof file === 'string' ? fromJson(dependencies.readFile(file), file) : undefined;
      const answer = wanted ? await client.ask('PUT', '/api/relay', wanted) : await client.ask('GET', '/api/relay');
      return { out: [JSON.stringify(answer)] };
    },
  },
};

async function list({ client, options: { json, state, search } }: FormInput): Promise<Printed> {
  const out: string[] = [];
  for (;;) {
    const query = new URLSearchParams({ offset: String(out.length), limit: String(pageRows) });
    if (typeof state === 'string') query.set('state', state);
    if (typeof search === 'string') query.set('search', search);
    const page = entriesOf(await client.ask('GET', `/api/queue?${query}`), 'entries');
    out.push(...page.map((entry) => (json ? JSON.stringify(entry) : lineOf(entry))));
    if (page.length < pageRows) return { out };
  }
}

/** One request for each id; the first that fails ends it. */
function each(run: (client: FormInput['client'], id: string, options: FormInput['options']) => Promise<unknown>): Form {
  return {
    names: [1, 1_000],
    needsRunning: true,
    async run({ client, names, options }) {
      const odd = names.find((id) => !/^\d{1,15}$/.test(id));
      if (odd !== undefined) throw misuse(odd);
      const out: string[] = [];
      for (const id of names) {
        await run(client, id, options);
        out.push(JSON.stringify({ id: Number(id) }));
      }
      return { out };
    },
  };
}

function lineOf({
  id,
  state,
  from,
  to,
  attempts,
  nextAttemptAt,
  reply,
}: {
  readonly [field: string]: unknown;
}): string {
  const next = state === 'deferred' ? new Date(Number(nextAttemptAt)).toISOString() : '-';
  return [id, state, from || '<>', to, attempts, next, reply].join('\t');
}

/** What {@link queueForms} `settings` prints can be changed and given back: what it only tells is left out. */
function fromJson(text: string, path: string): { readonly [field: string]: unknown } {
  try {
    const { hasPassword: _told, ...wanted } = fieldsOf(JSON.parse(text));
    return wanted;
  } catch (error) {
    throw new MailError('cli.usage', { cause: error, data: { detail: `${path}: ${messageOf(error)}` } });
  }
}
