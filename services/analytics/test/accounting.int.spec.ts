import { spawn } from "node:child_process";
import { once } from "node:events";
import { type AccountingReport, TELEMETRY_STREAM } from "@gridwatch/contracts";
import { type Platform, startPlatform } from "@gridwatch/local-stack";
import { connectNats, eventually, queryInflux, readMetric, temporaryDirectory } from "@gridwatch/testkit";
import { jetstreamManager } from "@nats-io/jetstream";

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let platform: Platform;
let sent = 0;

beforeAll(async () => {
  directory = await temporaryDirectory("accounting");
  const services = ["ingest-0", "ingest-1", "storage", "realtime", "analytics"];
  platform = await startPlatform({ dir: directory.path, web: false, services });
});

afterAll(async () => {
  await platform?.stop();
  await directory.remove();
});

async function publish(readings: number): Promise<void> {
  const { mosquitto } = platform;
  const { username, password } = mosquitto.credentials("device");
  const place = ["-h", mosquitto.host, "-p", String(mosquitto.port), "-u", username, "-P", password];
  const client = spawn("mosquitto_pub", [...place, "-q", "1", "-t", "sensors/unit-1/telemetry", "-l"]);
  const start = Date.now() - 3_600_000;
  for (let i = 0; i < readings; i++)
    client.stdin.write(`${JSON.stringify({ timestamp: start + sent++, input_voltage: 230 })}\n`);
  client.stdin.end();
  const [code] = await once(client, "exit");
  expect(code).toBe(0);
}

function ask(path = "accounting"): Promise<Response> {
  return fetch(`${platform.service("analytics").url}/api/v1/${path}`);
}

async function report(): Promise<AccountingReport> {
  const response = await ask();
  expect(response.status).toBe(200);
  return (await response.json()) as AccountingReport;
}

/** As it is exported, of what was asked within the last half minute. */
function difference(): Promise<number> {
  return readMetric(platform.service("analytics").url, "gridwatch_accounting_difference_readings");
}

function expectAgreement(): Promise<void> {
  return eventually(
    async () => {
      const { agrees, checks, totals } = await report();
      expect(checks.filter((check) => check.agrees !== true)).toEqual([]);
      // A message that the broker delivers again, after a crash, is received again.
      expect(totals.received).toBeGreaterThanOrEqual(sent);
      expect(totals).toMatchObject({ published: totals.received, stored: totals.received, pending: 0, lost: 0 });
      expect(agrees).toBe(true);
    },
    { timeoutMs: 45_000, everyMs: 250 },
  );
}

function expectDisagreement(name: RegExp, difference: number): Promise<void> {
  return eventually(
    async () => {
      const { agrees, checks } = await report();
      expect(agrees).toBe(false);
      const wrong = checks.filter((check) => check.agrees === false);
      expect(wrong).toContainEqual(expect.objectContaining({ name: expect.stringMatching(name), difference }));
    },
    { timeoutMs: 30_000, everyMs: 250 },
  );
}

describe("the accounting", () => {
  it("agrees while readings come in by two instances of ingest", async () => {
    const load = publish(3_000);
    await eventually(async () => expect((await report()).totals.published).toBeGreaterThan(0));
    expect((await report()).agrees).toBe(true);
    await load;
    await expectAgreement();
    expect((await report()).services.find(({ service }) => service === "ingest")?.instances).toHaveLength(2);
  });

  it.each(["ingest-0", "storage", "nats-server"])("agrees after a SIGKILL of %s under load", async (name) => {
    const load = publish(2_000);
    await platform.part(name).kill();
    await platform.part(name).restart();
    await load;
    await expectAgreement();
  });

  it("is not answered without the backbone, and history is", async () => {
    await platform.part("nats-server").kill();
    await eventually(async () => {
      const response = await ask();
      expect(response.status).toBe(503);
      expect(response.headers.get("content-type")).toMatch(/problem\+json/);
    });
    expect((await ask("devices/unit-1/history")).status).toBe(200);
    await platform.part("nats-server").restart();
    await expectAgreement();
  });

  it("says that stored readings are not in the database any more", async () => {
    await queryInflux(platform.influx, "DROP SERIES FROM telemetry WHERE device = 'unit-1'");
    await eventually(async () => {
      const { agrees, checks } = await report();
      expect(agrees).toBe(false);
      const sample = checks.find(({ name }) => name.includes("stands in InfluxDB"));
      expect(sample).toMatchObject({ agrees: false });
      expect(sample?.difference).toBeGreaterThan(0);
    });
  });

  it("names how many readings a message held that is gone from the stream", async () => {
    const { totals } = await report();
    await platform.part("storage").kill();
    await publish(1);
    await eventually(async () => expect((await report()).totals.published).toBe(totals.published + 1));
    const nc = await connectNats(platform.nats);
    try {
      const jsm = await jetstreamManager(nc);
      const { state } = await jsm.streams.info(TELEMETRY_STREAM.name);
      await jsm.streams.deleteMessage(TELEMETRY_STREAM.name, state.last_seq);
    } finally {
      await nc.close();
    }
    await expectDisagreement(/^confirmed to ingest/, 1);
    await eventually(async () => expect(await difference()).toBeGreaterThanOrEqual(1), { timeoutMs: 45_000 });
    await platform.part("storage").restart();
    await expectDisagreement(/^confirmed to ingest/, 1);
  });
});
