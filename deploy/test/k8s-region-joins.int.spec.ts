import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureStream, NatsConfig, statusOfRegions } from "@gridwatch/backbone";
import { TELEMETRY_STREAM, telemetrySubject } from "@gridwatch/contracts";
import { freePort } from "@gridwatch/local-stack";
import { eventually, makeCertificates } from "@gridwatch/testkit";
import { type JetStreamManager, jetstreamManager } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import { linkPlaces, named, onSharedMachine } from "../rehearsal/shared-machine.js";
import { render } from "./kubectl.js";
import type { Manifest } from "./manifests.js";
import { connectToPods, type NatsPod, startNatsPods } from "./nats-pods.js";

const { name } = TELEMETRY_STREAM;
/** A server that was asked before a link is up asks again after up to half a minute. */
const SOON = { timeoutMs: 60_000 };

let dir: string;
const pods: NatsPod[] = [];
const connections: NatsConnection[] = [];
let central: JetStreamManager;
let north: JetStreamManager;
let south: JetStreamManager;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "gridwatch-region-"));
  const leaf = join(dir, "leaf");
  mkdirSync(leaf);
  makeCertificates(leaf);
  const leafPort = await freePort();
  const here = linkPlaces(leaf, `127.0.0.1:${leafPort}`);
  const start = async (manifests: Manifest[]): Promise<JetStreamManager> => {
    const started = await startNatsPods(onSharedMachine(manifests, ["nats"]), dir, here, leafPort);
    pods.push(...started);
    const connection = await eventually(() => connectToPods(started), SOON);
    connections.push(connection);
    return eventually(() => jetstreamManager(connection), SOON);
  };
  central = await start(render("central"));
  north = await start(named(render("region"), "north"));
  south = await start(named(render("region"), "south"));
  for (const region of [north, south]) await ensureStream(region, TELEMETRY_STREAM, new NatsConfig());
  await eventually(
    async () => expect((await statusOf("north", "south")).map(({ problem }) => problem)).toEqual([null, null]),
    SOON,
  );
}, 120_000);

afterAll(async () => {
  for (const connection of connections) await connection.close();
  for (const { process } of pods) process.kill("SIGKILL");
  rmSync(dir, { recursive: true, force: true });
});

function statusOf(...regions: string[]) {
  const [nc] = connections as [NatsConnection];
  return statusOfRegions({ nc, jsm: central, js: central.jetstream() }, regions);
}

function gatherFrom(telemetryRegions: string): Promise<void> {
  return ensureStream(central, TELEMETRY_STREAM, Object.assign(new NatsConfig(), { telemetryRegions }));
}

async function publish(region: JetStreamManager, texts: string[]): Promise<void> {
  for (const text of texts) await region.jetstream().publish(telemetrySubject(0), text);
}

function expectGathered(messages: number): Promise<void> {
  return eventually(async () => expect((await central.streams.info(name)).state.last_seq).toBe(messages), SOON);
}

it("a region that joins brings all that it still holds, though the centre has trimmed newer readings of another", async () => {
  await publish(south, ["s1", "s2"]);
  await publish(north, ["n1", "n2", "n3"]);
  await gatherFrom("north");
  await expectGathered(3);
  await central.streams.purge(name);
  await publish(north, ["n4"]);
  await expectGathered(4);
  await central.streams.purge(name);
  await gatherFrom("north,south");
  await expectGathered(6);
  expect([await textAt(5), await textAt(6)]).toEqual(["s1", "s2"]);
}, 120_000);

it("a central stream of an older version is brought to that", async () => {
  const { config } = await central.streams.info(name);
  const sources = (config.sources ?? []).map(({ opt_start_seq: _, ...source }) => source);
  await central.streams.update(name, { ...config, sources });
  await gatherFrom("north,south");
  const { sources: now = [] } = (await central.streams.info(name)).config;
  expect(now.map(({ opt_start_seq }) => opt_start_seq)).toEqual([1, 1]);
}, 60_000);

it("a region that is not there, or has no readings to gather, is told of by name", async () => {
  await north.streams.delete(name);
  expect(await statusOf("north", "south", "west")).toMatchObject([
    { name: "north", problem: "stream not found" },
    { name: "south", problem: null },
    { name: "west", problem: "it does not answer" },
  ]);
}, 60_000);

it("a central stream that is made anew gathers all that the regions hold, be their streams new, too", async () => {
  await ensureStream(north, TELEMETRY_STREAM, new NatsConfig());
  await publish(north, ["n5"]);
  await central.streams.delete(name);
  await gatherFrom("north,south");
  await expectGathered(3);
  expect([await textAt(1), await textAt(2), await textAt(3)].sort()).toEqual(["n5", "s1", "s2"]);
}, 60_000);

async function textAt(seq: number): Promise<string> {
  return (await central.streams.getMessage(name, { seq }))?.string() ?? "none";
}
