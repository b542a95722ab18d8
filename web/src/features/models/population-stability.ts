/** What a population stability index says, by the limits that are usual for it. */
export type Stability = "stable" | "shifting" | "changed" | "unknown";

const SHIFTING_FROM = 0.1;
const CHANGED_ABOVE = 0.25;

export const STABILITY_NAMES: Readonly<Record<Stability, string>> = {
  stable: "As in training",
  shifting: "Shifting",
  changed: "Changed: retrain",
  unknown: "Not known yet",
};

export function stabilityOf(psi: number | null): Stability {
  if (psi === null) return "unknown";
  if (psi > CHANGED_ABOVE) return "changed";
  return psi >= SHIFTING_FROM ? "shifting" : "stable";
}
