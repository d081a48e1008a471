import { type ByteSource, bytesSource } from '../../mail/mime/byteSource.ts';
import { openForReading } from '../files.ts';
import type { MessageSource } from './job.ts';

/** Opens a message for the time of `work`. Throws `file.missing` or `file.unreadable`. */
export function withSource<T>(from: MessageSource, work: (source: ByteSource) => T): T {
  const { source, close } = openSource(from);
  try {
    return work(source);
  } finally {
    close();
  }
}

/** The same for work that takes its time: whoever opens, closes. */
export function openSource(from: MessageSource): { readonly source: ByteSource; readonly close: () => void } {
  if ('bytes' in from) return { source: bytesSource(from.bytes), close: () => {} };
  const file = openForReading(from.path);
  return { source: file, close: () => file.close() };
}
