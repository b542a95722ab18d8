import { TELEMETRY_STREAM, telemetrySubject } from "@gridwatch/contracts";
import { type NatsHandle, startNats } from "@gridwatch/local-stack";
import { createLogger, Readiness } from "@gridwatch/service-kit";
import { connectNats, eventually, readStream, temporaryDirectory } from "@gridwatch/testkit";
import { jetstreamManager } from "@nats-io/jetstream";
import { Registry } from "prom-client";
import { BackboneConnection } from "../src/backbone.connection.js";
import { NatsConfig } from "../src/nats.config.js";
import { PublishMetrics } from "../src/publish.metrics.js";
import { BackbonePublisher } from "../src/publisher.js";

const MAX_BYTES = 16 * 1024 * 1024;

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let nats: NatsHandle;
let connection: BackboneConnection;
let publisher: BackbonePublisher;
let readiness: Readiness;

beforeEach(async () => {
  directory = await temporaryDirectory("backbone");
  nats = await startNats({ dir: directory.path });
  const config = Object.assign(new NatsConfig(), {
    url: nats.url,
    user: nats.credentials.username,
    password: nats.credentials.password,
    telemetryMaxBytes: MAX_BYTES,
  });
  const logger = createLogger("test", "fatal");
  readiness = new Readiness();
  connection = new BackboneConnection(config, readiness, logger);
  publisher = new BackbonePublisher(connection, config, readiness, logger, new PublishMetrics(new Registry()));
  connection.onModuleInit();
  publisher.onModuleInit();
});

afterEach(async () => {
  publisher.onApplicationShutdown();
  await connection.onApplicationShutdown();
  await nats.stop();
  await directory.remove();
});

function publish(text: string): Promise<void> {
  return publisher.publish(TELEMETRY_STREAM, telemetrySubject(0), new TextEncoder().encode(text));
}

describe("the publisher", () => {
  it("holds back before the stream is full, so that the server never drops what it holds, and goes on when there is room", async () => {
    let acknowledged = 0;
    const publishing = Array.from({ length: 1_800 }, (_, i) =>
      publish(`${i}:`.padEnd(9_000 + (i % 1_000), "x")).then(() => {
        acknowledged++;
      }),
    );
    await eventually(() => expect(readiness.report().checks["publishing"]).toContain("is full"));
    await eventually(() => expect(acknowledged).toBeGreaterThan(1_000));
    const nc = await connectNats(nats);
    try {
      const jsm = await jetstreamManager(nc);
      const { state } = await jsm.streams.info(TELEMETRY_STREAM.name);
      expect(state.first_seq).toBe(1);
      expect(state.messages).toBeGreaterThanOrEqual(acknowledged);
      expect(state.bytes).toBeGreaterThan(0.5 * MAX_BYTES);
      await jsm.streams.purge(TELEMETRY_STREAM.name, { seq: 1_000 });
      await Promise.all(publishing);
      expect(readiness.report().ready).toBe(true);
    } finally {
      await nc.close();
    }
  });

  it("puts a message into the stream once, although the server was killed under it", async () => {
    await publish("first");
    await nats.kill();
    const publishing = Promise.all(Array.from({ length: 50 }, (_, i) => publish(`message ${i}`)));
    await nats.restart();
    await publishing;
    const texts = (await readStream(nats, TELEMETRY_STREAM.name)).map(({ data }) => new TextDecoder().decode(data));
    expect(texts).toHaveLength(51);
    expect(new Set(texts).size).toBe(51);
  });

  it("makes the stream anew when it was deleted", async () => {
    await publish("first");
    const nc = await connectNats(nats);
    await (await jetstreamManager(nc)).streams.delete(TELEMETRY_STREAM.name);
    await nc.close();
    await publish("second");
    expect(await readStream(nats, TELEMETRY_STREAM.name)).toHaveLength(1);
  });

  it("gives up a message that no retry will make fit", async () => {
    await expect(publish("x".repeat(2_000_000))).rejects.toThrow("over the limit");
    await publish("small");
  });
});
