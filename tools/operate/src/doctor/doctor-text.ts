import type { Finding, Verdict } from "@gridwatch/contracts";
import { table } from "../table.js";
import { visible } from "../terminal-text.js";

const MARKS: Record<Verdict, string> = { ok: "ok", warning: "warning", fault: "FAULT", unknown: "?" };

/** The findings for a person, and the verdict last. */
export function doctorText(findings: readonly Finding[]): string {
  const rows = findings.map(({ part, check, verdict, says }) => [MARKS[verdict], part, check, visible(says)]);
  const todos = findings
    .filter(({ todo }) => todo !== undefined && todo !== "")
    .map(({ part, check, todo }) => `${part}, ${check}: ${todo}`);
  const count = (verdict: Verdict) => findings.filter((finding) => finding.verdict === verdict).length;
  const [faults, warnings] = [count("fault"), count("warning")];
  const verdict = faults + warnings === 0 ? "nothing to do" : `${faults} faults, ${warnings} warnings`;
  return `${[table(rows), ...(todos.length > 0 ? [`what to do\n${todos.join("\n")}`] : []), verdict].join("\n\n")}\n`;
}
