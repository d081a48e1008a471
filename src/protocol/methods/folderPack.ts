import { method } from '../method.ts';
import { count, string } from '../schema.ts';

/** A folder of this machine as a ZIP archive: a temporary file in the profile, removed by and by. Links are left out. */
export const folderPack = method('folder.pack', {
  params: { path: string({ max: 4_096 }) },
  result: { file: string({ max: 4_096 }), files: count },
  errors: ['file.missing', 'file.unreadable', 'file.tooMany', 'store.full'],
  timeoutMs: 0,
});
