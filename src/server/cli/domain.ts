import { entriesOf, type Form, type Printed, pathOf } from './administration.ts';

/** `mailroom domain …`: whose mail stays here, and who gets what is for nobody. */
export const domainForms: { readonly [name: string]: Form } = {
  add: {
    names: [1, 1],
    run: async ({ client, names: [name] }) => printed(await client.ask('POST', '/api/domains', { name })),
  },
  remove: {
    names: [1, 1],
    async run({ client, names: [name = ''] }) {
      await client.ask('DELETE', pathOf('/api/domains', name));
      return printed({ name });
    },
  },
  list: {
    names: [0, 0],
    options: { json: 'boolean' },
    async run({ client, options: { json } }) {
      const domains = entriesOf(await client.ask('GET', '/api/domains'), 'domains');
      return { out: domains.map((domain) => (json ? JSON.stringify(domain) : String(domain['name']))) };
    },
  },
  'catch-all': {
    names: [1, 2],
    run: async ({ client, names: [name = '', address = ''] }) =>
      printed(await client.ask('PUT', pathOf('/api/domains', name, '/catch-all'), { address })),
  },
};

function printed(value: unknown): Printed {
  return { out: [JSON.stringify(value)] };
}
