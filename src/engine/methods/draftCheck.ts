import { draftCheck } from '../../protocol/methods/draftCheck.ts';
import { checkDraft } from '../compose/draftCheck.ts';
import type { FileReference } from '../compose/draftContent.ts';
import type { ParsedDraft } from '../compose/draftParser.ts';
import { senderOf, withIdentities } from '../compose/sender.ts';
import { fromOf } from '../compose/senderFields.ts';
import { rangeOf } from '../compose/textLines.ts';
import { handle } from '../handler.ts';

/** References that one draft tells the host to look for. */
const referencesMax = 500;

export const handleDraftCheck = handle(
  draftCheck,
  ({ accounts, identities, secretGuard, mailingLists, submissionLimits }, { text }) => {
    const senders = withIdentities(accounts.all(), identities.all());
    const { draft, content, diagnostics, images, styleSheets, drawings } = checkDraft(text, senders, {
      mayLeave: (secret) => secretGuard.mayLeave(secret),
      isList: (address) => mailingLists.has(address),
    });
    const sender = senderOf(content, senders);
    return {
      diagnostics,
      attach: placed(draft, [...content.attach, ...(content.redirectOf ? [content.redirectOf] : [])]),
      images: placed(draft, [...images, ...styleSheets]),
      drawings: drawings.map(({ reference, kind, source, start, end }) => ({
        ...{ reference, kind, source },
        range: rangeOf(draft.lines, start, end),
      })),
      recipients: [...content.to, ...content.cc, ...content.bcc].map(({ name, address }) => ({ name, address })),
      maxBytes: (sender && submissionLimits.find(sender.id)?.maxBytes) ?? 0,
      ...(sender ? { sender: fromOf(content, sender) } : {}),
    };
  },
);

function placed(draft: ParsedDraft, references: readonly FileReference[]) {
  return references
    .slice(0, referencesMax)
    .map(({ reference, start, end }) => ({ reference, range: rangeOf(draft.lines, start, end) }));
}
