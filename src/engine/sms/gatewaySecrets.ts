import type { GatewayRecord } from '../../protocol/sms.ts';

/**
 * A gateway's secrets as one word of the editor's store: an object of JSON by their names; the secret itself where the form
 * knows only one and it is no such object. Null when one is missing.
 */
export function readSecrets(
  { config: { form } }: GatewayRecord,
  stored: string | null,
): { readonly [name: string]: string } | null {
  if (form.secrets.length === 0) return {};
  if (stored === null || stored === '') return null;
  const named = objectIn(stored);
  const [only] = form.secrets;
  const isPlain = !form.secrets.some(({ name }) => named.has(name));
  if (isPlain) return form.secrets.length === 1 && only ? { [only.name]: stored } : null;
  const found = form.secrets.map(
    ({ name, optional }) => [name, named.get(name) ?? (optional ? '' : undefined)] as const,
  );
  const complete = found.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  return complete.length === found.length ? Object.fromEntries(complete) : null;
}

function objectIn(text: string): ReadonlyMap<string, string> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return new Map();
    return new Map(Object.entries(value).flatMap(([name, item]) => (typeof item === 'string' ? [[name, item]] : [])));
  } catch {
    return new Map(); // The secret itself.
  }
}
