import type { AnalyticsResponse, DeviceHistory, DeviceList, FleetHistory } from "@gridwatch/contracts";
import { eventually, parseMetrics } from "@gridwatch/testkit";
import { type AnalyticsUnderTest, type Readings, startAnalytics } from "./analytics-under-test.js";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** On an edge of all windows of up to an hour, so that expectations do not depend on when the test runs. */
const hour = Math.floor(Date.now() / HOUR) * HOUR - 2 * HOUR;

let service: AnalyticsUnderTest;

/** `count` readings from `from` on, one every `everyMs`. */
function readings(
  from: number,
  count: number,
  everyMs: number,
  values: (index: number) => Record<string, number>,
): Readings {
  return Array.from({ length: count }, (_, index) => ({ at: from + index * everyMs, values: values(index) }));
}

const power = {
  out_voltage1: 120,
  out_current1: 5,
  out_voltage2: 121,
  out_current2: 6,
  out_voltage3: 119,
  out_current3: 7,
};

beforeAll(async () => {
  const ratings = JSON.stringify({ devices: { "unit-a": { ratedVa: 7_500 } } });
  service = await startAnalytics({ staleAfterMs: HOUR, ratings }, { retentionDays: 400 });
  await service.createDatabase();
  const now = Date.now();
  // Two hours ago: half an hour of one reading a second, with one spike.
  await service.write(
    "unit-a",
    readings(hour, 1_800, SECOND, (i) => ({ input_voltage: i === 1_234 ? 391 : 230, input_current: 10 + (i % 2) })),
  );
  await service.write(
    "unit-b",
    readings(hour, 30, MINUTE, () => ({ input_voltage: 229 })),
  );
  await service.write("unit-a", [
    { at: now - SECOND, values: { input_voltage: 240.5, input_current: 15.2, ...power } },
  ]);
  await service.write("unit-e", [{ at: now - SECOND, values: { input_voltage: 230, input_current: 10, ...power } }]);
  await service.write("unit-old", [
    { at: now - 60 * DAY, values: { input_voltage: 190, input_current: 3 } },
    { at: now - 40 * DAY, values: { input_voltage: 200, oil_temperature: 60 } },
    { at: now - 40 * DAY + MINUTE, values: { input_voltage: 201 } },
  ]);
});
afterAll(() => service.stop());

describe("GET /analytics", () => {
  it("answers the mean of each metric per unit and window, by time, then unit", async () => {
    const { body } = await service.get("/analytics?interval=daily").expect(200).expect("content-type", /json/);
    const { interval, data } = body as AnalyticsResponse;
    expect(interval).toBe("daily");
    const first = new Date(hour).toISOString();
    expect(data.slice(0, 3)).toEqual([
      { device: "unit-a", timestamp: first, input_voltage: 230, input_current: 10.5 },
      { device: "unit-b", timestamp: first, input_voltage: 229 },
      {
        device: "unit-a",
        timestamp: new Date(hour + 5 * MINUTE).toISOString(),
        input_voltage: 230,
        input_current: 10.5,
      },
    ]);
    expect(data.map((row) => row.timestamp)).toEqual(data.map((row) => row.timestamp).sort());
    expect(data.at(-1)).toMatchObject({ device: "unit-e", ...power });
  });

  it.each([
    ["daily", 5 * MINUTE],
    ["weekly", 30 * MINUTE],
    ["monthly", 2 * HOUR],
    ["yearly", DAY],
  ])("puts %s on whole windows", async (interval, windowMs) => {
    const { body } = await service.get(`/api/v1/analytics?interval=${interval}&device=unit-a`).expect(200);
    const { data } = body as AnalyticsResponse;
    expect(data.length).toBeGreaterThan(0);
    for (const row of data) expect(Date.parse(row.timestamp) % windowMs).toBe(0);
    expect(new Set(data.map(({ device }) => device))).toEqual(new Set(["unit-a"]));
  });

  it("reaches as far back as asked for", async () => {
    const usual = await service.get("/analytics?interval=monthly&device=unit-old").expect(200);
    expect(usual.body).toEqual({ interval: "monthly", data: [] });
    const further = await service.get("/analytics?interval=monthly&device=unit-old&days=41").expect(200);
    expect((further.body as AnalyticsResponse).data[0]).toMatchObject({ input_voltage: 200.5, oil_temperature: 60 });
  });

  it("is daily unless said otherwise, and empty for a unit that is not there", async () => {
    const { body } = await service.get("/analytics?device=nobody").expect(200);
    expect(body).toEqual({ interval: "daily", data: [] });
  });
});

