import type { Part } from './scan.ts';

/** One piece of what a reader shows, top to bottom: the same content as plain text, HTML, or both. */
export interface Block {
  readonly text?: Part;
  readonly html?: Part;
  /** Plain text that follows `text`, where the HTML is one part and the plain form several. */
  readonly moreText?: readonly Part[];
  /** The plain text of an alternative stands with its first block: this HTML's text is in there. */
  readonly isCovered?: boolean;
}

/** Which parts are shown and which are attachments. `related`: parts that an HTML part may name by cid. */
export interface BodyPlan {
  readonly blocks: readonly Block[];
  readonly attachments: readonly Part[];
  readonly related: ReadonlySet<Part>;
}

/** What the plan needs to know of a part beside its type. */
export interface PartFacts {
  disposition(part: Part): string;
  hasName(part: Part): boolean;
  cid(part: Part): string;
  /** A Content-Location, by which HTML may name it (RFC 2557). */
  hasLocation(part: Part): boolean;
}

/**
 * Chooses what to show of a message (RFC 2046 §5.1): in an alternative the HTML and the plain text that belong
 * together, in a related the root (`start`, RFC 2387), in anything else each text part that is not an attachment, in order.
 */
export function planBody(root: Part, facts: PartFacts): BodyPlan {
  const planner = new Planner(root, facts);
  const blocks = planner.walk(root).filter((block) => block.text || block.html);
  return { blocks, attachments: planner.attachments, related: planner.related };
}

class Planner {
  readonly attachments: Part[] = [];
  readonly related = new Set<Part>();
  readonly #root: Part;
  readonly #facts: PartFacts;
  #shownBlocks = 0;

  constructor(root: Part, facts: PartFacts) {
    this.#root = root;
    this.#facts = facts;
  }

  walk(part: Part, inAlternative = false): Block[] {
    if (part.type === 'multipart/alternative' && part.children.length > 0)
      return mergeAlternatives(
        part.children.map((child) => this.walk(child, true)),
        this.attachments,
      );
    if (part.type === 'multipart/related' && part.children.length > 0) return this.#walkRelated(part);
    if (part.type.startsWith('multipart/') && part.children.length > 0)
      return part.children.flatMap((child) => this.walk(child));
    const isMain = part === this.#root || inAlternative || this.#shownBlocks === 0;
    const leaf = leafBlock(part, isMain, this.#facts, this.attachments);
    this.#shownBlocks += leaf.length;
    return leaf;
  }

  /** RFC 2387. Some programs write one where they mean mixed: text that nothing can refer to is shown, too. */
  #walkRelated(part: Part): Block[] {
    const facts = this.#facts;
    const start = part.typeParameters.get('start')?.replace(/^<|>$/g, '');
    const named = part.children.find((child) => start !== undefined && start !== '' && facts.cid(child) === start);
    const isShowable = (child: Part) => /^(?:multipart\/|text\/(?:plain|html)$)/.test(child.type);
    const rootPart = named ?? part.children.find(isShowable) ?? part.children[0];
    const blocks: Block[] = [];
    for (const child of part.children) {
      const isText = child.type === 'text/plain' || child.type === 'text/html';
      if (child === rootPart) blocks.push(...this.walk(child));
      else if (isText && facts.cid(child) === '' && !facts.hasName(child) && !facts.hasLocation(child))
        blocks.push(...this.walk(child));
      else if (child.type.startsWith('multipart/')) this.attachments.push(...this.walk(child).flatMap(partsOf));
      else this.attachments.push(child);
      if (child !== rootPart) this.related.add(child);
    }
    return blocks;
  }
}

function leafBlock(part: Part, isMain: boolean, facts: PartFacts, attachments: Part[]): Block[] {
  const named = facts.hasName(part);
  const shown = facts.disposition(part) !== 'attachment' && (isMain || !named);
  // Some programs name the mail's own text. It is shown where it stands for the mail, and can be saved, too.
  if (shown && named && (part.type === 'text/html' || isPlain(part.type))) attachments.push(part);
  if (shown && part.type === 'text/html') return [{ html: part }];
  // A multipart that could not be split is shown as the text that it is.
  if (shown && (isPlain(part.type) || part.type.startsWith('multipart/'))) {
    if (part.isSplit) return []; // A multipart that was split and has no parts holds nothing.
    return [{ text: part }];
  }
  attachments.push(part);
  return [];
}

function isPlain(type: string): boolean {
  return type === 'text/plain' || type === 'text/enriched' || type === 'text/x-patch' || type === 'text/x-diff';
}

/**
 * RFC 2046 §5.1.4: the same content several times, plainest first, the best last. Senders get the order wrong, so kinds
 * decide. What is twice there in the best kind is no alternative of itself, whatever it is called: both are shown.
 */
function mergeAlternatives(choices: readonly Block[][], attachments: Part[]): Block[] {
  const isText = (blocks: readonly Block[]) => blocks.length > 0 && blocks.every((block) => block.text && !block.html);
  const isPlainest = (blocks: readonly Block[]) =>
    isText(blocks) && blocks.every((block) => block.text?.type === 'text/plain');
  const html = choices.filter((blocks) => blocks.some((block) => block.html));
  const plainest = choices.filter(isPlainest);
  const text = plainest.length > 0 ? plainest : choices.filter(isText);
  const chosen = html.length > 0 ? html : text;
  for (const blocks of choices) {
    if (chosen.includes(blocks)) continue;
    for (const part of blocks.flatMap(partsOf))
      if (part.type !== 'text/html' && !isPlain(part.type)) attachments.push(part);
  }
  const shown = chosen.flat();
  if (html.length === 0 || text.length === 0 || shown.some((block) => block.text && block.html)) return shown;
  const texts = text.flatMap((blocks) => blocks.map((block) => block.text)).filter((part) => part !== undefined);
  return withText(shown, texts);
}

/** The plain form beside the HTML: block by block, what is left over with the last. */
function withText(html: readonly Block[], texts: readonly Part[]): Block[] {
  const last = html.findLastIndex((block) => block.html);
  let taken = 0;
  return html.map((block, index) => {
    if (!block.html) return block;
    const text = texts[taken++];
    if (!text) return { ...block, isCovered: true };
    const moreText = index === last ? texts.slice(taken) : [];
    return { ...block, text, ...(moreText.length > 0 ? { moreText } : {}) };
  });
}

function partsOf(block: Block): Part[] {
  return [block.text, ...(block.moreText ?? []), block.html].filter((part) => part !== undefined);
}
