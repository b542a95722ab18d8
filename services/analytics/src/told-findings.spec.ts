import type { Finding, InstanceFindings } from "@gridwatch/contracts";
import { fault, ok, type Said } from "@gridwatch/doctor";
import { toldFindings } from "./told-findings.js";

const found = (part: string, check: string, said: Said): Finding => ({ part, check, ...said });
const told = (service: string, life: string, ...findings: Finding[]): InstanceFindings => ({ service, life, findings });

const broker = found("broker", "reached", ok("subscribed to readings"));
const refused = found("broker", "reached", fault("refused", "see that it runs"));

describe("what services tell", () => {
  it("is said once for replicas that agree, with who told it", () => {
    const findings = toldFindings([told("ingest", "a", broker), told("ingest", "b", broker), told("realtime", "c")]);
    expect(findings.filter(({ part }) => part === "broker")).toEqual([{ ...broker, by: "ingest" }]);
  });

  it("is the worst of replicas that do not agree, and how many are as bad", () => {
    const lives = [told("ingest", "a", broker), told("ingest", "b", refused), told("ingest", "c", broker)];
    expect(toldFindings(lives)[0]).toEqual({ ...refused, says: "1 of 3 replicas: refused", by: "ingest" });
  });

  it("keeps apart what two services see of one part", () => {
    const reached = (said: Said) => found("InfluxDB", "reached", said);
    const findings = toldFindings([
      told("storage", "a", reached(fault("no answer", "see that it runs"))),
      told("ingest", "b", reached(ok("1.8.10"))),
    ]);
    expect(findings.map(({ by, verdict }) => [by, verdict])).toEqual([
      ["ingest", "ok"],
      ["storage", "fault"],
    ]);
  });

  it("names what cannot be told while nobody answers", () => {
    expect(toldFindings([told("ingest", "a", broker)]).slice(1)).toEqual([
      {
        part: "InfluxDB",
        check: "may write",
        verdict: "unknown",
        says: "no storage answers that could tell",
        by: "storage",
      },
      {
        part: "InfluxDB",
        check: "retention",
        verdict: "unknown",
        says: "no storage answers that could tell",
        by: "storage",
      },
    ]);
    expect(toldFindings([]).map(({ by }) => by)).toEqual(["ingest", "ingest", "storage", "storage"]);
  });
});