describe("GET /api/v1/devices", () => {
  it("answers the units with state, first and last sighting, rating and newest values", async () => {
    const { body } = await service.get("/api/v1/devices").expect(200);
    const list = body as DeviceList;
    expect(list).toMatchObject({ total: 4, staleAfterMs: HOUR });
    expect(Date.now() - Date.parse(list.at)).toBeLessThan(20_000);
    expect(list.devices.map(({ id, state }) => [id, state])).toEqual([
      ["unit-a", "online"],
      ["unit-b", "stale"],
      ["unit-e", "online"],
      ["unit-old", "stale"],
    ]);
    expect(list.devices[0]).toMatchObject({
      firstSeen: new Date(hour).toISOString(),
      ratedVa: 7_500,
      values: { input_voltage: 240.5, input_current: 15.2, ...power },
    });
    expect(list.devices[1]).toEqual({
      id: "unit-b",
      firstSeen: new Date(hour).toISOString(),
      lastSeen: new Date(hour + 29 * MINUTE).toISOString(),
      state: "stale",
      values: { input_voltage: 229 },
    });
  });

  it("keeps the newest values of a unit that went silent long ago", async () => {
    const { body } = await service.get("/api/v1/devices/unit-old").expect(200);
    expect(body).toMatchObject({ state: "stale", values: { input_voltage: 201, oil_temperature: 60 } });
    const seen = body as { firstSeen: string; lastSeen: string };
    expect(Date.parse(seen.lastSeen) - Date.parse(seen.firstSeen)).toBe(20 * DAY + MINUTE);
  });

  it("answers one unit as the list does, rating included", async () => {
    const { body } = await service.get("/api/v1/devices/unit-a").expect(200);
    expect(body).toMatchObject({ id: "unit-a", ratedVa: 7_500 });
  });

  it("answers page by page", async () => {
    const { body } = await service.get("/api/v1/devices?limit=2&offset=1").expect(200);
    expect((body as DeviceList).devices.map(({ id }) => id)).toEqual(["unit-b", "unit-e"]);
    expect((body as DeviceList).total).toBe(4);
  });

  it("sees a new unit within seconds", async () => {
    await service.get("/api/v1/devices").expect(200);
    const at = Date.now() - 5 * SECOND;
    await service.write("unit-new", [{ at, values: { input_voltage: 1 } }]);
    const { body } = await eventually(() => service.get("/api/v1/devices/unit-new").expect(200));
    expect(body).toMatchObject({ id: "unit-new", firstSeen: new Date(at).toISOString(), values: { input_voltage: 1 } });
  });

  it("answers 404 for a unit that is not there", async () => {
    for (const path of ["/api/v1/devices/nobody", "/api/v1/devices/nobody/history"]) {
      const { body } = await service
        .get(path)
        .expect(404)
        .expect("content-type", /application\/problem\+json/);
      expect(body).toMatchObject({ status: 404, detail: "There is no unit nobody.", instance: path });
    }
  });
});

