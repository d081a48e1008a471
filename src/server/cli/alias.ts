import { entriesOf, type Form, pathOf } from './administration.ts';

/** Rows of one request. */
const pageRows = 1_000;

/** `mailroom alias …`: an address that stands for others; with several members it is a group. */
export const aliasForms: { readonly [name: string]: Form } = {
  set: {
    names: [2, 1_001],
    async run({ client, names: [address = '', ...members] }) {
      return { out: [JSON.stringify(await client.ask('PUT', pathOf('/api/aliases', address), { members }))] };
    },
  },
  remove: {
    names: [1, 1],
    async run({ client, names: [address = ''] }) {
      await client.ask('DELETE', pathOf('/api/aliases', address));
      return { out: [JSON.stringify({ address })] };
    },
  },
  list: {
    names: [0, 0],
    options: { json: 'boolean', search: 'string' },
    async run({ client, options: { json, search } }) {
      const out: string[] = [];
      for (;;) {
        const query = new URLSearchParams({ offset: String(out.length), limit: String(pageRows) });
        if (typeof search === 'string') query.set('search', search);
        const page = entriesOf(await client.ask('GET', `/api/aliases?${query}`), 'aliases');
        out.push(...page.map((alias) => (json ? JSON.stringify(alias) : lineOf(alias))));
        if (page.length < pageRows) return { out };
      }
    },
  },
};

function lineOf({ address, members }: { readonly [field: string]: unknown }): string {
  return `${address}: ${Array.isArray(members) ? members.join(', ') : ''}`;
}
