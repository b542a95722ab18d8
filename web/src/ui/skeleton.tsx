import { classes } from "./classes.js";

/** Holds the place of something that is on its way. Silent for screen readers: the region around it says it is busy. */
export function Skeleton({ className }: { className: string }) {
  return <span aria-hidden="true" className={classes("block animate-pulse rounded bg-line", className)} />;
}