describe("GET /api/v1/devices/{id}/history", () => {
  const from = new Date(hour).toISOString();
  const to = new Date(hour + 30 * MINUTE).toISOString();

  it("answers min, mean and max per window, so that a spike of one second survives thinning", async () => {
    const path = `/api/v1/devices/unit-a/history?from=${from}&to=${to}&metrics=input_voltage&points=15`;
    const { body } = await service.get(path).expect(200);
    const history = body as DeviceHistory;
    expect(history).toMatchObject({ device: "unit-a", from, to, windowMs: 2 * MINUTE });
    expect(history.timestamps).toEqual(Array.from({ length: 15 }, (_, i) => hour + i * 2 * MINUTE));
    const { min = [], mean = [], max = [] } = history.metrics.input_voltage ?? {};
    expect(max).toEqual(Array.from({ length: 15 }, (_, i) => (i === 10 ? 391 : 230)));
    expect(min).toEqual(new Array(15).fill(230));
    expect(mean[10]).toBeCloseTo((119 * 230 + 391) / 120, 9);
  });

  it("takes epoch milliseconds as well, and names every metric unless some are asked for", async () => {
    const { body } = await service
      .get(`/api/v1/devices/unit-b/history?from=${hour}&to=${hour + 30 * MINUTE}`)
      .expect(200);
    const { metrics, timestamps, windowMs } = body as DeviceHistory;
    expect(windowMs).toBe(5 * SECOND);
    expect(timestamps).toHaveLength(30);
    expect(Object.keys(metrics).slice(0, 3)).toEqual(["input_voltage", "input_current", "out_voltage1"]);
    expect(metrics.input_current?.max).toEqual(new Array(30).fill(null));
  });

  it("covers the last day unless said otherwise, up to now", async () => {
    const { body } = await service.get("/api/v1/devices/unit-a/history").expect(200);
    const history = body as DeviceHistory;
    const length = Date.parse(history.to) - Date.parse(history.from);
    expect(length).toBeGreaterThanOrEqual(DAY);
    expect(length).toBeLessThan(DAY + 2 * history.windowMs);
    expect(length / history.windowMs).toBeLessThanOrEqual(501);
    expect(history.metrics.input_voltage?.max.at(-1)).toBe(240.5);
  });

  it("is empty where the unit has no readings", async () => {
    const { body } = await service
      .get(`/api/v1/devices/unit-a/history?from=${hour - HOUR}&to=${hour}&metrics=input_voltage`)
      .expect(200);
    expect(body).toMatchObject({ timestamps: [], metrics: { input_voltage: { min: [], mean: [], max: [] } } });
  });
});

describe("GET /api/v1/history", () => {
  const range = `from=${hour}&to=${hour + 30 * MINUTE}`;

  it("answers for several units what each one's own history says", async () => {
    const asked = `${range}&metrics=input_voltage,input_current&points=30`;
    const { body, headers } = await service.get(`/api/v1/history?devices=unit-b,unit-a&${asked}`).expect(200);
    const { devices, ...windows } = body as FleetHistory;
    expect(devices.map(({ device }) => device)).toEqual(["unit-a", "unit-b"]);
    expect(devices[0]?.metrics.input_voltage?.max[20]).toBe(391);
    for (const courses of devices) {
      const own = await service.get(`/api/v1/devices/${courses.device}/history?${asked}`).expect(200);
      expect({ ...windows, ...courses }).toEqual(own.body);
    }
    expect(headers["cache-control"]).toMatch(/^max-age=\d+$/);
  });

  it("answers for one as for several, and leaves out what has no reading in the range", async () => {
    const { body } = await service
      .get(`/api/v1/history?devices=unit-b&${range}&metrics=input_voltage&points=30`)
      .expect(200);
    expect((body as FleetHistory).devices).toHaveLength(1);
    const others = await service
      .get(`/api/v1/history?devices=nobody,unit-e,unit-b&${range}&metrics=input_voltage`)
      .expect(200);
    expect((others.body as FleetHistory).devices.map(({ device }) => device)).toEqual(["unit-b"]);
  });
});

describe("GET /api/v1/fleet", () => {
  it("counts the units and sums the apparent power of those online", async () => {
    const { body } = await service.get("/api/v1/fleet").expect(200);
    const { devices, totals } = body as { devices: { total: number; online: number; stale: number }; totals: object };
    expect(devices.online + devices.stale).toBe(devices.total);
    expect(devices.total).toBeGreaterThanOrEqual(4);
    expect(totals).toEqual({
      inputApparentPowerVa: expect.closeTo(240.5 * 15.2 + 230 * 10, 6),
      outputApparentPowerVa: 2 * (120 * 5 + 121 * 6 + 119 * 7),
    });
  });
});

describe("GET /metrics", () => {
  it("counts requests by their route, whatever was asked for, and what met none", async () => {
    const from = new Date(hour).toISOString();
    for (const device of ["unit-a", "unit-b", "unit-nowhere"]) {
      await service.get(`/api/v1/devices/${device}/history?from=${from}`);
    }
    await service.get("/api/v1/nothing-of-this-name").expect(404);
    const { text } = await service.get("/metrics").expect(200);
    const counts = parseMetrics(text).filter(({ name }) => name === "gridwatch_http_request_duration_seconds_count");
    const routes = counts.map(({ labels }) => labels["route"]);
    expect(routes).toContain("/api/v1/devices/:id/history");
    expect(routes.filter((route) => route?.includes("unit-"))).toEqual([]);
    expect(counts).toContainEqual(
      expect.objectContaining({ labels: { method: "GET", route: "none", status: "404" }, value: 1 }),
    );
  });
});
