import { bytesSource } from '../../mail/mime/byteSource.ts';
import { readMessage } from '../../mail/mime/read.ts';
import type { SearchHits } from '../store/searchHits.ts';
import { readAgainMaxBytes } from './limits.ts';
import { noTexts, type PackedTexts, unpackTexts } from './packTexts.ts';
import { sourceTexts } from './sourceTexts.ts';

/**
 * Texts of an indexed message that its list row has not: the packed ones, or read again from a source that a worker has
 * read for the index and found small and plain.
 */
export function hitTexts(store: SearchHits, rowId: number): PackedTexts {
  const { packed, source } = store.texts(rowId, readAgainMaxBytes);
  if (packed) return unpackTexts(packed);
  return source ? sourceTexts(readMessage(bytesSource(source))) : noTexts;
}
