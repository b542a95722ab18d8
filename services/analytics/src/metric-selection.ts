import { ELECTRICAL_METRICS } from "@gridwatch/contracts";
import type { TelemetryReader } from "@gridwatch/telemetry-store";
import { Cached } from "./cached.js";

/** As many as one reading may carry. Devices choose their metrics' names, so there is no telling how many there are. */
export const MAX_METRICS = 64;

const ELECTRICAL_NAMES: readonly string[] = ELECTRICAL_METRICS.map(({ name }) => name);

/** Which metrics an answer holds unless the request names some. */
export class MetricSelection {
  private readonly names: Cached<string[]>;

  constructor(reader: Pick<TelemetryReader, "metricNames">) {
    this.names = new Cached(async () => select(await reader.metricNames()), { freshMs: 5_000, usableMs: 15_000 });
  }

  /** The electrical metrics that are reported, in their usual order, then the others by name; 64 at most. */
  reported(): Promise<string[]> {
    return this.names.get();
  }
}

function select(reported: readonly string[]): string[] {
  const electrical = ELECTRICAL_NAMES.filter((name) => reported.includes(name));
  const others = reported.filter((name) => !ELECTRICAL_NAMES.includes(name));
  return [...electrical, ...others].slice(0, MAX_METRICS);
}
