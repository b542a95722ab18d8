import { median } from "../report.js";

export interface HeapSample {
  seconds: number;
  bytes: number;
}

/**
 * Bytes that a heap grows by in a minute: the median of the slopes between any two samples (Theil–Sen), since a sample now and then finds an
 * answer of the platform that is just being read. `NaN` with fewer than two samples.
 */
export function slopePerMinute(samples: readonly HeapSample[]): number {
  const slopes = samples.flatMap((early, place) =>
    samples.slice(place + 1).map((late) => (60 * (late.bytes - early.bytes)) / (late.seconds - early.seconds)),
  );
  return median(slopes);
}
