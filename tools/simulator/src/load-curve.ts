/** Load at each full hour as a share of the day's highest, after the usual shapes of standard load profiles. */
const HOURLY_SHARES = {
  residential: [
    0.34, 0.29, 0.27, 0.26, 0.27, 0.33, 0.5, 0.65, 0.62, 0.56, 0.54, 0.56, 0.6, 0.57, 0.53, 0.54, 0.62, 0.78, 0.94, 1,
    0.96, 0.82, 0.62, 0.45,
  ],
  commercial: [
    0.28, 0.27, 0.26, 0.26, 0.27, 0.32, 0.45, 0.66, 0.88, 0.97, 1, 0.99, 0.95, 0.97, 0.98, 0.95, 0.88, 0.76, 0.62, 0.5,
    0.42, 0.36, 0.32, 0.29,
  ],
  industrial: [
    0.55, 0.54, 0.53, 0.54, 0.58, 0.7, 0.88, 0.97, 1, 0.99, 0.98, 0.96, 0.88, 0.95, 0.98, 0.95, 0.86, 0.78, 0.74, 0.72,
    0.7, 0.66, 0.6, 0.57,
  ],
} as const;

export type LoadProfile = keyof typeof HOURLY_SHARES;

const HOUR_MS = 3_600_000;

/** The share of the day's highest load at an hour of the day (0 to 24, fractions allowed). */
export function loadShare(profile: LoadProfile, hour: number): number {
  const shares = HOURLY_SHARES[profile];
  const wrapped = ((hour % 24) + 24) % 24;
  const before = shares[Math.floor(wrapped)] ?? 0;
  const after = shares[(Math.floor(wrapped) + 1) % 24] ?? 0;
  return before + (after - before) * (wrapped % 1);
}

/** The hour of the day (UTC) at epoch milliseconds. */
export function hourOfDay(at: number): number {
  return (at / HOUR_MS) % 24;
}
