import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureStream, NatsConfig } from "@gridwatch/backbone";
import { TELEMETRY_STREAM, telemetrySubject } from "@gridwatch/contracts";
import { freePort } from "@gridwatch/local-stack";
import { eventually, makeCertificates, TcpProxy } from "@gridwatch/testkit";
import { type JetStreamManager, jetstreamManager } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import { linkPlaces } from "../rehearsal/shared-machine.js";
import { environmentOf } from "./container-environment.js";
import { render } from "./kubectl.js";
import { nameOf, workload } from "./manifests.js";
import { connectToPods, type NatsPod, startNatsPods } from "./nats-pods.js";

/** For clusters to choose leaders, and a cut link to be made again, on a machine that is busy. */
const timeoutMs = 60_000;
const MESSAGES = 300;

let dir: string;
let link: TcpProxy;
const pods: NatsPod[] = [];
const connections: NatsConnection[] = [];

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "gridwatch-regions-"));
  const leaf = join(dir, "leaf");
  mkdirSync(leaf);
  makeCertificates(leaf);
  // The load balancer, and the wide area network before it: it leads to the first central server.
  const leafPort = await freePort();
  link = await TcpProxy.before({ host: "127.0.0.1", port: leafPort });
  const here = linkPlaces(leaf, `127.0.0.1:${link.port}`);
  const central = await startNatsPods(render("central"), dir, here, leafPort);
  pods.push(...central);
  const region = await startNatsPods(render("region"), dir, here);
  pods.push(...region);
  for (const side of [central, region]) {
    connections.push(await eventually(() => connectToPods(side), { timeoutMs }));
  }
}, 120_000);

afterAll(async () => {
  for (const connection of connections) await connection.close();
  await link?.close();
  for (const { process } of pods) process.kill("SIGKILL");
  rmSync(dir, { recursive: true, force: true });
});

function managerOf(connection: NatsConnection): Promise<JetStreamManager> {
  return eventually(() => jetstreamManager(connection), { timeoutMs });
}

/** The settings of the services there, and their streams made as they make them. */
async function backboneOf(overlay: "region" | "central"): Promise<JetStreamManager> {
  const connection = connections[overlay === "central" ? 0 : 1] as NatsConnection;
  const jsm = await managerOf(connection);
  const manifests = render(overlay);
  const { STREAM_REPLICAS, TELEMETRY_REGIONS = "" } = environmentOf(
    manifests,
    workload(manifests, "storage").container,
    "storage-0",
  );
  const config = Object.assign(new NatsConfig(), {
    streamReplicas: Number(STREAM_REPLICAS),
    telemetryRegions: TELEMETRY_REGIONS,
  });
  await eventually(() => ensureStream(jsm, TELEMETRY_STREAM, config), { timeoutMs });
  return jsm;
}

async function publish(jsm: JetStreamManager, from: number): Promise<void> {
  for (let number = from; number < from + MESSAGES; number++) {
    await eventually(() => jsm.jetstream().publish(telemetrySubject(number % 8), `${number}`, { msgID: `${number}` }), {
      timeoutMs,
    });
  }
}

async function expectGathered(jsm: JetStreamManager, messages: number): Promise<void> {
  const { name } = TELEMETRY_STREAM;
  await eventually(async () => expect((await jsm.streams.info(name)).state.messages).toBe(messages), { timeoutMs });
  const numbers: string[] = [];
  for (let seq = 1; seq <= messages; seq++) {
    const message = await eventually(() => jsm.streams.getMessage(name, { seq }), { timeoutMs });
    numbers.push(message?.string() ?? "none");
  }
  expect(numbers).toEqual(Array.from({ length: messages }, (_, number) => `${number}`));
}

it("a central TELEMETRY gathers a region's over a link that is cut, once each and in order", async () => {
  const region = await backboneOf("region");
  const central = await backboneOf("central");
  await publish(region, 0);
  await expectGathered(central, MESSAGES);

  link.refuse();
  // A central one, but not the one that the link leads to.
  pods[1]?.process.kill("SIGKILL");
  await publish(region, MESSAGES);
  const { state } = await eventually(() => central.streams.info(TELEMETRY_STREAM.name), { timeoutMs });
  expect(state.messages).toBe(MESSAGES);
  link.admit();
  await expectGathered(central, 2 * MESSAGES);
}, 240_000);

it("nothing else comes over the link: neither what is published beside it, nor what asks for other streams", async () => {
  const [central, region] = connections as [NatsConnection, NatsConnection];
  const heard: string[] = [];
  for (const [name, connection] of Object.entries({ central, region })) {
    connection.subscribe("insights.>", { callback: (_error, { subject }) => void heard.push(`${name} ${subject}`) });
    await connection.flush();
  }
  region.publish("insights.0", "of the region");
  central.publish("insights.1", "of the centre");
  await region.flush();
  await central.flush();
  const ask = (connection: NatsConnection, subject: string) => connection.request(subject, "", { timeout: 1_000 });
  await expect(ask(region, "$JS.central.API.STREAM.NAMES")).rejects.toThrow(/no responders|timeout/);
  await expect(ask(central, "$JS.north.API.STREAM.DELETE.TELEMETRY")).rejects.toThrow(/no responders|timeout/);
  await publish(await managerOf(region), 2 * MESSAGES);
  await expectGathered(await managerOf(central), 3 * MESSAGES);
  expect(heard.sort()).toEqual(["central insights.1", "region insights.0"]);
}, 120_000);

describe("beside its backbone", () => {
  const others = (overlay: "production" | "region" | "central") =>
    render(overlay).filter((manifest) => !/^(nats|backbone)/.test(nameOf(manifest)));

  it("a region is what `production` is", () => {
    expect(others("region")).toEqual(others("production"));
  });

  it("the central platform is it too, without what units send to", () => {
    // The doctor has no broker to ask either.
    const withoutBroker = (_key: string, value: unknown) =>
      Array.isArray(value) ? value.filter(({ name }) => !/^MQTT_/.test(`${name}`)) : value;
    // What reads the settings names the ConfigMap by what it holds.
    const named = (manifests: unknown) =>
      JSON.stringify(manifests, withoutBroker).replaceAll(/"backbone-\w+"/g, '"backbone"');
    const withoutIngest = others("production").filter((manifest) => !/^(ingest|emqx)(-|$)/.test(nameOf(manifest)));
    expect(named(others("central")) === named(withoutIngest)).toBe(true);
  });
});
