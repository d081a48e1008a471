import { parseAddressList } from '../../mail/mime/address.ts';
import { draftForm } from '../../protocol/methods/draftForm.ts';
import { checkDraft } from '../compose/draftCheck.ts';
import type { HeaderName } from '../compose/draftHeaders.ts';
import type { ParsedDraft } from '../compose/draftParser.ts';
import { richBlocks, sourceBlock } from '../compose/richBlocks.ts';
import { handle } from '../handler.ts';

/** Entries of one list that a form is told. */
const entriesMax = 10_000;
const wordMaxChars = 4_096;
const formWords: readonly HeaderName[] = ['format', 'style', 'send-at', 'priority', 'receipt', 'dsn', 'signature'];

export const handleDraftForm = handle(draftForm, ({ accounts }, { text, blocks }) => {
  const { draft, content, diagnostics } = checkDraft(text, accounts.all());
  const isRich = content.format === 'markdown';
  const body = isRich ? richBlocks : sourceBlock;
  return {
    bodyStart: draft.bodyStart,
    from: entriesOf(draft, 'from'),
    to: entriesOf(draft, 'to'),
    cc: entriesOf(draft, 'cc'),
    bcc: entriesOf(draft, 'bcc'),
    replyTo: entriesOf(draft, 'reply-to'),
    subject: content.subject,
    attach: content.attach.map(({ reference }) => reference.slice(0, wordMaxChars)).slice(0, 500),
    words: Object.fromEntries(
      formWords.flatMap((name) => {
        const word = draft.headers.find(({ known }) => known === name)?.pieces[0]?.text;
        return word === undefined ? [] : [[name, word.slice(0, wordMaxChars)]];
      }),
    ),
    errors: diagnostics.filter(({ severity }) => severity === 'error'),
    isRich,
    blocks: blocks ? body(draft.body) : null,
  };
});

/** What is an address and what is none, in the order in which they stand there. */
function entriesOf(draft: ParsedDraft, name: HeaderName) {
  const pieces = draft.headers.filter(({ known }) => known === name).flatMap((header) => header.pieces);
  return pieces
    .flatMap(({ text }) => {
      const { mailboxes, problems } = parseAddressList(text);
      return [
        ...mailboxes.map(({ name: shown, address, start, end }) => ({
          start,
          text: text.slice(start, end),
          name: shown,
          address,
          reason: '',
        })),
        ...problems.map(({ reason, text: written, start }) => ({
          start,
          text: written,
          name: '',
          address: '',
          reason,
        })),
      ].sort((a, b) => a.start - b.start);
    })
    .slice(0, entriesMax)
    .map(({ text, name: shown, address, reason }) => ({
      text: text.slice(0, 10_000),
      name: shown.slice(0, 10_000),
      address: address.slice(0, 10_000),
      reason,
    }));
}
