import { draftText } from '../draftText.ts';
import { draftMaxChars } from '../limits.ts';
import { method } from '../method.ts';
import { draftDiagnostic } from '../records.ts';
import { richNode } from '../richText.ts';
import { boolean, count, list, nullable, object, record, string } from '../schema.ts';

/** An entry of an address list. `reason`: why it is no address, empty where it is one. */
const entry = object({
  text: string({ max: 10_000 }),
  name: string({ max: 10_000 }),
  address: string({ max: 10_000 }),
  reason: string({ max: 50 }),
});
const entries = list(entry, { max: 10_001 });

/**
 * What a form shows of a draft: its fields apart, and with `blocks` its body as formatted text. `text`: with `\n` alone
 * at line ends; offsets are UTF-16 units of the body, which begins at `bodyStart`.
 */
export const draftForm = method('draft.form', {
  params: { text: draftText, blocks: boolean },
  result: {
    bodyStart: count,
    from: entries,
    to: entries,
    cc: entries,
    bcc: entries,
    replyTo: entries,
    subject: string({ max: draftMaxChars }),
    attach: list(string({ max: 4_096 }), { max: 500 }),
    /** Known headers of one word or line, as written; those that are there. */
    words: record(string({ max: 4_096 })),
    /** What keeps it from being sent, first things first. */
    errors: list(draftDiagnostic, { max: 500 }),
    /** False for `format: plain` and the like: the body is edited as it stands. */
    isRich: boolean,
    blocks: nullable(
      list(object({ start: count, end: count, nodes: list(richNode, { max: 100_000 }) }), { max: 1_000_000 }),
    ),
  },
});
