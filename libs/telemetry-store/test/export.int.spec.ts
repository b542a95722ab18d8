import {
  exportPoints,
  hasPoints,
  type InfluxConfig,
  type InfluxConnection,
  importPoints,
  provision,
  TelemetryWriter,
} from "../src/index.js";
import { freshDatabase, type StoreUnderTest, startStore } from "./store-under-test.js";

const DAY = 86_400_000;
const now = Date.now();

let store: StoreUnderTest;
beforeAll(async () => {
  store = await startStore();
});
afterAll(() => store.stop());

async function freshStore(settings: Partial<InfluxConfig> = {}): Promise<InfluxConnection> {
  const connection = store.connect({ database: freshDatabase(), ...settings });
  await provision(connection);
  return connection;
}

async function exported(connection: InfluxConnection, policy: string): Promise<string[]> {
  const lines: string[] = [];
  for await (const part of exportPoints(connection, policy)) lines.push(...part);
  return lines;
}

const LINES = [
  `telemetry,device=a count=3i,received_at=${now}i,suspect=true,voltage=240.5 ${now - 29 * DAY}`,
  `telemetry,device=a voltage=-0 ${now - 5}`,
  `telemetry,device=a voltage=0.1 ${now - 4}`,
  `telemetry,device=a voltage=1e-300 ${now - 3}`,
  `telemetry,device=a voltage=3 ${now + 3_600_000}`,
  `telemetry,device=b voltage=1.7976931348623157e+308 ${now - 4}`,
  `sp\\ ace\\,d,t\\ a\\=g=v\\,a\\ l f\\=1="quoted \\"text\\", back\\\\slash = and, more" ${now}`,
];

describe("exported points", () => {
  it("are, written again, what they were: every type, every policy, whatever must be escaped, across gaps of weeks", async () => {
    const source = await freshStore();
    const target = await freshStore();
    expect(await hasPoints(source, "raw")).toBe(false);
    expect(await exported(source, "raw")).toEqual([]);
    const hours = `telemetry,device=a readings=5i,voltage_sum=12.5 ${now - 700 * DAY}`;
    await new TelemetryWriter(source).writeLines(LINES);
    await new TelemetryWriter(source, "1h").writeLines(hours);

    const lines = await exported(source, "raw");
    expect(lines.sort()).toEqual([...LINES].sort());
    expect(await exported(source, "1h")).toEqual([hours]);
    expect(await exported(source, "1d")).toEqual([]);

    expect(await importPoints(target, "raw", lines)).toBe(0);
    expect(await hasPoints(target, "raw")).toBe(true);
    expect((await exported(target, "raw")).sort()).toEqual(lines);
  });

  it("are all there when one answer cannot hold them", async () => {
    const source = await freshStore();
    const written: string[] = [];
    // Dense, then sparse: windows have to become wider, and narrow again.
    for (let i = 0; i < 60_000; i++)
      written.push(`telemetry,device=u${i % 300} v=${i} ${now - 60_000 + Math.floor(i / 300)}`);
    for (let i = 0; i < 500; i++) written.push(`telemetry,device=u${i % 3} v=${i} ${now - 20 * DAY + i * 600_000}`);
    for (let i = 0; i < written.length; i += 5_000) {
      await new TelemetryWriter(source).writeLines(written.slice(i, i + 5_000));
    }
    let parts = 0;
    const lines = new Set<string>();
    for await (const part of exportPoints(source, "raw")) {
      parts++;
      for (const line of part) lines.add(line);
    }
    expect(parts).toBeGreaterThan(3);
    expect(lines.size).toBe(new Set(written).size);
    expect(written.filter((line) => !lines.has(line))).toEqual([]);
  });

  it("are told how many were too old to be kept, and the others are", async () => {
    const target = await freshStore({ retentionDays: 1 });
    const old = [3, 4].map((days) => `telemetry,device=a v=1 ${now - days * DAY}`);
    const young = `telemetry,device=a v=2 ${now}`;
    expect(await importPoints(target, "raw", [...old, young])).toBe(2);
    expect(await exported(target, "raw")).toEqual([young]);
  });
});
