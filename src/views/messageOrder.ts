import type { MessageRow } from '../protocol/records.ts';
import type { GroupNode, MessageNode } from './messageRows.ts';

export interface OrderSource {
  readonly top: () => Promise<readonly MessageNode[]>;
  readonly below: (group: GroupNode) => Promise<readonly MessageNode[]>;
}

/** The rows as the tree has asked for them, so that "next" means what a person sees as next. One per refresh. */
export class MessageOrder {
  readonly #source: OrderSource;
  readonly #loaded = new Map<string, Promise<readonly MessageNode[]>>();
  readonly #known = new Map<string, readonly MessageNode[]>();
  readonly #parents = new Map<string, GroupNode | undefined>();

  constructor(source: OrderSource) {
    this.#source = source;
  }

  /** The rows below one, `undefined` = the top. Asked for once. */
  children(parent?: MessageNode): Promise<readonly MessageNode[]> {
    if (parent?.kind === 'message') return Promise.resolve([]);
    const key = parent?.id ?? '';
    let rows = this.#loaded.get(key);
    if (!rows) {
      rows = this.#load(key, parent);
      this.#loaded.set(key, rows);
      rows.catch(() => this.#loaded.delete(key)); // The next question tries again.
    }
    return rows;
  }

  /** True when the row is there; asks for what lies above it on the way. */
  async locate(row: MessageRow, parent?: GroupNode): Promise<boolean> {
    const nodes = await this.children(parent);
    if (nodes.some((node) => idOf(node) === row.id)) return true;
    for (const node of nodes) {
      if (node.kind !== 'group' || row.date < node.span.from || row.date >= node.span.to) continue;
      if (await this.locate(row, node)) return true;
    }
    return false;
  }

  parent(node: MessageNode): GroupNode | undefined {
    return this.#parents.get(idOf(node));
  }

  /** The message below (1) or above (-1); undefined at the end, or when `row` is not in the list. */
  async neighbour(row: MessageRow, step: 1 | -1): Promise<MessageRow | undefined> {
    await this.locate(row); // After a refresh the tree may not have asked yet.
    for (;;) {
      const flat = this.#flat('');
      const at = flat.findIndex((node) => idOf(node) === row.id);
      const beside = at < 0 ? undefined : flat[at + step];
      if (beside?.kind !== 'group') return beside?.row;
      await this.children(beside);
    }
  }

  async #load(key: string, parent: GroupNode | undefined): Promise<readonly MessageNode[]> {
    const rows = parent ? await this.#source.below(parent) : await this.#source.top();
    this.#known.set(key, rows);
    for (const row of rows) this.#parents.set(idOf(row), parent);
    return rows;
  }

  /** Messages in the order shown; a group that nobody opened stands for its messages. */
  #flat(key: string): readonly MessageNode[] {
    return (this.#known.get(key) ?? []).flatMap((node) =>
      node.kind === 'group' && this.#known.has(node.id) ? this.#flat(node.id) : [node],
    );
  }
}

function idOf(node: MessageNode): string {
  return node.kind === 'group' ? node.id : node.row.id;
}
