import { contentOf } from './draftContent.ts';
import { parseDraft } from './draftParser.ts';
import { writeReference } from './draftWriter.ts';

/** Where a file lies for the recipients to fetch, in place of going with the mail. */
export interface AttachmentLink {
  readonly reference: string;
  readonly name: string;
  readonly url: string;
}

/** The draft with links at its end in place of these attachments; others stay attached. */
export function linkAttachments(text: string, links: readonly AttachmentLink[]): string {
  const draft = parseDraft(text);
  const content = contentOf(draft);
  const linked = new Set(links.map(({ reference }) => reference));
  const kept = content.attach.map(({ reference }) => reference).filter((reference) => !linked.has(reference));
  const gone = draft.headers.filter((header) => header.known === 'attach');
  const block = gone.reduceRight(
    (rest, { start, end }) => rest.slice(0, start) + rest.slice(end),
    text.slice(0, draft.blockEnd),
  );
  const attach = kept.length > 0 ? `attach:\n${kept.map((one) => `  - ${writeReference(one)}\n`).join('')}` : '';
  const lines = links.map(({ name, url }) =>
    content.format === 'markdown' ? `- [${name.replace(/[[\]\\]/g, '\\$&')}](<${url}>)` : `${name}: ${url}`,
  );
  const rest = text.slice(draft.blockEnd).trimEnd();
  return `${block}${attach}${rest}\n\n${lines.join('\n')}\n`;
}
