/** How often and from which seed a property is tried: as named in `npm test`, anew and twenty times as often in `npm run fuzz`. */
export function seeded(seed: number, numRuns: number): { readonly seed: number; readonly numRuns: number } {
  const other = Number(process.env['MAILROOM_FUZZ_SEED']);
  return other ? { seed: other, numRuns: numRuns * 20 } : { seed, numRuns };
}
