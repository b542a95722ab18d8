import type { AccountingReport } from "@gridwatch/contracts";
import { table } from "./table.js";

/** The accounting for a person: totals, each service's own counts, each check, and the verdict last. */
export function accountingText(report: AccountingReport): string {
  const { totals, deadLetters, services, checks, since, unseenMessages } = report;
  const sections = [
    `readings since ${since}\n${table([
      ["received", totals.received],
      ["published", totals.published],
      ["stored", totals.stored],
      ["pending", totals.pending ?? "too many to be counted"],
      ["dead-lettered", totals.deadLettered],
      ...deadLetters.map(({ origin, reason, readings }) => [`  ${origin}: ${reason}`, readings]),
      ["lost", totals.lost],
      ["twice in the stream", totals.duplicated],
      ["skipped by realtime", totals.skippedByRealtime],
    ])}`,
    `living processes, each since its start\n${table(
      services.map(({ service, instances, counts }) => [
        service,
        instances.length,
        Object.entries(counts)
          .map(([name, count]) => `${name} ${count.toLocaleString("en")}`)
          .join(", "),
      ]),
    )}`,
    ...(unseenMessages === 0 ? [] : [`${unseenMessages} messages had gone before they could be counted`]),
    `checks\n${table(checks.map((check) => [verdict(check.agrees), check.name, check.agrees === true ? "" : why(check)]))}`,
    SUMMARY[verdict(report.agrees)],
  ];
  return `${sections.join("\n\n")}\n`;
}

type Verdict = "ok" | "WRONG" | "unknown";

const SUMMARY: Record<Verdict, string> = {
  ok: "The sums agree.",
  WRONG: "THE SUMS DO NOT AGREE.",
  unknown: "Not every sum could be checked now.",
};

function verdict(agrees: boolean | null): Verdict {
  if (agrees === null) return "unknown";
  return agrees ? "ok" : "WRONG";
}

function why({ agrees, difference, explanation }: AccountingReport["checks"][number]): string {
  return agrees === null ? explanation : `${difference.toLocaleString("en")} ${explanation}`;
}
