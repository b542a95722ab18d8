import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { eventually } from "@gridwatch/testkit";
import {
  AccessRefused,
  BatchTooLarge,
  DatabaseUnavailable,
  type InfluxConnection,
  LinesRejected,
  provision,
  TelemetryReader,
  TelemetryWriter,
  toLineProtocol,
} from "../src/index.js";
import { freshDatabase, type StoreUnderTest, startStore } from "./store-under-test.js";

let store: StoreUnderTest;
let connection: InfluxConnection;
let writer: TelemetryWriter;
const now = Date.now();

beforeAll(async () => {
  store = await startStore();
  connection = store.connect({ database: freshDatabase(), retentionDays: 30 });
  await provision(connection);
  writer = new TelemetryWriter(connection);
});
afterAll(() => store.stop());

describe("writing", () => {
  it("keeps every double bit for bit", async () => {
    const values = [0.1 + 0.2, 1e-7, 1e21, -0, 0, 5e-324, Number.MAX_VALUE, -Number.MAX_VALUE, 2 ** 53 + 2, 240.5];
    await writer.writeLines(
      toLineProtocol({
        devices: values.map((_, row) => `double-${row}`),
        timestamps: values.map(() => now),
        receivedAt: values.map(() => now + 1),
        suspect: [3],
        metrics: { exact: values },
      }),
    );
    const stored = await new TelemetryReader(connection).newestValues({ from: now, to: now + 1 }, ["exact"]);
    values.forEach((value, row) => {
      // toBe is Object.is, which tells 0 from -0.
      expect(stored.get(`double-${row}`)?.exact).toBe(value);
    });
  });

  it("changes nothing when the same lines are written again", async () => {
    const lines = Array.from({ length: 100 }, (_, i) => `telemetry,device=again x=${i},received_at=${now}i ${now + i}`);
    await writer.writeLines(lines);
    await writer.writeLines(lines);
    const { timestamps } = await new TelemetryReader(connection).history("again", rangeOf(100), 1, ["x"]);
    expect(timestamps).toHaveLength(100);
  });

  it("rejects a line whose field has another type, and 1.x keeps the good ones", async () => {
    const lines = [`telemetry,device=a kind=1 ${now}`, `telemetry,device=a kind="text" ${now + 1}`];
    await writer.writeLines(lines.slice(0, 1));
    const written = writer.writeLines([...lines, `telemetry,device=kept kind=2 ${now}`]);
    await expect(written).rejects.toThrow(LinesRejected);
    await expect(written).rejects.toThrow(/field type conflict/);
    const stored = await new TelemetryReader(connection).newestValues(rangeOf(1), ["kind"]);
    expect(stored.get("kept")).toEqual({ kind: 2 });
  });

  it("rejects a reading older than the retention", async () => {
    const old = now - 31 * 24 * 3_600_000;
    await expect(writer.writeLines(`telemetry,device=old x=1 ${old}`)).rejects.toThrow(LinesRejected);
  });

  it("rejects what is no line protocol", async () => {
    await expect(writer.writeLines("telemetry,device=a")).rejects.toThrow(LinesRejected);
  });

  it("reports a batch that is larger than the server takes", async () => {
    // 1.x takes 25 MB by default.
    await expect(writer.writeLines("x".repeat(26_000_000))).rejects.toThrow(BatchTooLarge);
  });

  it.each([
    ["a wrong password", { password: "wrong" }, /authorization failed/],
    ["no credentials", { username: "", password: "" }, /unable to parse authentication credentials/],
    ["a missing database", { database: "missing" }, /database not found/],
  ])("is refused with %s", async (_, settings, message) => {
    const refused = new TelemetryWriter(store.connect({ database: connection.config.database, ...settings }));
    await expect(refused.writeLines(`telemetry,device=a x=1 ${now}`)).rejects.toThrow(AccessRefused);
    await expect(refused.checkAccess()).rejects.toThrow(message);
  });

  it("is refused when the retention policy is missing", async () => {
    const database = freshDatabase();
    await store.administer(`CREATE DATABASE "${database}"`);
    const written = new TelemetryWriter(store.connect({ database })).writeLines(`telemetry,device=a x=1 ${now}`);
    await expect(written).rejects.toThrow(AccessRefused);
  });

  it("reports a stopped server as unavailable and works again when it is back", async () => {
    await store.influx.stop();
    await expect(writer.writeLines(`telemetry,device=a x=1 ${now}`)).rejects.toThrow(DatabaseUnavailable);
    await expect(writer.checkAccess()).rejects.toThrow(DatabaseUnavailable);
    await store.influx.restart();
    await eventually(() => writer.checkAccess());
    await writer.writeLines(`telemetry,device=a x=1 ${now}`);
  });

  it("gives up on a server that takes the request and never answers, and closes the socket", async () => {
    let open = 0;
    const silent = createServer((socket) => {
      open += 1;
      socket.resume();
      socket.on("error", () => undefined);
      socket.on("close", () => {
        open -= 1;
      });
    });
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const stalled = new TelemetryWriter(store.connect({ url, timeoutMs: 200 }));
    await Promise.all([1, 2, 3].map(() => expect(stalled.writeLines("x")).rejects.toThrow(DatabaseUnavailable)));
    await eventually(() => expect(open).toBe(0));
    await new Promise((resolve) => silent.close(resolve));
  });
});

function rangeOf(ms: number) {
  return { from: now, to: now + ms };
}
