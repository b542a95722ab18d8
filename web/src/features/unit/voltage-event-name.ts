import type { VoltageEvent, VoltageEventKind } from "@gridwatch/grid-physics";

/** IEEE 1159 has other names for what lasts over a minute. */
const NAMES: Readonly<Record<VoltageEventKind, { brief: string; sustained: string }>> = {
  interruption: { brief: "interruption", sustained: "sustained interruption" },
  sag: { brief: "sag", sustained: "undervoltage" },
  swell: { brief: "swell", sustained: "overvoltage" },
};

/** In the midst of a sentence. */
export function voltageEventName({ kind, sustained }: Pick<VoltageEvent, "kind" | "sustained">): string {
  return sustained ? NAMES[kind].sustained : NAMES[kind].brief;
}
