/** Height of the tide in metres, `hours` after high water, by the rule of twelfths. */
export function heightAfter(high: number, low: number, hours: number): number {
  const twelfths = [0, 1, 3, 6, 9, 11, 12];
  const passed = twelfths[Math.min(6, Math.max(0, Math.round(hours)))] ?? 12;
  return high - ((high - low) * passed) / 12;
}
