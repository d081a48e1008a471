import { posix } from 'node:path';

/** Scheme of the documents that are copies of something in a mail: `mailroom-copy://profile/tmp/<id>/<name>`. */
export const copyScheme = 'mailroom-copy';

/** Stands where a draft expects a host, so that the address of a copy reads as a URI there. */
export const copyAuthority = 'profile';

/** Where copies lie. All paths are those of URIs. */
export interface CopyPlaces {
  /** The folder that holds the copies' folders. */
  readonly profile: string;
  /** Where a file really lies, symbolic links followed. */
  readonly realPath: (path: string) => Promise<string>;
}

/**
 * Folders of the profile whose files are copies: the engine's own, and those of files on another machine. Nothing else
 * of the profile is served.
 */
const servedPath = /^\/(tmp|copies)\/[^/\\][^\\]*$/;

/** The path of a copy's address: that of its file below the profile. Undefined for what is no copy. */
export async function copyPathOf(file: string, { profile, realPath }: CopyPlaces): Promise<string | undefined> {
  const [folder, real] = await Promise.all([realPath(profile), realPath(file)]);
  const path = real.startsWith(`${folder}/`) ? real.slice(folder.length) : '';
  return isServed(path) ? path : undefined;
}

/** The file behind a copy's address; undefined where the path, or a link on it, leads out of the copies' folders. */
export async function copyFileOf(path: string, places: CopyPlaces): Promise<string | undefined> {
  const file = `${places.profile}${path}`;
  return isServed(path) && (await copyPathOf(file, places)) !== undefined ? file : undefined;
}

function isServed(path: string): boolean {
  return servedPath.test(path) && posix.normalize(path) === path;
}
