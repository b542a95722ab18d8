import type { SystemReport } from "@gridwatch/contracts";
import { type Platform, startPlatform } from "@gridwatch/local-stack";
import { eventually, temporaryDirectory } from "@gridwatch/testkit";

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let platform: Platform;

beforeAll(async () => {
  directory = await temporaryDirectory("system");
  const services = ["ingest-0", "ingest-1", "storage", "realtime", "analytics"];
  platform = await startPlatform({ dir: directory.path, web: false, services });
});

afterAll(async () => {
  await platform?.stop();
  await directory.remove();
});

async function report(): Promise<SystemReport> {
  const response = await fetch(`${platform.service("analytics").url}/api/v1/system`);
  expect(response.status).toBe(200);
  return (await response.json()) as SystemReport;
}

describe("the system's report", () => {
  it("names every instance with its version and what it needs, and the servers with theirs", async () => {
    await eventually(async () => {
      const { services, broker, backbone, database } = await report();
      expect(services.map(({ service }) => service)).toEqual(["analytics", "ingest", "ingest", "realtime", "storage"]);
      for (const { version, runtime, ready } of services) {
        expect({ version, runtime, ready }).toEqual({
          version: expect.stringMatching(/^\d+\.\d+\.\d+/),
          runtime: process.version,
          ready: true,
        });
      }
      expect(new Set(services.map(({ life }) => life)).size).toBe(5);
      expect(services.find(({ service }) => service === "ingest")?.checks).toMatchObject({ broker: "ok", nats: "ok" });
      expect(broker).toEqual({ version: expect.stringMatching(/^mosquitto \d/), problem: null });
      expect(backbone).toMatchObject({ version: expect.stringMatching(/^\d/), problem: null });
      expect(backbone.streams.map(({ name }) => name)).toContain("TELEMETRY");
      expect(backbone.consumers).toContainEqual(
        expect.objectContaining({ stream: "TELEMETRY", consumer: "storage", pending: 0, oldestSeconds: 0 }),
      );
      expect(database).toEqual({ version: expect.stringMatching(/\d/), problem: null });
    });
  });

  it("says that an instance is not ready, and which part of it is why", async () => {
    await platform.part("mosquitto").kill();
    await eventually(async () => {
      const { services, broker } = await report();
      const ingest = services.filter(({ service }) => service === "ingest");
      expect(ingest.map(({ ready }) => ready)).toEqual([false, false]);
      expect(ingest[0]?.checks["broker"]).not.toBe("ok");
      expect(broker?.problem).toBe(ingest[0]?.checks["broker"]);
    });
    await platform.part("mosquitto").restart();
    await eventually(async () => expect((await report()).services.every(({ ready }) => ready)).toBe(true), {
      timeoutMs: 20_000,
    });
  });

  it("leaves out an instance that is gone", async () => {
    await platform.part("realtime").kill();
    await eventually(async () => {
      const services = (await report()).services.map(({ service }) => service);
      expect(services).toEqual(["analytics", "ingest", "ingest", "storage"]);
    });
    await platform.part("realtime").restart();
  });

  it("is answered without the backbone and without the database, and says what is down", async () => {
    await platform.part("nats-server").kill();
    await platform.part("influxd").kill();
    await eventually(
      async () => {
        const { services, broker, backbone, database } = await report();
        expect(services.map(({ service }) => service)).toEqual(["analytics"]);
        expect(broker).toEqual({ version: null, problem: expect.stringMatching(/./) });
        expect(backbone).toMatchObject({ version: null, problem: expect.stringMatching(/./), streams: [] });
        expect(database).toEqual({ version: null, problem: expect.stringMatching(/./) });
      },
      { timeoutMs: 15_000 },
    );
    await platform.part("nats-server").restart();
    await platform.part("influxd").restart();
    await eventually(async () => expect((await report()).database.problem).toBeNull(), { timeoutMs: 15_000 });
  });
});
