import { pathToFileURL } from 'node:url';

/** Every sentence in the tables that the given modules of src/texts export. */
export async function allSentences(files: readonly string[]): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const file of files) {
    const module: { readonly [name: string]: unknown } = await import(pathToFileURL(file).href);
    for (const value of Object.values(module)) collect(value, found);
  }
  return found;
}

function collect(value: unknown, into: Set<string>): void {
  if (typeof value === 'string') into.add(value);
  else if (typeof value === 'object' && value !== null) for (const part of Object.values(value)) collect(part, into);
}
