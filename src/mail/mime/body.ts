import { partDepthMax } from './readLimits.ts';
import type { Part } from './scan.ts';

/** One piece of what a reader shows, top to bottom: the same content as plain text, HTML, or both. */
export interface Block {
  readonly text?: Part;
  readonly html?: Part;
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
}

/**
 * Chooses what to show of a message (RFC 2046 §5.1): in an alternative the HTML and the plain text that belong
 * together, in a related the root (`start`, RFC 2387), in anything else each text part that is not an attachment, in order.
 */
export function planBody(root: Part, facts: PartFacts): BodyPlan {
  const attachments: Part[] = [];
  const related = new Set<Part>();
  let shownBlocks = 0;
  const walk = (part: Part, inAlternative = false): Block[] => {
    if (part.type === 'multipart/alternative')
      return [
        mergeAlternatives(
          part.children.map((child) => walk(child, true)),
          attachments,
        ),
      ];
    if (part.type === 'multipart/related') {
      const start = part.typeParameters.get('start')?.replace(/^<|>$/g, '');
      const first = part.children.find((child) => start !== undefined && start !== '' && facts.cid(child) === start);
      const rootPart = first ?? part.children[0];
      const blocks = rootPart ? walk(rootPart) : [];
      for (const child of part.children) {
        if (child === rootPart) continue;
        if (child.type.startsWith('multipart/')) {
          const inner = walk(child);
          attachments.push(...inner.flatMap(partsOf));
        } else attachments.push(child);
        related.add(child);
      }
      return blocks;
    }
    if (part.type.startsWith('multipart/') && part.children.length > 0)
      return part.children.flatMap((child) => walk(child));
    const isMain = part === root || inAlternative || shownBlocks === 0;
    const leaf = leafBlock(part, isMain, facts, attachments);
    shownBlocks += leaf.length;
    return leaf;
  };
  const blocks = walk(root).filter((block) => block.text || block.html);
  return { blocks, attachments, related };
}

function leafBlock(part: Part, isMain: boolean, facts: PartFacts, attachments: Part[]): Block[] {
  const named = facts.hasName(part);
  const shown = facts.disposition(part) !== 'attachment' && (isMain || !named);
  // Some programs name the mail's own text. It is shown where it stands for the mail, and can be saved, too.
  if (shown && named && (part.type === 'text/html' || isPlain(part.type))) attachments.push(part);
  if (shown && part.type === 'text/html') return [{ html: part }];
  // A multipart that could not be split is shown as the text that it is.
  if (shown && (isPlain(part.type) || part.type.startsWith('multipart/'))) {
    // A multipart that was split and has no parts holds nothing.
    const boundary = part.typeParameters.get('boundary') ?? '';
    const isEmpty = part.type.startsWith('multipart/') && boundary !== '' && part.depth > 0;
    if (isEmpty && part.depth < partDepthMax) return [];
    return [{ text: part }];
  }
  attachments.push(part);
  return [];
}

function isPlain(type: string): boolean {
  return type === 'text/plain' || type === 'text/enriched' || type === 'text/x-patch' || type === 'text/x-diff';
}

/** RFC 2046 §5.1.4: the same content several times, plainest first. Senders get the order wrong, so kinds decide. */
function mergeAlternatives(choices: readonly Block[][], attachments: Part[]): Block {
  const html = choices.findLast((blocks) => blocks.some((block) => block.html));
  const text = choices.find((blocks) => blocks.length > 0 && blocks.every((block) => block.text && !block.html));
  const htmlPart = html?.find((block) => block.html)?.html;
  const textPart = text?.[0]?.text ?? html?.find((block) => block.text)?.text;
  for (const blocks of choices) {
    for (const part of blocks.flatMap(partsOf)) {
      const isShownKind = part.type === 'text/html' || isPlain(part.type);
      if (part !== htmlPart && part !== textPart && (!isShownKind || blocks === html)) attachments.push(part);
    }
  }
  return { ...(textPart ? { text: textPart } : {}), ...(htmlPart ? { html: htmlPart } : {}) };
}

function partsOf(block: Block): Part[] {
  return [block.text, block.html].filter((part) => part !== undefined);
}
