import type { ReactNode } from "react";
import type { ChartMark, MarkKind } from "../../charts/chart-marks.js";
import { formatWindowWidth } from "../../ui/format.js";

/** What is shaded how in the charts. @param windowMs in which voltage events are looked for; 0 for single readings */
export function MarksKey({ marks, windowMs }: { marks: readonly ChartMark[]; windowMs: number }) {
  const has = (kind: MarkKind) => marks.some((mark) => mark.kind === kind);
  return (
    <p className="mt-4 flex flex-wrap gap-x-5 gap-y-1 text-ink-3 text-xs empty:hidden">
      {has("anomaly") && (
        <Entry name="Anomaly">
          <path d="M0 0h18v12H0z" className="fill-abnormal/12" />
          <path d="M0 0h18v3H0z" className="fill-abnormal" />
        </Entry>
      )}
      {has("voltage event") && (
        <Entry
          name={`Sag, swell or interruption, by ${windowMs === 0 ? "single readings" : `${formatWindowWidth(windowMs)} windows`}`}
        >
          <path d="M0 0h18v12H0z" className="fill-suspect/12" />
          <path d="M0 9h4v3H0zM7 9h4v3H7zM14 9h4v3h-4z" className="fill-suspect" />
        </Entry>
      )}
    </p>
  );
}

function Entry({ name, children }: { name: string; children: ReactNode }) {
  return (
    <span className="flex items-center gap-1.5">
      <svg aria-hidden="true" width="18" height="12" className="shrink-0">
        {children}
      </svg>
      {name}
    </span>
  );
}
