/** How many messages a text is cut into on its way, which is what gateways charge for. */

/** `gsm7`: the default alphabet of phones. `ucs2`: everything else. */
export type Alphabet = 'gsm7' | 'ucs2';

export interface TextCount {
  readonly alphabet: Alphabet;
  /** Septets or UTF-16 units, signature included. */
  readonly units: number;
  readonly parts: number;
  /** What still fits into the last part. */
  readonly left: number;
  /** The characters that keep the text from the cheaper alphabet, each once, the first ten. */
  readonly foreign: readonly string[];
}

/** Units in a text that goes alone, and in each part of a longer one, which begins with a header (3GPP TS 23.040 §9.2.3.24.1). */
const room = { gsm7: { single: 160, part: 153 }, ucs2: { single: 70, part: 67 } } as const;
const foreignMax = 10;

/**
 * Counts `text` as it will be cut: no character of two units is torn apart. `always`: the gateway uses one alphabet for
 * all texts. `signature` stands before the text in 【】 unless the text brings it, and counts as part of it.
 */
export function countText(
  text: string,
  { always, signature = '' }: { readonly always?: Alphabet | undefined; readonly signature?: string } = {},
): TextCount {
  const whole = withSignature(text, signature);
  const foreign = [...new Set(whole)].filter((character) => septets(character) === 0);
  const alphabet = always ?? (foreign.length > 0 ? 'ucs2' : 'gsm7');
  const cost =
    alphabet === 'gsm7' ? (character: string) => Math.max(1, septets(character)) : ({ length }: string) => length;
  const units = [...whole].reduce((sum, character) => sum + cost(character), 0);
  const { single, part } = room[alphabet];
  const shownForeign = always === undefined ? foreign.slice(0, foreignMax) : [];
  if (units <= single) return { alphabet, units, parts: 1, left: single - units, foreign: shownForeign };
  let [parts, used] = [1, 0];
  for (const character of whole) {
    const size = cost(character);
    if (used + size > part) [parts, used] = [parts + 1, 0];
    used += size;
  }
  return { alphabet, units, parts, left: part - used, foreign: shownForeign };
}

/** The text as the phone shows it. */
export function withSignature(text: string, signature: string): string {
  const name = signature.replace(/^【|】$/g, '');
  return name === '' || /^【[^】]+】|【[^】]+】$/.test(text) ? text : `【${name}】${text}`;
}

/** The default alphabet and its extension (3GPP TS 23.038 §6.2.1); those of the extension take two septets. */
const basic =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
  '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const extension = '\f^{}\\[~]|€';
const sizes: ReadonlyMap<string, number> = new Map([
  ...[...basic].map((character) => [character, 1] as const),
  ...[...extension].map((character) => [character, 2] as const),
]);

function septets(character: string): number {
  return sizes.get(character) ?? 0;
}
