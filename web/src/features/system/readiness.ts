import type { ReadinessFinding, Verdict } from "@gridwatch/contracts";
import { formatCount } from "../../ui/format.js";

const FROM_THE_WORST: readonly Verdict[] = ["fault", "warning", "unknown", "ok"];

/** What is not well, the worst first. */
export function troubles(findings: readonly ReadinessFinding[]): ReadinessFinding[] {
  const bad = findings.filter(({ verdict }) => verdict !== "ok");
  return FROM_THE_WORST.flatMap((wanted) => bad.filter(({ verdict }) => verdict === wanted));
}

/** How the platform is, as its worst finding is, in a sentence. */
export function summaryOf(findings: readonly ReadinessFinding[]): { verdict: Verdict; words: string } {
  const count = (wanted: Verdict) => findings.filter(({ verdict }) => verdict === wanted).length;
  const [faults, warnings, unknown] = [count("fault"), count("warning"), count("unknown")];
  const verdict = troubles(findings)[0]?.verdict ?? "ok";
  if (verdict === "ok")
    return { verdict, words: `Nothing to do: all ${formatCount(findings.length)} checks are well.` };
  const bad = [
    ...(faults > 0 ? [faults === 1 ? "1 fault" : `${formatCount(faults)} faults`] : []),
    ...(warnings > 0 ? [warnings === 1 ? "1 warning" : `${formatCount(warnings)} warnings`] : []),
    ...(unknown > 0 ? [`${formatCount(unknown)} that cannot be told`] : []),
  ];
  return {
    verdict,
    words: `${bad.join(", ")}; ${formatCount(count("ok"))} of ${formatCount(findings.length)} checks are well.`,
  };
}

/** What has the same key together; keys and items in the order in which they came. */
export function groupedBy<T>(items: readonly T[], keyOf: (item: T) => string): [key: string, items: T[]][] {
  const keys = [...new Set(items.map(keyOf))];
  return keys.map((key) => [key, items.filter((item) => keyOf(item) === key)]);
}
