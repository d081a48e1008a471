/**
 * How much a simulation runs: a sample in `npm test`, always the same; by `npm run sim` as much as is asked for. Set by
 * scripts/sim.ts.
 */
const asked = process.env['MAILROOM_SIM_RUNS'];

/** The seed of all choices; printed by what fails. */
export const simSeed = Number(process.env['MAILROOM_SIM_SEED'] ?? 1);

/** Every place there is, instead of a sample. */
export const isWhole = asked === 'all';

/** How many places are tried: `usual` in `npm test`. */
export function runs(usual: number): number {
  return asked === undefined || isWhole ? usual : Number(asked);
}

/** How often processes are killed: `usual` in `npm test`. */
export function kills(usual: number): number {
  return Number(process.env['MAILROOM_SIM_KILLS'] ?? usual);
}
