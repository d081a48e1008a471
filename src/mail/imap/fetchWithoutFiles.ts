/** Messages without their files: two round trips for one message, and hardly more for many that are built alike. */
import type { BodyPart } from './bodyStructure.ts';
import type { ImapConnection } from './connection.ts';
import { fetchSections, fetchStructures } from './fetchSections.ts';
import { assembleParts, type OmittedPart, type PartLimits, type PartPlan, planParts } from './withoutFiles.ts';

export interface WithoutFiles {
  readonly bytes: Uint8Array;
  /** Never empty. */
  readonly omitted: readonly OmittedPart[];
}

/** UID → message, of those of the selected mailbox that can be had so; what is better fetched whole is left out. */
export async function fetchWithoutFiles(
  connection: ImapConnection,
  uids: readonly number[],
  limits: PartLimits,
): Promise<ReadonlyMap<number, WithoutFiles>> {
  const structures = await fetchStructures(connection, uids);
  const alike = new Map<string, { uid: number; root: BodyPart; plan: PartPlan }[]>();
  for (const [uid, root] of structures) {
    const plan = planParts(root, limits);
    if (!plan) continue;
    const key = plan.sections.join(' ');
    alike.set(key, [...(alike.get(key) ?? []), { uid, root, plan }]);
  }
  const found = new Map<number, WithoutFiles>();
  for (const group of alike.values()) {
    const uidsOfGroup = group.map(({ uid }) => uid).sort((a, b) => a - b);
    const fetched = await fetchSections(connection, uidsOfGroup, group[0]?.plan.sections ?? []);
    for (const { uid, root, plan } of group) {
      const sections = fetched.get(uid);
      const bytes = sections && assembleParts(root, plan, sections);
      if (bytes) found.set(uid, { bytes, omitted: plan.omitted });
    }
  }
  return found;
}
