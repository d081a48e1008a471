/** STATUS tells more than the cache has: another UIDNEXT, mod-sequence or count, or it was never listed to the end. */
export function needsSync(state: {
  readonly listed: boolean;
  readonly uidNext: number;
  readonly highestModSeq: string;
  readonly server: { readonly uidNext: number; readonly modSeq: string };
}): boolean {
  const { server } = state;
  if (!state.listed || server.modSeq === '' || state.highestModSeq === '') return true;
  return server.uidNext !== state.uidNext || server.modSeq !== state.highestModSeq;
}
