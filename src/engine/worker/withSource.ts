import { type ByteSource, bytesSource } from '../../mail/mime/byteSource.ts';
import { openForReading } from '../files.ts';
import type { MessageSource } from './job.ts';

/** Opens a message for the time of `work`. Throws `file.missing` or `file.unreadable`. */
export function withSource<T>(from: MessageSource, work: (source: ByteSource) => T): T {
  if ('bytes' in from) return work(bytesSource(from.bytes));
  const file = openForReading(from.path);
  try {
    return work(file);
  } finally {
    file.close();
  }
}
