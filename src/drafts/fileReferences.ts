/** Paths as a draft names them, and URIs. Text only: no file is touched. */

/** The URI that a reference means, seen from a folder's URI. */
export function referenceUri(folder: string, reference: string): string {
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(reference)) return reference;
  if (/^[A-Za-z]:[\\/]/.test(reference)) return `file:///${encodePath(reference.replaceAll('\\', '/'))}`;
  if (reference.startsWith('/')) return `${origin(folder)}${encodePath(reference)}`;
  return joinUri(folder, reference);
}

/** `folder/path`, its `.` and `..` resolved. */
export function joinUri(folder: string, path: string): string {
  const base = folder.slice(origin(folder).length).replace(/\/$/, '');
  const segments: string[] = [];
  for (const segment of `${base}/${encodePath(path)}`.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '.' && segment !== '') segments.push(segment);
  }
  return `${origin(folder)}/${segments.join('/')}`;
}

/** How a file is best named from a folder: relative where it lies inside, else whole. */
export function referenceFor(folder: string, uri: string): string {
  if (isInside(folder, uri)) return decodeURIComponent(uri.slice(folder.replace(/\/$/, '').length + 1));
  return uri.startsWith('file:///')
    ? decodeURIComponent(uri.slice('file://'.length)).replace(/^\/([A-Za-z]:)/, '$1')
    : uri;
}

export function isInside(folder: string, uri: string): boolean {
  const prefix = folder.replace(/\/$/, '');
  return decoded(uri).startsWith(`${decoded(prefix)}/`);
}

export function parentOf(uri: string): string {
  return uri.slice(0, Math.max(uri.lastIndexOf('/'), origin(uri).length));
}

/** The name of a file, percent-encoding undone. */
export function lastName(uri: string): string {
  return decoded(uri.slice(uri.lastIndexOf('/') + 1)) || 'file';
}

/** `scheme://authority` */
function origin(uri: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\/[^/]*/i.exec(uri)?.[0] ?? '';
}

function encodePath(path: string): string {
  return path
    .split('/')
    .map((segment) => encodeURIComponent(segment))
    .join('/');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // A lone percent sign: taken as it stands.
  }
}
