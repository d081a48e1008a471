import { randomId } from '../../base/random.ts';
import { parseBytes } from '../people/bulk.ts';
import { type Form, type FormInput, misuse, type Printed, pathOf } from './administration.ts';
import { importFile } from './userImport.ts';
import { listUsers } from './userList.ts';

/** Reads `--password-stdin`, or makes a password, which is shown once. */
async function passwordOf({ options, dependencies }: FormInput): Promise<{ password: string; shown: object }> {
  if (options['password-stdin']) {
    return { password: (await dependencies.readInput()).replace(/\r?\n$/, ''), shown: {} };
  }
  const password = randomId(dependencies.random, 20);
  return { password, shown: { password } };
}

/** Says something of one user; prints who it was about. */
function changing(changesOf: (input: FormInput) => object): Form['run'] {
  return async (input) => {
    const { client, names } = input;
    await client.ask('PATCH', pathOf('/api/users', names[0] ?? ''), changesOf(input));
    return printed({ address: names[0] });
  };
}

const passwordOption = { 'password-stdin': 'boolean' } as const;

/** `mailroom user …`: the people of the local server, whether it runs or not. */
export const userForms: { readonly [name: string]: Form } = {
  add: {
    names: [1, 1],
    options: passwordOption,
    async run(input) {
      const { password, shown } = await passwordOf(input);
      const [address] = input.names;
      await input.client.ask('POST', '/api/users', { address, password });
      return printed({ address, ...shown });
    },
  },
  passwd: {
    names: [1, 1],
    options: passwordOption,
    async run(input) {
      const { password, shown } = await passwordOf(input);
      const [address = ''] = input.names;
      await input.client.ask('PUT', pathOf('/api/users', address, '/password'), { password });
      return printed({ address, ...shown });
    },
  },
  list: { names: [0, 0], options: { long: 'boolean', json: 'boolean', search: 'string' }, run: listUsers },
  show: {
    names: [1, 1],
    run: async ({ client, names }) => printed(await client.ask('GET', pathOf('/api/users', names[0] ?? ''))),
  },
  remove: {
    names: [1, 1],
    async run({ client, names }) {
      await client.ask('DELETE', pathOf('/api/users', names[0] ?? ''));
      return printed({ address: names[0] });
    },
  },
  disable: { names: [1, 1], run: changing(() => ({ disabled: true })) },
  enable: { names: [1, 1], run: changing(() => ({ disabled: false })) },
  rename: {
    names: [2, 2],
    options: { 'keep-alias': 'boolean' },
    async run({ client, names: [address = '', to], options }) {
      const keepAlias = options['keep-alias'] === true;
      await client.ask('POST', pathOf('/api/users', address, '/rename'), { to, keepAlias });
      return printed({ address: to });
    },
  },
  set: {
    names: [1, 1],
    options: {
      name: 'string',
      role: 'string',
      quota: 'string',
      'mailbox-max': 'string',
      smtp: 'string',
      imap: 'string',
      pop3: 'string',
    },
    run: changing(settingsOf),
  },
  forward: {
    names: [1, 1_001],
    options: { 'no-copy': 'boolean' },
    async run({ client, names: [address = '', ...to], options }) {
      const body = { to, keepsCopy: options['no-copy'] !== true };
      return printed(await client.ask('PUT', pathOf('/api/users', address, '/forwarding'), body));
    },
  },
  import: { names: [1, 1], options: { mode: 'string' }, run: importFile },
};

function settingsOf({ options }: FormInput): object {
  const { name, role, quota, 'mailbox-max': mailboxMax, smtp, imap, pop3 } = options;
  const changes = {
    displayName: name,
    role: role === 'read-only' ? 'readOnly' : role,
    quotaBytes: bytesOf('--quota', quota),
    mailboxMaxBytes: bytesOf('--mailbox-max', mailboxMax),
    smtp: switchOf('--smtp', smtp),
    imap: switchOf('--imap', imap),
    pop3: switchOf('--pop3', pop3),
  };
  if (Object.values(changes).every((value) => value === undefined)) throw misuse('user set');
  return changes;
}

function bytesOf(option: string, text: string | boolean | undefined): number | undefined {
  if (typeof text !== 'string') return undefined;
  const bytes = parseBytes(text);
  if (bytes === undefined) throw misuse(`${option} ${text}`);
  return bytes;
}

function switchOf(option: string, text: string | boolean | undefined): boolean | undefined {
  if (text === undefined) return undefined;
  if (text !== 'on' && text !== 'off') throw misuse(`${option} on|off`);
  return text === 'on';
}

function printed(value: unknown): Printed {
  return { out: [JSON.stringify(value)] };
}
