import { TELEMETRY_SHARDS } from "@gridwatch/contracts";

/** Shards that each of so many replicas has at most, so that together they have all. */
export function fairShare(members: number): number {
  return Math.ceil(TELEMETRY_SHARDS / Math.max(members, 1));
}

/**
 * What a replica should do about its shards: give some back, or try to take some. Those tried first differ from replica to
 * replica, so that two that start together do not race for the same.
 *
 * @param random 0 ≤ x < 1
 */
export function shareOut(
  owned: readonly number[],
  members: number,
  random: () => number,
): { giveBack: number[]; tryToTake: number[] } {
  const share = fairShare(members);
  if (owned.length >= share) return { giveBack: owned.slice(share), tryToTake: [] };
  const others = Array.from({ length: TELEMETRY_SHARDS }, (_, shard) => shard).filter(
    (shard) => !owned.includes(shard),
  );
  for (let i = others.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [others[i], others[j]] = [others[j] as number, others[i] as number];
  }
  return { giveBack: [], tryToTake: others };
}
