import type { AnalyticsResponse, Device, DeviceHistory } from "@gridwatch/contracts";
import { eventually, queryInflux } from "@gridwatch/testkit";
import { type AnalyticsUnderTest, startAnalytics } from "./analytics-under-test.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Rolled up until shortly before now, in the middle of windows of all widths. */
const now = Date.now();
const rolledUntil = Math.floor(now / MINUTE) * MINUTE - 7 * MINUTE;
const start = Math.floor(now / DAY) * DAY - 3 * DAY;

let service: AnalyticsUnderTest;

const paths = [
  "/analytics?interval=daily",
  "/analytics?interval=weekly&device=unit-1",
  "/analytics?interval=monthly",
  "/analytics?interval=yearly",
  `/api/v1/devices/unit-1/history?from=${start}&to=${now}&points=300`,
  `/api/v1/devices/unit-2/history?from=${start + 5 * HOUR}&to=${now}&points=20`,
  `/api/v1/devices/unit-2/history?from=${now - HOUR}&to=${now}&points=60`,
];
const beforeRollups = new Map<string, unknown>();

beforeAll(async () => {
  service = await startAnalytics({ cacheBytes: 0 });
  await service.createDatabase();
  for (const unit of ["unit-1", "unit-2"]) {
    await service.write(
      unit,
      Array.from({ length: 2_000 }, (_, i) => ({
        at: Math.floor(i < 100 ? now - Math.random() * 12 * MINUTE : start + Math.random() * (now - start)),
        values: {
          input_voltage: 230 + Math.random() * 10,
          ...(Math.random() < 0.3 ? { oil_temperature: Math.random() } : {}),
        },
      })),
    );
  }
  for (const path of paths) beforeRollups.set(path, (await service.get(path).expect(200)).body);
  await service.rollUp(start, rolledUntil);
  // Analytics has noticed when it answers a past range as one that is settled.
  await eventually(async () => {
    const { headers } = await service
      .get(`/api/v1/devices/unit-1/history?from=${start}&to=${start + HOUR}`)
      .expect(200);
    expect(headers["cache-control"]).toBe("max-age=5");
  });
});
afterAll(() => service.stop());

/** Numbers to ten digits. */
function rounded(value: unknown): unknown {
  const text = JSON.stringify(value, (_, part: unknown) =>
    typeof part === "number" ? Number(part.toPrecision(10)) : part,
  );
  return JSON.parse(text);
}

describe("answers from rollups", () => {
  it.each(paths)("of %s equal those from raw", async (path) => {
    const { body } = await service.get(path).expect(200);
    const raw = beforeRollups.get(path) as AnalyticsResponse & DeviceHistory;
    expect(rounded(body)).toEqual(rounded(raw));
    expect((raw.data ?? raw.timestamps).length).toBeGreaterThan(1);
  });

  it("reach back further than raw, in wider windows, which they say", async () => {
    const from = Math.floor(now / DAY) * DAY - 100 * DAY;
    await queryInflux(service.influx, 'ALTER RETENTION POLICY "raw" ON gridwatch DURATION 4800h');
    const write = (low: number, high: number) =>
      service.write("unit-gone", [
        { at: from + 61_000, values: { input_voltage: low } },
        { at: from + 119_000, values: { input_voltage: high } },
      ]);
    await write(200, 240);
    await service.rollUp(from, from + DAY);
    await service.rollUp(start, rolledUntil);
    // Never to be seen: what was rolled up is asked for.
    await write(0, 999);
    const path = `/api/v1/devices/unit-gone/history?from=${from}&to=${from + 10 * MINUTE}&metrics=input_voltage&points=500`;
    const { body } = await service.get(path).expect(200);
    expect(body).toMatchObject({
      windowMs: MINUTE,
      timestamps: [from + MINUTE],
      metrics: { input_voltage: { min: [200], mean: [220], max: [240] } },
    });
  });
});

describe("an answer's tag", () => {
  it("is enough to hear that nothing has changed", async () => {
    for (const path of [
      `/api/v1/devices/unit-1/history?from=${start}&to=${start + HOUR}`,
      "/analytics?interval=yearly&device=unit-1",
    ]) {
      const { headers } = await service
        .get(path)
        .expect(200)
        .expect("content-type", /application\/json/);
      expect(headers["cache-control"]).toMatch(/^max-age=\d+$/);
      const { text } = await service.get(path).set("If-None-Match", String(headers["etag"])).expect(304);
      expect(text).toBe("");
      await service.get(path).set("If-None-Match", 'W/"another"').expect(200);
    }
  });
});

describe("kept answers", () => {
  let caching: AnalyticsUnderTest;
  beforeAll(async () => {
    caching = await startAnalytics();
    await caching.createDatabase();
    await caching.write("unit-1", [{ at: start, values: { input_voltage: 1 } }]);
    await caching.rollUp(start, rolledUntil);
  });
  afterAll(() => caching.stop());

  it("are given again, and not kept when the database fails", async () => {
    const path = `/api/v1/devices/unit-1/history?from=${start}&to=${start + HOUR}&metrics=input_voltage`;
    const first = await caching.get(path).expect(200);
    await caching.write("unit-1", [{ at: start + 1, values: { input_voltage: 3 } }]);
    const second = await caching.get(path).expect(200);
    expect(second.headers["etag"]).toBe(first.headers["etag"]);
    const { body } = await caching.get(`${path}&points=1`).expect(200);
    expect((body as DeviceHistory).metrics["input_voltage"]?.max).toEqual([1]);
    expect((await caching.get("/api/v1/devices/unit-1").expect(200)).body as Device).toMatchObject({ id: "unit-1" });
    await caching.influx.stop();
    await caching.get(path).expect(200);
    await caching.get(`${path}&points=7`).expect(503);
    await caching.influx.restart();
    await eventually(() => caching.get(`${path}&points=7`).expect(200));
  });

  it("are not given any more when something came late for them, and the next one tells it", async () => {
    const path = (from: number) =>
      `/api/v1/devices/unit-1/history?from=${from}&to=${from + HOUR}&metrics=input_voltage&points=1`;
    const highest = async (from: number) =>
      ((await caching.get(path(from)).expect(200)).body as DeviceHistory).metrics["input_voltage"]?.max;
    const [touched, other] = [start + 4 * HOUR, start + 8 * HOUR];
    const write = async (minute: number, voltage: number) => {
      for (const from of [touched, other]) {
        await caching.write("unit-1", [{ at: from + minute * MINUTE, values: { input_voltage: voltage } }]);
      }
    };
    await write(0, 2);
    await caching.rollUp(start, rolledUntil);
    expect([await highest(touched), await highest(other)]).toEqual([[2], [2]]);
    const { headers } = await caching.get(path(touched)).expect(200);
    await write(5, 7);
    await caching.tellLate([{ from: touched + 5 * MINUTE, to: touched + 6 * MINUTE }]);
    await eventually(async () => expect(await highest(touched)).toEqual([7]));
    await caching.get(path(touched)).set("If-None-Match", String(headers["etag"])).expect(200);
    // Nobody said so of the other.
    expect(await highest(other)).toEqual([2]);
  });
});
