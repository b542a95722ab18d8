export interface HeapSample {
  seconds: number;
  bytes: number;
}

/** Bytes that a heap grows by in a minute: the slope of the straight line through its samples by least squares; `NaN` with fewer than two. */
export function slopePerMinute(samples: readonly HeapSample[]): number {
  const mean = (of: (sample: HeapSample) => number) =>
    samples.reduce((sum, sample) => sum + of(sample), 0) / samples.length;
  const [meanSeconds, meanBytes] = [mean(({ seconds }) => seconds), mean(({ bytes }) => bytes)];
  const covariance = mean(({ seconds, bytes }) => (seconds - meanSeconds) * (bytes - meanBytes));
  return (60 * covariance) / mean(({ seconds }) => (seconds - meanSeconds) ** 2);
}
