import type { ComponentProps } from "react";
import { classes } from "./classes.js";

export function Button({ className, ...properties }: ComponentProps<"button">) {
  return (
    <button
      type="button"
      className={classes(
        "inline-flex h-8 items-center gap-1.5 rounded-control border border-line-strong bg-raised px-3 font-medium text-ink",
        "transition-colors hover:bg-surface disabled:opacity-60",
        className,
      )}
      {...properties}
    />
  );
}
