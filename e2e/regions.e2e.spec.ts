import { execFile } from "node:child_process";
import { join } from "node:path";
import { type FleetHistory, type SystemReport, TELEMETRY_STREAM } from "@gridwatch/contracts";
import { freePort, REPOSITORY_ROOT } from "@gridwatch/local-stack";
import {
  connectNats,
  eventually,
  expectAccountsToAgree,
  makeCertificates,
  NumberedLoad,
  queryInflux,
  readMetric,
  settledVerdict,
  storedBelow,
  TcpProxy,
  temporaryDirectory,
} from "@gridwatch/testkit";
import { jetstreamManager, type StreamState } from "@nats-io/jetstream";
import { WebSocket } from "ws";
import { Cluster } from "../deploy/rehearsal/cluster.js";
import { linkPlaces, named, onSharedMachine } from "../deploy/rehearsal/shared-machine.js";
import { render } from "../deploy/test/kubectl.js";

const REGIONS = ["north", "south"] as const;
type Region = (typeof REGIONS)[number];

/** Of a region, what its readings go through; nobody looks at its page or models here. */
const REGION_PARTS = ["emqx", "nats", "influxdb", "ingest", "storage"];
const CENTRAL_PARTS = ["nats", "influxdb", "storage", "realtime", "analytics", "predict", "edge"];
/** What is stored and rolled up goes from the central TELEMETRY within seconds, and not only when there is too much of it. */
const CENTRAL_SETTINGS = { STORAGE_STREAM_TAIL_BYTES: "0", STORAGE_ROLLUP_MS: "500" };

/** A unit in each region bears this name, and reports of the same moment. */
const TWIN = "twin";
const TWIN_TIME = Date.now() - 60_000;

const SOON = { timeoutMs: 60_000, everyMs: 250 };
const EVERY_NUMBER = Number.MAX_SAFE_INTEGER;

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let central: Cluster;
const clusters = {} as Record<Region, Cluster>;
const links = {} as Record<Region, TcpProxy>;
const loads = {} as Record<Region, NumberedLoad>;

beforeAll(async () => {
  directory = await temporaryDirectory("regions");
  makeCertificates(directory.path);
  const loadBalancer = { host: "127.0.0.1", port: await freePort() };
  // Before the centre, whose server asks each region for its readings at once, and then waits for half a minute.
  await Promise.all(REGIONS.map((region) => startRegion(region, loadBalancer)));
  // Each region reaches the centre by a link of its own, so the one address that the centre tells them all leads nowhere.
  central = await Cluster.start(onSharedMachine(render("central"), CENTRAL_PARTS, CENTRAL_SETTINGS), {
    elsewhere: linkPlaces(directory.path, "127.0.0.1:1"),
    asThisUser: true,
    loadBalancer,
  });
}, 120_000);

afterAll(async () => {
  for (const load of Object.values(loads)) await load.end();
  await Promise.all([...Object.values(clusters), central].map((cluster) => cluster?.stop()));
  for (const link of Object.values(links)) await link.close();
  await directory.remove();
}, 60_000);

async function startRegion(region: Region, centre: { host: string; port: number }): Promise<void> {
  links[region] = await TcpProxy.before(centre);
  clusters[region] = await Cluster.start(named(onSharedMachine(render("region"), REGION_PARTS), region), {
    elsewhere: linkPlaces(directory.path, `127.0.0.1:${links[region].port}`),
    asThisUser: true,
  });
  loads[region] = await NumberedLoad.on(clusters[region].broker, { name: region, units: 5, readingsPerSecond: 150 });
  loads[region].publishBeside(TWIN, { timestamp: TWIN_TIME, number: REGIONS.indexOf(region) });
  loads[region].begin();
}

/** How many readings of a region are in a platform's InfluxDB. */
function storedAt(cluster: Cluster, region: Region): Promise<number> {
  return storedBelow(cluster.stores, loads[region], EVERY_NUMBER);
}

/** Resolves when a platform has stored so many more of them. */
async function storesMore(cluster: Cluster, region: Region, readings = 300): Promise<void> {
  const before = await storedAt(cluster, region);
  await eventually(async () => expect(await storedAt(cluster, region)).toBeGreaterThan(before + readings), SOON);
}

function metric(service: string, name: string, labels: Record<string, string> = {}): Promise<number> {
  const [pod] = central.workload(service).pods;
  return readMetric(`http://${pod?.plan.address}:3000`, name, labels);
}

async function answer<T>(path: string): Promise<T> {
  const response = await fetch(`http://${central.serviceAt("edge", 8080)}${path}`);
  expect(response.status).toBe(200);
  return (await response.json()) as T;
}

/** Resolves when units of all these regions have been seen live. */
async function seesLive(regions: readonly Region[]): Promise<void> {
  const socket = new WebSocket(`ws://${central.serviceAt("edge", 8080)}/ws`);
  const seen = new Set<string>();
  socket.on("message", (text) => seen.add((JSON.parse(String(text)) as { device: string }).device.split("-")[0] ?? ""));
  try {
    await eventually(() => expect([...seen]).toEqual(expect.arrayContaining([...regions])), SOON);
  } finally {
    socket.terminate();
  }
}

