import { fromUtf8 } from '../../base/bytes.ts';
import { seededRandom } from '../../base/random.ts';
import { inlineTextMaxChars } from '../../protocol/limits.ts';
import { draftRender } from '../../protocol/methods/draftRender.ts';
import type { AttachmentFile, TextRef } from '../../protocol/records.ts';
import { withIdentities } from '../compose/sender.ts';
import { composeUnfinished } from '../compose/unfinishedDraft.ts';
import type { EngineContext } from '../context.ts';
import { readRange, removeFile, statFile, temporaryPath, writeTemporary } from '../files.ts';
import { handle } from '../handler.ts';
import { previewFileMaxBytes, previewFilesStayMs, previewPictureMaxBytes, previewSourceMaxBytes } from '../limits.ts';

export const handleDraftRender = handle(draftRender, async (context, { text, files }, { signal }) => {
  const { accounts, identities, clock, random, profile, renderer } = context;
  const sizes = new Map<string, number>();
  const { composed, problems, bcc, leftOut } = await composeUnfinished(text, {
    accounts: withIdentities(accounts.all(), identities.all()),
    files,
    clock,
    random: seededRandom(1), // The source must not flicker with each letter typed.
    async statFile(path) {
      const stat = await statFile(path);
      sizes.set(path, stat.size);
      return stat;
    },
    openFile: (path) => readRange(path, 0, shownBytes(path)),
  });
  const file = temporaryPath(profile.temporaryFolder, random, '.eml');
  try {
    const bytes = await collected(composed.open());
    await writeTemporary(file, [bytes]);
    const rendered = await renderer.render({ path: file }, {}, { signal });
    const cut = files.map(({ path }) => (sizes.get(path) ?? 0) - Math.min(sizes.get(path) ?? 0, shownBytes(path)));
    const left = cut.reduce((sum, bytesLeft) => sum + bytesLeft, 0);
    const source = await textRef(context, fromUtf8(bytes.subarray(0, previewSourceMaxBytes)));
    removeLater(context, [rendered.html, rendered.text, source]);
    return {
      subject: composed.subject,
      ...{ from: rendered.from, to: rendered.to, cc: rendered.cc, bcc, problems },
      html: composed.html === undefined ? null : rendered.html,
      text: rendered.text,
      source,
      sizeBytes: bytes.length + Math.ceil(left * base64Share),
      isShortened: left > 0 || bytes.length > previewSourceMaxBytes,
      attachments: withWholeSizes(rendered.attachments, files, sizes),
      leftOut,
    };
  } finally {
    await removeFile(file);
  }

  /** Pictures are shown and read whole, as far as that is sensible. */
  function shownBytes(path: string): number {
    return isPicture(path) ? previewPictureMaxBytes : previewFileMaxBytes;
  }
});

/** Four characters for three bytes, and a line end for each 76 (RFC 2045 §6.8). */
const base64Share = (4 / 3) * (78 / 76);

function isPicture(path: string): boolean {
  return /\.(?:png|jpe?g|gif|webp|bmp|svg|avif)$/i.test(path);
}

/** What is attached, with the sizes of the files: they come in the order of the draft's references. */
function withWholeSizes(
  attachments: readonly {
    readonly filename: string;
    readonly contentType: string;
    readonly size: number;
    readonly inline: boolean;
  }[],
  files: readonly AttachmentFile[],
  sizes: ReadonlyMap<string, number>,
) {
  const left = [...files];
  return attachments
    .filter(({ inline }) => !inline)
    .map(({ filename, contentType, size }) => {
      const at = left.findIndex(({ name }) => name === filename);
      const [file] = at < 0 ? [] : left.splice(at, 1);
      return { filename, contentType, size: (file && sizes.get(file.path)) ?? size };
    });
}

/** Each letter typed makes new ones: they go once the client has read them. */
function removeLater({ clock }: EngineContext, texts: readonly (TextRef | null)[]): void {
  const paths = texts.flatMap((text) => (text && 'file' in text ? [text.file] : []));
  if (paths.length > 0) clock.after(previewFilesStayMs, () => paths.forEach((path) => void removeFile(path)));
}

async function collected(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function textRef({ profile, random }: EngineContext, text: string): Promise<TextRef> {
  if (text.length <= inlineTextMaxChars) return { text };
  const file = temporaryPath(profile.temporaryFolder, random, '.txt');
  await writeTemporary(file, [Buffer.from(text)]);
  return { file };
}
