/**
 * The runtime's decoders, made once each: making one costs more than reading a header with it. They hold no state
 * between calls, because none is ever asked to wait for more bytes.
 */
const kept = new Map<string, TextDecoder>();

/** A decoder that puts U+FFFD for what it can't read, or with `fatal` throws a TypeError. Throws RangeError for an unknown label. */
export function decoderOf(label: string, fatal = false): TextDecoder {
  const key = fatal ? `!${label}` : label;
  let decoder = kept.get(key);
  if (!decoder) {
    decoder = new TextDecoder(label, { fatal, ignoreBOM: true });
    if (kept.size < decodersMax) kept.set(key, decoder);
  }
  return decoder;
}

/** More than there are encodings, plain and strict, by their usual names; labels are the sender's to choose. */
const decodersMax = 300;
