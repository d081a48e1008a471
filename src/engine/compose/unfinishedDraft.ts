import { MailError } from '../../base/errors.ts';
import type { DraftDiagnostic } from '../../protocol/records.ts';
import { type CheckedDraft, checkForSending } from './draftCheck.ts';
import { buildDraft, type ComposeDependencies, type ComposedDraft, readLook } from './draftMessage.ts';
import { clippedAboveBytes, clippedDiagnostic } from './draftWarnings.ts';
import { composeRedirected } from './redirectDraft.ts';
import { mainSender, senderOf } from './sender.ts';

/** A draft that is still written, as it would leave if it were sent as it stands. */
export interface UnfinishedDraft {
  readonly composed: ComposedDraft;
  /** What keeps it from being sent. */
  readonly problems: readonly DraftDiagnostic[];
  /** Addresses that nobody else will see. */
  readonly bcc: readonly string[];
  /** What of one's own style sheet no mail client would show. */
  readonly leftOut: readonly string[];
}

/**
 * Builds a draft the way that it is sent, and leaves out what is not there yet: recipients, files, a sender that is
 * none. Throws `draft.noAccount` where there is nobody to send from, `draft.badHeaderValue` when it is written.
 */
export async function composeUnfinished(text: string, dependencies: ComposeDependencies): Promise<UnfinishedDraft> {
  const { accounts } = dependencies;
  const checked = checkForSending(text, accounts);
  const { content, diagnostics } = checked;
  const [first] = accounts;
  const sender = senderOf(content, accounts) ?? (first && mainSender(first));
  if (!sender) throw new MailError('draft.noAccount', { retry: 'afterUser' });
  const files = await filesThere(dependencies);
  const there = { ...dependencies, files };
  const isThere = ({ reference }: { readonly reference: string }) => files.some((file) => file.reference === reference);
  const found = { ...checked, images: checked.images.filter(isThere) };
  const look = await readLook(checked, there);
  const composed = content.redirectOf
    ? await composeRedirected(content, sender, there)
    : buildDraft(found, { sender, ...look }, there);
  return {
    composed,
    problems: [...diagnostics.filter(({ severity }) => severity === 'error'), ...clippedOf(composed.html, checked)],
    bcc: content.bcc.map(({ address }) => address),
    leftOut: look.style.leftOut,
  };
}

/** What keeps nobody from sending, but is only known once the HTML is there. */
function clippedOf(html: string | undefined, { draft }: CheckedDraft): readonly DraftDiagnostic[] {
  return Buffer.byteLength(html ?? '') > clippedAboveBytes ? [clippedDiagnostic(draft)] : [];
}

async function filesThere({ files, statFile }: ComposeDependencies) {
  const stats = await Promise.all(files.map(({ path }) => statFile(path).catch(() => undefined)));
  return files.filter((_, index) => stats[index]?.isFolder === false);
}
