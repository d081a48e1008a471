import { join } from 'node:path';
import { attachmentFetch } from '../../protocol/methods/attachmentFetch.ts';
import type { AttachmentRecord } from '../../protocol/records.ts';
import type { EngineContext } from '../context.ts';
import { moveInto, temporaryPath } from '../files.ts';
import { handle } from '../handler.ts';
import type { MessageSource } from '../render/messageRenderer.ts';

export const handleAttachmentFetch = handle(attachmentFetch, async (context, { id, index }, { signal, progress }) => {
  const body = await context.messageSources.source(id, { signal, onProgress: progress });
  return fetchAttachment(context, body, index, signal);
});

/** Decodes an attachment into the profile's temporary folder. */
export async function fetchAttachment(
  { renderer, profile, random }: Pick<EngineContext, 'renderer' | 'profile' | 'random'>,
  message: MessageSource,
  index: number,
  signal: AbortSignal,
): Promise<{ file: string; attachment: AttachmentRecord }> {
  const part = temporaryPath(profile.temporaryFolder, random, '.part');
  const attachment = await renderer.attachment(message, index, part, { signal });
  // Under its own name, because that is what the editor chooses by; in a folder of its own, because names repeat.
  const file = join(temporaryPath(profile.temporaryFolder, random, ''), attachment.filename);
  await moveInto(part, file);
  return { file, attachment };
}
