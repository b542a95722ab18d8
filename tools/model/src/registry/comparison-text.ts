import { type ComparedModel, type ModelComparison, modelId } from "@gridwatch/contracts";
import { table, visible } from "@gridwatch/operate";

const SHOWN_ANOMALIES = 20;

/** The champion and its shadow side by side, and the newest anomalies that one alone raised. */
export function comparisonText(comparison: ModelComparison): string {
  const { champion, shadow, steps, agreement, loneAnomalies, shed, since, replicas } = comparison;
  const sides = table([
    ["", `champion ${modelId(champion)}`, `shadow ${modelId(shadow)}`],
    ["abnormal by it alone, steps", steps.onlyChampion, steps.onlyShadow],
    ["anomalies it alone raised", champion.loneAnomalies, shadow.loneAnomalies],
    ["windows", champion.windows, shadow.windows],
    ["ms per 1,000 windows", cost(champion), cost(shadow)],
    ["highest score from", highest(champion), highest(shadow)],
  ]);
  const both = table([
    ["both normal, steps", steps.bothNormal],
    ["both abnormal, steps", steps.bothAbnormal],
    ["scored by one alone, steps", steps.notBoth],
    ["agreement", agreement === null ? "no step that both scored yet" : `${(100 * agreement).toFixed(2)} %`],
    ["messages shed", shed],
  ]);
  const anomalies = loneAnomalies
    .slice(0, SHOWN_ANOMALIES)
    .map(({ by, device, start, end, peak, signal }) => [
      new Date(start).toISOString(),
      visible(device),
      by,
      visible(signal ?? "–"),
      `${((end - start) / 1_000).toFixed(0)} s`,
      peak.toFixed(3),
    ]);
  const list =
    anomalies.length === 0 ? "" : `\n\n${table([["since", "unit", "by", "signal", "lasted", "peak"], ...anomalies])}`;
  return `since ${new Date(since).toISOString()}, ${replicas} replica${replicas === 1 ? "" : "s"}\n\n${sides}\n\n${both}${list}\n`;
}

function cost({ windows, seconds }: ComparedModel): string {
  return windows === 0 ? "–" : ((seconds / windows) * 1_000_000).toFixed(1);
}

/** Where the highest bin begins in which there is a score. */
function highest({ scores }: ComparedModel): string {
  const bin = scores.findLastIndex((count) => count > 0);
  return bin < 0 ? "–" : (bin / scores.length).toFixed(2);
}
