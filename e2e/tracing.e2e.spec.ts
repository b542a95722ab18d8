import { readFileSync } from "node:fs";
import { insightSubject, TELEMETRY_STREAM } from "@gridwatch/contracts";
import { type Platform, SERVICES, startPlatform } from "@gridwatch/local-stack";
import {
  connectNats,
  eventually,
  OtlpReceiver,
  queryInflux,
  type ReceivedSpan,
  readStream,
  temporaryDirectory,
} from "@gridwatch/testkit";
import { headers } from "@nats-io/transport-node";
import { WebSocket } from "ws";
import { publishByLibrary } from "./device-clients.js";

const UNITS = ["unit-1", "unit-2"];

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let collector: OtlpReceiver;
let platform: Platform;
let devices: NodeJS.Timeout;
const sockets: WebSocket[] = [];

beforeAll(async () => {
  directory = await temporaryDirectory("tracing");
  collector = await OtlpReceiver.start();
  const tracing = {
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_TRACES_SAMPLER: "parentbased_always_on",
  };
  const env = Object.fromEntries(SERVICES.map((service) => [service, tracing]));
  platform = await startPlatform({ dir: directory.path, env });
  watch("/ws");
  const fleet = watch("/socket.io/?EIO=4&transport=websocket");
  // Socket.IO without its client: to open, to follow the fleet, to answer a ping.
  fleet.on("open", () => fleet.send("40"));
  fleet.on("message", (data) => {
    if (String(data).startsWith("40")) fleet.send('42["subscribe",{"fleet":true}]');
    if (String(data) === "2") fleet.send("3");
  });
  devices = setInterval(() => void report().catch(() => undefined), 500);
});

afterAll(async () => {
  clearInterval(devices);
  for (const socket of sockets) socket.terminate();
  await platform?.stop();
  await collector?.stop();
  await directory.remove();
});

function watch(path: string): WebSocket {
  const socket = new WebSocket(`${platform.url.replace("http", "ws")}${path}`);
  sockets.push(socket);
  return socket;
}

function report(): Promise<void> {
  const wave = Math.sin(Date.now() / 4_000);
  const phases = [1, 2, 3].map((phase) => ({ [`out_voltage${phase}`]: 230 + wave, [`out_current${phase}`]: 5 + wave }));
  const payload = JSON.stringify(Object.assign({ input_voltage: 240 + wave, input_current: 15 }, ...phases));
  const messages = UNITS.map((device) => ({ topic: `sensors/${device}/telemetry`, payload }));
  return publishByLibrary(platform.mosquitto, 5, messages);
}

/** A span as `service: name > name of its parent`. */
function steps(spans: ReceivedSpan[]): string[] {
  const names = new Map(spans.map(({ spanId, name }) => [spanId, name]));
  return spans.map(({ service, name, parentSpanId }) =>
    `${service}: ${name}${parentSpanId === "" ? "" : ` > ${names.get(parentSpanId)}`}`.replaceAll(/\.\d+\b/g, ""),
  );
}

/** The first trace that has all of these. */
function traceWith(expected: string[]): Promise<ReceivedSpan[]> {
  return eventually(
    () => {
      const traces = [...collector.traces.values()];
      const found = traces.find((spans) => expected.every((step) => steps(spans).includes(step)));
      if (found === undefined)
        throw new Error(`no such trace among\n${traces.map((t) => steps(t).join(", ")).join("\n")}`);
      return found;
    },
    { timeoutMs: 45_000, everyMs: 500 },
  );
}

describe("one trace", () => {
  it("leads from the MQTT messages of a batch to the database, the score and the sockets' frames", async () => {
    const trace = await traceWith([
      "ingest: receive sensors/{device}/{word}",
      "ingest: send telemetry > receive sensors/{device}/{word}",
      "storage: process telemetry > send telemetry",
      "storage: write gridwatch > process telemetry",
      "realtime: process telemetry > send telemetry",
      "realtime: send /ws > process telemetry",
      "realtime: send fleet > process telemetry",
      "predict: process telemetry > send telemetry",
      "predict: score > process telemetry",
      // What the model says of them goes the same way.
      "predict: send insights > score",
      "storage: process insights > send insights",
      "storage: write gridwatch > process insights",
      "realtime: send insight > process insights",
    ]);
    expect(steps(trace).filter((step) => step.endsWith("undefined"))).toEqual([]);
    expect(trace.filter(({ status }) => status !== 0)).toEqual([]);
    const write = trace.find(({ name }) => name === "write gridwatch");
    expect(write?.attributes).toMatchObject({ "db.system.name": "influxdb", "db.namespace": "gridwatch" });
    expect(Number(write?.attributes["db.operation.batch.size"])).toBeGreaterThan(0);
    expect(write?.durationMs).toBeGreaterThan(0);
  });

  it("is the one that a message's header and the logs name", async () => {
    const message = (await readStream(platform.nats, TELEMETRY_STREAM.name)).at(-1);
    const [, traceId] = /^00-([0-9a-f]{32})-[0-9a-f]{16}-01$/.exec(message?.header("traceparent") ?? "") ?? [];
    await eventually(() => expect(collector.traces.has(traceId ?? "")).toBe(true), { timeoutMs: 15_000 });

    const foreign = "0af7651916cd43dd8448eb211c80319c";
    await publishUnreadable(`00-${foreign}-b7ad6b7169203331-01`);
    const { logFile } = platform.part("storage");
    const line = await eventually(() => {
      const found = readFileSync(logFile, "utf8")
        .split("\n")
        .find((text) => text.includes("unreadable insights"));
      if (found === undefined) throw new Error("nothing is logged of it");
      return JSON.parse(found) as { trace_id?: string };
    });
    expect(line.trace_id).toBe(foreign);
  });
});

describe("without the collector", () => {
  it("readings go on to the database", async () => {
    await collector.stop();
    const since = Date.now();
    await eventually(
      async () => {
        const stored = await queryInflux(platform.influx, `SELECT * FROM telemetry WHERE time > ${since + 12_000}ms`);
        expect(stored.length).toBeGreaterThan(5);
      },
      { timeoutMs: 30_000, everyMs: 500 },
    );
    for (const service of SERVICES) expect(platform.part(service).running).toBe(true);
  });

  it("services stop as fast as ever", async () => {
    const begun = performance.now();
    await platform.part("storage").stop();
    expect(performance.now() - begun).toBeLessThan(5_000);
    expect(readFileSync(platform.part("storage").logFile, "utf8")).toContain('"msg":"stopped"');
  });
});

/** An insight that no service can read. */
async function publishUnreadable(traceparent: string): Promise<void> {
  const nc = await connectNats(platform.nats);
  const own = headers();
  own.set("traceparent", traceparent);
  nc.publish(insightSubject(0), "unreadable", { headers: own });
  await nc.drain();
}
