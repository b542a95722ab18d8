import type { Finding, InstanceFindings, ReadinessFinding } from "@gridwatch/contracts";
import { unknown, worst } from "@gridwatch/doctor";

/** What a service alone can tell. */
const TOLD_BY: readonly { by: string; part: string; check: string }[] = [
  { by: "ingest", part: "broker", check: "reached" },
  { by: "ingest", part: "NATS", check: "may write readings" },
  { by: "storage", part: "InfluxDB", check: "may write" },
  { by: "storage", part: "InfluxDB", check: "retention" },
];

/**
 * What the services found, each check once: of replicas that do not agree the worst, with how many are as bad. What cannot be told
 * because nobody answers is among it.
 */
export function toldFindings(told: readonly InstanceFindings[]): ReadinessFinding[] {
  const services = [...new Set(told.map(({ service }) => service))].sort();
  const untold = TOLD_BY.filter(({ by }) => !services.includes(by));
  return [
    ...services.flatMap((by) =>
      ofReplicas(told.filter(({ service }) => service === by)).map((one) => ({ ...one, by })),
    ),
    ...untold.map(({ by, ...what }) => ({ ...what, ...unknown(`no ${by} answers that could tell`), by })),
  ];
}

function ofReplicas(replicas: readonly InstanceFindings[]): Finding[] {
  const byCheck = new Map<string, Finding[]>();
  for (const finding of replicas.flatMap(({ findings }) => findings)) {
    const key = `${finding.part} ${finding.check}`;
    byCheck.set(key, [...(byCheck.get(key) ?? []), finding]);
  }
  return [...byCheck.values()].flatMap((found) => {
    const shown = worst(found);
    if (shown === undefined) return [];
    const alike = found.filter(({ verdict }) => verdict === shown.verdict).length;
    const which = alike === found.length ? "" : `${alike} of ${found.length} replicas: `;
    return [{ ...shown, says: which + shown.says }];
  });
}
