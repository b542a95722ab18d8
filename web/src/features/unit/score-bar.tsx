import { classes } from "../../ui/classes.js";

/** A score on its way from 0 to 1, with the threshold as a line. The numbers beside it say the same. */
export function ScoreBar({ score, threshold }: { score: number; threshold: number | null }) {
  const place = (value: number) => `${100 * Math.min(Math.max(value, 0), 1)}%`;
  return (
    <svg aria-hidden="true" className="mt-1 block h-3 w-full" preserveAspectRatio="none">
      <rect x="0" y="2" width="100%" height="8" rx="1" className="fill-sunken" />
      <rect
        x="0"
        y="2"
        width={place(score)}
        height="8"
        rx="1"
        className={classes("old:fill-ink-3", threshold !== null && score >= threshold ? "fill-abnormal" : "fill-ink-3")}
      />
      {threshold !== null && (
        <line
          x1={place(threshold)}
          x2={place(threshold)}
          y1="0"
          y2="12"
          strokeWidth="2"
          className="stroke-ink old:stroke-ink-3"
        />
      )}
    </svg>
  );
}
