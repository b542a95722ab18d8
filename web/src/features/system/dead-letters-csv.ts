import type { DeadLetterItem } from "@gridwatch/contracts";
import { toCsv } from "../../ui/csv.js";

const HEAD = [
  "number",
  "refused",
  "by",
  "reason",
  "detail",
  "topic",
  "readings",
  "payload",
  "encoding",
  "cut from (B)",
];

/** Dead letters as CSV, in their order: times in UTC, payloads as far as they were kept. */
export function deadLettersCsv(letters: readonly DeadLetterItem[]): string {
  return toCsv([
    HEAD,
    ...letters.map(({ seq, at, origin, reason, detail, topic, readings, payload, encoding, truncatedFrom }) => [
      ...[seq, at, origin, reason, detail, topic],
      ...[readings, payload, encoding, truncatedFrom],
    ]),
  ]);
}
