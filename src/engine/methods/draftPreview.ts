import { inlineTextMaxChars } from '../../protocol/limits.ts';
import { draftPreview } from '../../protocol/methods/draftPreview.ts';
import { composeDraft } from '../compose/draftMessage.ts';
import { withIdentities } from '../compose/sender.ts';
import { readRange, statFile, temporaryPath, writeTemporary } from '../files.ts';
import { handle } from '../handler.ts';

/** What would leave, built exactly as for sending and then not sent. */
export const handleDraftPreview = handle(draftPreview, async (context, { text, files }) => {
  const { accounts, identities, clock, random, profile } = context;
  const composed = await composeDraft(text, {
    accounts: withIdentities(accounts.all(), identities.all()),
    files,
    clock,
    random,
    statFile,
    openFile: (path) => readRange(path),
  });
  const file = temporaryPath(profile.temporaryFolder, random, '.eml');
  await writeTemporary(file, composed.open());
  const html = composed.html ?? `<pre>${escapeHtml(composed.text)}</pre>`;
  if (html.length <= inlineTextMaxChars) return { file, html: { text: html }, subject: composed.subject };
  const htmlFile = temporaryPath(profile.temporaryFolder, random, '.html');
  await writeTemporary(htmlFile, [Buffer.from(html)]);
  return { file, html: { file: htmlFile }, subject: composed.subject };
});

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
