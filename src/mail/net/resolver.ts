import { Resolver as NodeResolver } from 'node:dns/promises';
import { toNetError } from './errors.ts';
import { resolveTimeoutMs } from './limits.ts';
import type { Resolver } from './srv.ts';

/** The machine's own name servers. */
export function systemResolver(): Resolver {
  const resolver = new NodeResolver({ timeout: resolveTimeoutMs, tries: 1 });
  return {
    srv: (name) => orNone(resolver.resolveSrv(name), name),
    async mx(domain) {
      const records = await orNone(resolver.resolveMx(domain), domain);
      return records.sort((a, b) => a.priority - b.priority).map(({ exchange }) => exchange);
    },
  };
}

const noRecords: ReadonlySet<unknown> = new Set(['ENOTFOUND', 'ENODATA']);

async function orNone<T>(answer: Promise<T[]>, name: string): Promise<T[]> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Error && 'code' in error && noRecords.has(error.code)) return [];
    throw toNetError(error, { host: name, port: 53 });
  }
}
