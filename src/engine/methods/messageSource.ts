import { messageSource } from '../../protocol/methods/messageSource.ts';
import { copyInto, temporaryPath, writeTemporary } from '../files.ts';
import { handle } from '../handler.ts';

export const handleMessageSource = handle(
  messageSource,
  async ({ messageSources, profile, random }, { id }, { signal, progress }) => {
    const body = await messageSources.source(id, { signal, onProgress: progress });
    const file = temporaryPath(profile.temporaryFolder, random, '.eml');
    if ('bytes' in body) await writeTemporary(file, [body.bytes]);
    else await copyInto(body.path, file);
    return { file };
  },
);
