import { type ReactNode, useId } from "react";
import { classes } from "./classes.js";

/** A titled part of a page. An ErrorBoundary stands around each where it is used: from within it could not hold what the panel's own hooks throw. */
export function Panel({
  title,
  aside,
  children,
  className,
}: {
  title: string;
  /** Stands at the end of the title's line. */
  aside?: ReactNode;
  children: ReactNode;
  className?: string;
}) {
  const id = useId();
  return (
    <section aria-labelledby={id} className={classes("rounded-panel bg-surface shadow-card", className)}>
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 pt-3">
        <h2 id={id} className="font-semibold text-[0.9375rem]">
          {title}
        </h2>
        {aside}
      </div>
      <div className="p-4 pt-3">{children}</div>
    </section>
  );
}
