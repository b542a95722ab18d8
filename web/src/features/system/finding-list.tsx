import type { ReadinessFinding } from "@gridwatch/contracts";
import { VerdictMark } from "./verdict-mark.js";

/** Findings, each with what was seen and, where there is something, what to do. */
export function FindingList({
  findings,
  testId,
  named = false,
}: {
  findings: readonly ReadinessFinding[];
  testId: string;
  /** Whether the part, and what to do, stand with each. */
  named?: boolean;
}) {
  return (
    <ul className="mt-1 empty:hidden">
      {findings.map(({ part, check, verdict, says, todo, by }) => (
        <li
          key={`${part} ${check} ${by}`}
          data-testid={testId}
          data-verdict={verdict}
          className="grid break-inside-avoid grid-cols-1 gap-x-4 border-line border-t py-1.5 sm:grid-cols-[8rem_1fr]"
        >
          <VerdictMark verdict={verdict} />
          <div className="min-w-0">
            <p className="font-medium wrap-anywhere">
              {named ? `${part}, ${check}` : check}
              <span className="font-normal text-ink-3 text-xs"> seen by {by}</span>
            </p>
            <p className="tabular-nums text-ink-2 wrap-anywhere">{says}</p>
            {named && todo && (
              <p className="mt-0.5 wrap-anywhere">
                <strong className="font-semibold">To do:</strong> {todo}
              </p>
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}
