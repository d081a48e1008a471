/** The first of `name`, `name (2)`, `name (3)` … that is not taken; the extension stays. */
export async function freeName(name: string, taken: (name: string) => Promise<boolean>): Promise<string> {
  const dot = name.lastIndexOf('.');
  const [stem, extension] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  let candidate = name;
  for (let n = 2; await taken(candidate); n++) candidate = `${stem} (${n})${extension}`;
  return candidate;
}
