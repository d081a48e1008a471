/**
 * The order of a conversation: who answered whom, by References and In-Reply-To, after Jamie Zawinski's "message
 * threading" (also RFC 5256 §3, REFERENCES). Which mails belong together is settled before; see link.ts. Pure.
 */

export interface ThreadMember {
  /** May be empty, and may be the same for copies in several mailboxes. */
  readonly messageId: string;
  /** Message-IDs that it follows, oldest first. */
  readonly references: readonly string[];
  /** Ms. */
  readonly date: number;
}

export interface ThreadPlace<M extends ThreadMember> {
  /** One mail with its copies, as they were given. Never empty. */
  readonly copies: readonly M[];
  /** 0 for what begins the conversation. */
  readonly depth: number;
}

interface Container<M extends ThreadMember> {
  readonly copies: M[];
  parent: Container<M> | undefined;
  readonly children: Container<M>[];
  /** The earliest mail here or below, ms. */
  first: number;
}

/** Each mail of a conversation once, an answer below what it answers, of the same parent the older first. */
export function threadTree<M extends ThreadMember>(members: readonly M[]): readonly ThreadPlace<M>[] {
  const containers = new Map<string, Container<M>>();
  const all = [...members].sort((one, other) => one.date - other.date).map((member) => place(containers, member));
  for (const container of all) noteFirst(container);
  const roots = new Set(all.map(rootOf));
  const places: ThreadPlace<M>[] = [];
  for (const root of [...roots].sort(byDate)) lay(root, 0, places);
  return places;
}

/** Puts a mail below the last of its references, and those one below the other where they are not placed yet. */
function place<M extends ThreadMember>(containers: Map<string, Container<M>>, member: M): Container<M> {
  const own = member.messageId === '' ? empty<M>() : containerOf(containers, member.messageId);
  own.copies.push(member);
  if (own.copies.length > 1) return own; // A copy says the same.
  let above: Container<M> | undefined;
  for (const reference of member.references) {
    if (reference === member.messageId) continue;
    const container = containerOf(containers, reference);
    if (above && !container.parent) attach(container, above);
    above = container;
  }
  if (above) {
    detach(own);
    attach(own, above);
  }
  return own;
}

function containerOf<M extends ThreadMember>(containers: Map<string, Container<M>>, id: string): Container<M> {
  const found = containers.get(id) ?? empty<M>();
  containers.set(id, found);
  return found;
}

function empty<M extends ThreadMember>(): Container<M> {
  return { copies: [], parent: undefined, children: [], first: Number.POSITIVE_INFINITY };
}

/** Does nothing where it would close a circle: mails may claim anything. */
function attach<M extends ThreadMember>(child: Container<M>, parent: Container<M>): void {
  if (child === parent) return;
  // Only what has something below it can be above its own parent.
  if (child.children.length > 0) for (let at = parent.parent; at; at = at.parent) if (at === child) return;
  child.parent = parent;
  parent.children.push(child);
}

function detach<M extends ThreadMember>(child: Container<M>): void {
  const siblings = child.parent?.children;
  siblings?.splice(siblings.indexOf(child), 1);
  child.parent = undefined;
}

function rootOf<M extends ThreadMember>(container: Container<M>): Container<M> {
  let at = container;
  while (at.parent) at = at.parent;
  return at;
}

/** Lays out a branch. Mails that nobody has leave no place: their answers move up. Without recursion, chains may be long. */
function lay<M extends ThreadMember>(root: Container<M>, depth: number, places: ThreadPlace<M>[]): void {
  const waiting = [{ container: root, depth }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { container } = next;
    const isHere = container.copies.length > 0;
    if (isHere) places.push({ copies: container.copies, depth: next.depth });
    const below = next.depth + (isHere ? 1 : 0);
    for (const child of [...container.children].sort(byDate).reverse())
      waiting.push({ container: child, depth: below });
  }
}

/** Called from the oldest on: above what has a date already, there is an earlier one. */
function noteFirst<M extends ThreadMember>(container: Container<M>): void {
  const date = container.copies[0]?.date ?? 0;
  for (let at: Container<M> | undefined = container; at && at.first > date; at = at.parent) at.first = date;
}

function byDate<M extends ThreadMember>(one: Container<M>, other: Container<M>): number {
  return one.first - other.first;
}
