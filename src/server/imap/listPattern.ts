/** A test for names by a LIST pattern (RFC 9051 §6.3.9): `*` stands for anything, `%` for anything within one level. */
export function patternTest(pattern: string): (name: string) => boolean {
  // Runs of wildcards mean one; left alone they would make matching take exponential time.
  const parts = pattern
    .replace(/[*%]*\*[*%]*/g, '*')
    .replace(/%+/g, '%')
    .split(/([*%])/);
  return (name) => matches(parts, name);
}

function matches(parts: readonly string[], name: string): boolean {
  // Positions in the name that the pattern so far can end at.
  let ends = new Set([0]);
  for (const part of parts) {
    const next = new Set<number>();
    for (const at of ends) {
      if (part === '*') for (let i = at; i <= name.length; i++) next.add(i);
      else if (part === '%') {
        next.add(at);
        for (let i = at; i < name.length && name[i] !== '/'; i++) next.add(i + 1);
      } else if (name.startsWith(part, at)) next.add(at + part.length);
    }
    ends = next;
  }
  return ends.has(name.length);
}