async function telemetryOf({ stores }: Cluster): Promise<StreamState> {
  const nc = await connectNats(stores.nats);
  try {
    const jsm = await jetstreamManager(nc);
    return (await jsm.streams.info(TELEMETRY_STREAM.name)).state;
  } finally {
    await nc.close();
  }
}

/** What the doctor finds wrong with the central platform. */
async function troubles(): Promise<string[]> {
  const main = join(REPOSITORY_ROOT, "tools/operate/dist/doctor.js");
  const env = central.environment("storage");
  const out = await new Promise<string>((resolve) => {
    execFile(process.execPath, [main, "--json"], { env }, (_error, stdout) => resolve(stdout));
  });
  const findings = JSON.parse(out) as { part: string; check: string; verdict: string; says: string }[];
  expect(findings.map(({ check }) => check)).toEqual(expect.arrayContaining(["region north", "region south"]));
  return findings
    .filter(({ verdict }) => verdict !== "ok")
    .map(({ part, check, verdict, says }) => `${part} ${check}: ${verdict} (${says})`);
}

describe("a central platform over two regions, with what its overlay gives it", () => {
  it("stores and shows what units of both report, and trims it", async () => {
    await Promise.all(REGIONS.map((region) => storesMore(central, region)));
    await seesLive(REGIONS);
    await eventually(async () => expect((await telemetryOf(central)).first_seq).toBeGreaterThan(1), SOON);
  }, 120_000);

  it("goes on with one region while the link of the other is cut, and says which does not answer", async () => {
    links.north.refuse();
    await storesMore(central, "south");
    // What had been gathered before is stored by now.
    const before = await storedAt(central, "north");
    await Promise.all([storesMore(clusters.north, "north"), storesMore(central, "south")]);
    expect(await storedAt(central, "north")).toBe(before);
    const up = REGIONS.map((region) => metric("storage", "gridwatch_region_up", { region }));
    expect(await Promise.all(up)).toEqual([0, 1]);
    const { broker, backbone } = await answer<SystemReport>("/api/v1/system");
    expect(broker).toBeUndefined();
    expect(backbone.regions).toMatchObject([
      { name: "north", problem: "it does not answer" },
      { name: "south", problem: null },
    ]);
  }, 60_000);

  it("has every reading once when the link is back, though its storage was killed meanwhile", async () => {
    await central.workload("storage").pods[0]?.crash();
    // Within ten seconds of the cut, or else nats-server looks for the region again after up to a minute only.
    links.north.admit();
    await central.workload("storage").settled();
    await Promise.all(REGIONS.map((region) => storesMore(central, region)));
    await seesLive(REGIONS);
    for (const region of REGIONS) loads[region].pause();
    for (const region of REGIONS) {
      const { stored, published } = await settledVerdict(central.stores, loads[region]);
      expect(stored).toBe(published);
    }
  }, 120_000);

  it("counts every reading once, and finds none lost", async () => {
    const totals = await expectAccountsToAgree({ url: `http://${central.serviceAt("analytics", 3000)}` });
    const published = loads.north.published + loads.south.published + REGIONS.length;
    expect(totals).toMatchObject({ received: published, published, stored: published, lost: 0, deadLettered: 0 });
  }, 60_000);

  it("answers for the past of units of both, and takes two of the same name for one", async () => {
    const asked = "/api/v1/history?devices=north-0,south-0&metrics=number&points=10";
    const { devices } = await answer<FleetHistory>(asked);
    expect(devices.map(({ device }) => device)).toEqual(["north-0", "south-0"]);
    const rows = await queryInflux(central.stores.influx, `SELECT number FROM telemetry WHERE device = '${TWIN}'`);
    expect(rows).toEqual([{ time: TWIN_TIME, number: expect.any(Number) }]);
  }, 60_000);

  it("leaves nothing waiting, and the regions their streams", async () => {
    for (const region of REGIONS) expect((await telemetryOf(clusters[region])).first_seq).toBe(1);
    await eventually(async () => {
      expect(await metric("storage", "gridwatch_consumer_pending_messages", { stream: TELEMETRY_STREAM.name })).toBe(0);
      expect(await metric("realtime", "gridwatch_feed_pending_messages", { stream: TELEMETRY_STREAM.name })).toBe(0);
      expect(await metric("predict", "gridwatch_predict_shards")).toBe(16);
      expect(await metric("predict", "gridwatch_predict_shard_pending_messages")).toBe(0);
    }, SOON);
  }, 60_000);

  it("is well, and so is every pod", async () => {
    await eventually(async () => expect(await troubles()).toEqual([]), { ...SOON, everyMs: 1_000 });
    for (const { journal } of [central, ...Object.values(clusters)]) expect(journal.since(0)).toEqual([]);
  }, 60_000);
});
