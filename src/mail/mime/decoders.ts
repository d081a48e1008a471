/**
 * The runtime's decoders, made once each: making one costs more than reading a header with it. They hold no state
 * between calls, because none is ever asked to wait for more bytes.
 */
const kept = new Map<string, TextDecoder>();

/** A decoder that puts U+FFFD for what it can't read. Throws RangeError for a label that nobody knows. */
export function decoderOf(label: string): TextDecoder {
  let decoder = kept.get(label);
  if (!decoder) {
    decoder = new TextDecoder(label, { ignoreBOM: true });
    if (kept.size < decodersMax) kept.set(label, decoder);
  }
  return decoder;
}

/** More than there are encodings by their usual names; labels are the sender's to choose. */
const decodersMax = 200;
