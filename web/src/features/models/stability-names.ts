import type { Stability } from "@gridwatch/contracts";

export const STABILITY_NAMES: Readonly<Record<Stability, string>> = {
  stable: "As in training",
  shifting: "Shifting",
  changed: "Changed: retrain",
  unknown: "Not known yet",
};
