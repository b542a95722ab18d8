import { classes } from "../../ui/classes.js";

/** Beyond the limit there is still room to see by how much. */
const SCALE = 5 / 3;

/**
 * How far a phase lies from the mean of the three, left below and right above it, with the band allowed. The number
 * beside it says the same.
 */
export function DeviationBar({ percent, limit }: { percent: number; limit: number }) {
  const end = limit * SCALE;
  // Not to the very edge, where half of the mark would be cut off.
  const place = (value: number) => `${50 + (49 * Math.min(Math.max(value, -end), end)) / end}%`;
  return (
    <svg aria-hidden="true" className="mt-1.5 h-2.5 w-full" preserveAspectRatio="none">
      <rect x={place(-limit)} width={`${98 / SCALE}%`} y="2" height="6" rx="1" className="fill-ground" />
      <line x1="50%" x2="50%" y1="0" y2="10" className="stroke-line-strong" />
      <line
        x1={place(percent)}
        x2={place(percent)}
        y1="0"
        y2="10"
        strokeWidth="3"
        className={classes("old:stroke-ink-3", Math.abs(percent) > limit ? "stroke-suspect" : "stroke-ink-2")}
      />
    </svg>
  );
}
