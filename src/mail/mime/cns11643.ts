/**
 * Characters of CNS 11643 planes 1 and 2 (Taiwan, ISO-2022-CN) as Big5, which has the same 13,051 ideographs in nearly
 * the same order: from each index on, so much is added to reach Big5's index. Measured, not copied: the system's EUC-TW
 * read to Unicode, Unicode written as Big5.
 */
const plane1 =
  '3290:-2819 4702:-2818 5126:-3243 5127:-2819 7003:-2432 7004:-2820 7391:-2819 7916:-2630 7917:-2820 8106:-2819 ' +
  '8190:-2673 8191:-2820 8245:-2819 8246:-2821 8247:-2820 8337:-2819';
const plane2 =
  '0:6280 10:6281 43:6329 44:6280 92:6281 138:6448 139:6280 306:6281 2146:6928 2147:6281 2255:6282 2792:5635 2793:6282 ' +
  '2893:5643 2894:6281 3293:6282 4930:6831 4931:6281 5077:6822 5078:6280 5365:7143 5366:6279 5482:6280 5619:6281 ' +
  '5723:6702 5724:6280 5946:6281 6144:6282 6226:6283 6312:5914 6313:6282 6321:6283 6474:6284 6530:6584 6531:6283 ' +
  '6644:5959 6645:6282 6787:5970 6788:6281 6833:6282 6904:6476 6905:6281 7099:6282 7589:6325 7590:6281 7633:6282 ' +
  '7634:6283 7645:6271 7646:6282';

/** Pairs of 7-bit bytes of a plane as Big5. Signs before the ideographs keep their place; what Big5 lacks is `?`. */
export function cnsAsBig5(bytes: Uint8Array, plane: 1 | 2): Uint8Array {
  const out: number[] = [];
  for (let at = 0; at < bytes.length; ) {
    const lead = (bytes[at] ?? 0) & 0x7f;
    const trail = (bytes[at + 1] ?? 0) & 0x7f;
    if (lead <= 0x20 || trail <= 0x20) {
      out.push(lead);
      at++;
      continue;
    }
    const index = (lead - 0x21) * 94 + trail - 0x21;
    const big5 = index + shiftAt(plane === 1 ? segments1 : segments2, index);
    const column = big5 % 157;
    const known = index <= (plane === 1 ? 8690 : 7649);
    if (known) out.push(0xa1 + Math.floor(big5 / 157), column < 63 ? 0x40 + column : 0xa1 + column - 63);
    else out.push(0x3f);
    at += 2;
  }
  return Uint8Array.from(out);
}

type Segments = readonly (readonly [from: number, shift: number])[];

const segmentsOf = (table: string): Segments =>
  table.split(' ').map((entry) => {
    const [from = 0, shift = 0] = entry.split(':').map(Number);
    return [from, shift];
  });
const segments1 = segmentsOf(plane1);
const segments2 = segmentsOf(plane2);

function shiftAt(segments: Segments, index: number): number {
  return segments.findLast(([from]) => from <= index)?.[1] ?? 0;
}
