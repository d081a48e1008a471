import type { Searched } from './searchMatcher.ts';
import { sentDate } from './sort.ts';
import type { ThreadNode } from './threadNode.ts';

interface Container {
  message: Searched | undefined;
  parent: Container | undefined;
  children: Container[];
}

/** RFC 5256 §3 REFERENCES: by the ids that messages name, then by subject among what is left at the top. */
export function threadsByReferences(messages: readonly Searched[]): ThreadNode[] {
  const containers = linked(messages);
  const roots = pruned([...containers].filter(({ parent }) => !parent));
  const grouped = bySubject(sorted(roots));
  return sorted(grouped);
}

/** Step 1: a container for each id that somebody names or has. */
function linked(messages: readonly Searched[]): Set<Container> {
  const byId = new Map<string, Container>();
  const all = new Set<Container>();
  const make = (message?: Searched): Container => {
    const container = { message, parent: undefined, children: [] };
    all.add(container);
    return container;
  };
  const named = (id: string): Container => {
    const known = byId.get(id) ?? make();
    byId.set(id, known);
    return known;
  };
  for (const message of messages) {
    let own = message.messageId === '' ? make() : named(message.messageId);
    // A second message of one id is one without an id.
    if (own.message) own = make();
    own.message = message;
    let before: Container | undefined;
    for (const id of message.references === '' ? [] : message.references.split(' ')) {
      const one = named(id);
      if (before && !one.parent && !isWithin(before, one)) adopt(before, one);
      before = one;
    }
    // The last reference is the parent, whatever earlier messages made of it.
    if (before && before !== own && !isWithin(before, own)) {
      leave(own);
      adopt(before, own);
    }
  }
  return all;
}

/** True when `inner` is `outer` or below it. */
function isWithin(inner: Container, outer: Container): boolean {
  for (let at: Container | undefined = inner; at; at = at.parent) if (at === outer) return true;
  return false;
}

function adopt(parent: Container, child: Container): void {
  child.parent = parent;
  parent.children.push(child);
}

function leave(child: Container): void {
  const { parent } = child;
  if (parent) parent.children = parent.children.filter((one) => one !== child);
  child.parent = undefined;
}

/** Step 3: what has no message goes; its children take its place, at the top only where it is one. */
function pruned(roots: readonly Container[]): Container[] {
  const order: Container[] = [];
  const pending = [...roots];
  for (let one = pending.pop(); one; one = pending.pop()) {
    order.push(one);
    pending.push(...one.children);
  }
  for (const container of order.reverse()) {
    container.children = container.children.flatMap((child) => kept(child, container));
  }
  return roots.flatMap((root) => {
    if (root.message || root.children.length > 1) return [root];
    for (const child of root.children) child.parent = undefined;
    return root.children;
  });
}

function kept(child: Container, parent: Container): Container[] {
  if (child.message) return [child];
  for (const below of child.children) below.parent = parent;
  return child.children;
}

/** Step 5: threads of one subject become one. */
function bySubject(roots: readonly Container[]): Container[] {
  const table = new Map<string, Container>();
  for (const root of roots) {
    const { subject, isReply } = headOf(root);
    const known = subject === '' ? undefined : table.get(subject);
    if (subject === '') continue;
    if (!known || (!root.message && known.message) || (known.message && headOf(known).isReply && !isReply)) {
      table.set(subject, root);
    }
  }
  const merged = new Set(roots);
  for (const root of roots) {
    const into = table.get(headOf(root).subject);
    if (!into || into === root || headOf(root).subject === '') continue;
    merged.delete(root);
    if (!into.message && !root.message) for (const child of root.children) adopt(into, child);
    else if (!into.message || (!headOf(into).isReply && headOf(root).isReply)) adopt(into, root);
    else beside(into, root);
  }
  return [...merged];
}

/** Both become children of a container without a message. */
function beside(into: Container, other: Container): void {
  const copy: Container = { message: into.message, parent: into, children: into.children };
  for (const child of copy.children) child.parent = copy;
  into.message = undefined;
  into.children = [copy];
  adopt(into, other);
}

function headOf({ message, children }: Container): { subject: string; isReply: boolean } {
  const head = message ?? children[0]?.message;
  return { subject: head?.subject ?? '', isReply: head?.isReply ?? false };
}

/** Steps 4 and 6: by the date sent, a container without a message by its first child. */
function sorted(containers: readonly Container[]): Container[] {
  const pending = [...containers];
  for (let one = pending.pop(); one; one = pending.pop()) {
    pending.push(...one.children);
    one.children.sort(byDate);
  }
  return [...containers].sort(byDate);
}

function byDate(a: Container, b: Container): number {
  const [first, second] = [a.message ?? a.children[0]?.message, b.message ?? b.children[0]?.message];
  if (!first || !second) return 0;
  return sentDate(first) - sentDate(second) || first.sequence - second.sequence;
}
