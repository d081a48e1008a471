import { joinUri, parentOf } from './fileReferences.ts';

/** The folder beside a draft for files that have no place of their own: pasted pictures, attachments of a draft from elsewhere. */
export function ownFilesFolder(draft: string): string {
  const stem = draft.slice(parentOf(draft).length + 1).replace(/\.mail\.md$/, '');
  return `${parentOf(draft)}/${stem}.files`;
}

/** A name in that folder that is free: `a.png`, `a-2.png`, … */
export async function freeName(
  folder: string,
  name: string,
  isTaken: (uri: string) => Promise<boolean>,
): Promise<string> {
  const safe = name.replace(/[/\\:*?"<>|\u0000-\u001f]+/g, '_').replace(/^\.+/, '') || 'file';
  const [, stem = safe, extension = ''] = /^(.*?)(\.[^.]{1,10})?$/.exec(safe) ?? [];
  for (let count = 1; ; count++) {
    const uri = joinUri(folder, count === 1 ? safe : `${stem}-${count}${extension}`);
    if (!(await isTaken(uri))) return uri;
  }
}
