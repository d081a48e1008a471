import { basename, posix } from 'node:path';
import { MailError } from '../../base/errors.ts';
import { writeZip } from '../../mail/zip/writeZip.ts';
import { folderPack } from '../../protocol/methods/folderPack.ts';
import { listTree, readRange, removeFile, temporaryPath, writeTemporary } from '../files.ts';
import { handle } from '../handler.ts';
import { packedFilesMax, packedFolderStaysMs } from '../limits.ts';

export const handleFolderPack = handle(
  folderPack,
  async ({ profile, random, clock }, { path }, { signal, progress }) => {
    const files = await listTree(path, packedFilesMax);
    const file = temporaryPath(profile.temporaryFolder, random, '.zip');
    let done = 0;
    const entries = files.map(({ path: at, name, modifiedAt }) => ({
      name: posix.join(basename(path), name),
      modifiedAt,
      open: () => {
        if (signal.aborted) throw new MailError('engine.cancelled');
        progress(++done, files.length);
        return readRange(at);
      },
    }));
    await writeTemporary(file, writeZip(entries));
    clock.after(packedFolderStaysMs, () => void removeFile(file));
    return { file, files: files.length };
  },
);
