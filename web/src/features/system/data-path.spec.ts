import type { ConsumerStatus, ServiceInstance, SystemReport } from "@gridwatch/contracts";
import { dataPath } from "./data-path.js";

function instance(service: string, checks: Record<string, string> = {}): ServiceInstance {
  const ready = Object.values(checks).every((state) => state === "ok");
  return { service, life: `${service}-1`, version: "1.0.0", runtime: "v24", startedAt: "", ready, checks };
}

const lag: ConsumerStatus = {
  ...{ stream: "TELEMETRY", consumer: "storage", pending: 0, inWork: 0, redelivered: 0, oldestSeconds: 0 },
};

function system(change: Partial<SystemReport> = {}): SystemReport {
  return {
    at: "2026-01-01T00:00:00.000Z",
    services: [instance("ingest", { broker: "ok" }), instance("storage"), instance("realtime")],
    broker: { version: "mosquitto 2.0.11", problem: null },
    backbone: {
      ...{ version: "2.12.0", problem: null, consumers: [lag] },
      streams: [{ name: "TELEMETRY", messages: 1, bytes: 400, maxBytes: 1_000, oldestAt: null }],
    },
    database: { version: "1.8.10", problem: null },
    ...change,
  };
}

const problemsOf = (report: SystemReport) =>
  Object.fromEntries(
    dataPath(report, undefined).flatMap(({ name, problems }) => (problems.length === 0 ? [] : [[name, problems]])),
  );

describe("the data path", () => {
  it("leads from the broker to the screen, and has no problem while all is well", () => {
    const path = dataPath(system(), undefined);
    expect(path.map(({ name }) => name)).toEqual([
      ...["Broker", "Ingest", "NATS JetStream", "Storage", "InfluxDB", "Realtime"],
    ]);
    expect(path[0]?.facts).toEqual(["1 session of ingest", "version mosquitto 2.0.11"]);
    expect(path[2]?.facts).toEqual(["40.0 % full"]);
    expect(problemsOf(system())).toEqual({});
  });

  it("says what is wrong with the hop that it is wrong with", () => {
    const services = [instance("ingest", { broker: "refused" }), instance("storage", { influxdb: "down" })];
    const broker = { version: null, problem: "refused" };
    const database = { version: null, problem: "it does not answer in time" };
    expect(problemsOf(system({ services, broker, database }))).toEqual({
      Broker: [expect.stringContaining("refused")],
      Storage: ["influxdb of storage-1: down"],
      InfluxDB: [expect.stringContaining("does not answer")],
      Realtime: [expect.stringContaining("no instance answers")],
    });
  });

  it("says that the broker does not tell its version, which is no problem", () => {
    const report = system({ broker: { version: null, problem: null } });
    expect(dataPath(report, undefined)[0]?.facts).toContain("version not known");
    expect(problemsOf(report)).toEqual({});
  });

  it("blames the backbone alone while nobody can be asked over it", () => {
    const backbone = { version: null, problem: "it cannot be reached", streams: [], consumers: [] };
    const broker = { version: null, problem: "no ingest answers that could tell of it" };
    expect(Object.keys(problemsOf(system({ services: [instance("analytics")], broker, backbone })))).toEqual([
      "NATS JetStream",
    ]);
  });

  it("begins with the regions on a central platform, and says which of them does not answer", () => {
    const { broker: _, backbone, ...others } = system({ services: [instance("storage"), instance("realtime")] });
    const regions = [
      { name: "north", problem: null, pending: 3 },
      { name: "south", problem: "it does not answer", pending: 1 },
    ];
    const report = { ...others, backbone: { ...backbone, regions } };
    const [first, second] = dataPath(report, undefined);
    expect([first?.name, second?.name]).toEqual(["Regions", "NATS JetStream"]);
    expect(first?.facts).toEqual(["2 regions", "4 messages to gather"]);
    expect(problemsOf(report)).toEqual({ Regions: [expect.stringContaining("south: it does not answer")] });
  });

  it("says when storage is behind and when the stream is about to refuse", () => {
    const { backbone } = system();
    const behind = { ...lag, pending: 12, oldestSeconds: 90 };
    const streams = [{ name: "TELEMETRY", messages: 1, bytes: 950, maxBytes: 1_000, oldestAt: null }];
    const report = system({ backbone: { ...backbone, streams, consumers: [behind] } });
    expect(Object.keys(problemsOf(report))).toEqual(["NATS JetStream", "Storage"]);
    expect(dataPath(report, undefined)[3]?.facts).toContain("12 messages waiting, the oldest 1 min old");
  });
});
