import type { ProblemDetails } from "@gridwatch/contracts";
import { type AnalyticsUnderTest, startAnalytics } from "./analytics-under-test.js";

let service: AnalyticsUnderTest;

beforeAll(async () => {
  service = await startAnalytics({ maxValues: 10_000 }, { hourRetentionDays: 400 });
  await service.createDatabase();
  const at = Date.now() - 1_000;
  const values = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`metric_${i}`, i]));
  for (let unit = 0; unit < 4; unit++) await service.write(`unit-${unit}`, [{ at, values }]);
});
afterAll(() => service.stop());

async function refused(path: string): Promise<ProblemDetails> {
  const { body } = await service
    .get(path)
    .expect(400)
    .expect("content-type", /application\/problem\+json/);
  expect(body).toMatchObject({ type: "about:blank", title: "Bad request", status: 400 });
  return body as ProblemDetails;
}

describe("a bad parameter is named", () => {
  it.each([
    ["/analytics?interval=hourly", ["interval"]],
    ["/analytics?interval=", ["interval"]],
    ["/analytics?days=0", ["days"]],
    ["/analytics?days=366", ["days"]],
    ["/analytics?days=1.5", ["days"]],
    ["/analytics?days=many", ["days"]],
    ["/analytics?days=1&days=2", ["days"]],
    ["/analytics?device=a%20b", ["device"]],
    ["/analytics?device=a'%20OR%201=1", ["device"]],
    ["/analytics?since=1", ["since"]],
    ["/analytics?interval=x&days=x&device=.", ["interval", "days", "device"]],
    ["/api/v1/devices?limit=0", ["limit"]],
    ["/api/v1/devices?limit=1001", ["limit"]],
    ["/api/v1/devices?offset=-1", ["offset"]],
    ["/api/v1/devices?offset=1e9", ["offset"]],
    ["/api/v1/devices/a%20b", ["id"]],
    ["/api/v1/devices/a%2Fb", ["id"]],
    [`/api/v1/devices/${"x".repeat(65)}`, ["id"]],
    ["/api/v1/devices/unit-1/history?from=yesterday", ["from"]],
    ["/api/v1/devices/unit-1/history?from=2026-13-01", ["from"]],
    ["/api/v1/devices/unit-1/history?to=1700000000", ["to"]],
    ["/api/v1/devices/unit-1/history?to=99999999999999", ["to"]],
    ["/api/v1/devices/unit-1/history?metrics=", ["metrics"]],
    ["/api/v1/devices/unit-1/history?metrics=a,,b", ["metrics"]],
    ["/api/v1/devices/unit-1/history?metrics=a,a", ["metrics"]],
    ['/api/v1/devices/unit-1/history?metrics=a"', ["metrics"]],
    ["/api/v1/devices/unit-1/history?metrics=received_at", ["metrics"]],
    [`/api/v1/devices/unit-1/history?metrics=${Array.from({ length: 65 }, (_, i) => `m${i}`)}`, ["metrics"]],
    ["/api/v1/devices/unit-1/history?points=0", ["points"]],
    ["/api/v1/devices/unit-1/history?points=2001", ["points"]],
    ["/api/v1/devices/unit-1/history?from=2026-01-02&to=2026-01-01", ["from"]],
    ["/api/v1/history?metrics=x", ["devices"]],
    ["/api/v1/history?devices=&metrics=x", ["devices"]],
    ["/api/v1/history?devices=unit-1,a%20b&metrics=x", ["devices"]],
    ["/api/v1/history?devices=unit-1,unit-1&metrics=x", ["devices"]],
    [`/api/v1/history?metrics=x&devices=${Array.from({ length: 51 }, (_, i) => `u${i}`)}`, ["devices"]],
    ["/api/v1/history?devices=unit-1", ["metrics"]],
    ["/api/v1/history?devices=unit-1&metrics=a&points=0", ["points"]],
    ["/api/v1/history?devices=unit-1,unit-2&metrics=a,b,c&points=2000", ["points"]],
    ["/api/v1/devices/unit-1/scores?from=2026-01-02&to=2026-01-01", ["from"]],
    ["/api/v1/devices/unit-1/scores?points=2001", ["points"]],
    ["/api/v1/devices/a%20b/scores", ["id"]],
    ["/api/v1/devices/unit-1/insights?from=yesterday", ["from"]],
    ["/api/v1/devices/unit-1/insights?limit=5001", ["limit"]],
    ["/api/v1/insights?state=lasting", ["state"]],
    ["/api/v1/insights?device=a%20b", ["device"]],
    ["/api/v1/insights?signal=a%22/", ["signal"]],
    ["/api/v1/insights?model=grid", ["model"]],
    ["/api/v1/insights?order=peak", ["order"]],
    ["/api/v1/insights?offset=10001", ["offset"]],
    ["/api/v1/forecasts?min48h=2", ["min48h"]],
    ["/api/v1/devices/unit-1/forecasts?from=yesterday", ["from"]],
    ["/api/v1/insights?from=2026-01-02&to=2026-01-01", ["from"]],
    ["/api/v1/devices/unit-1/history?from=2020-01-01&to=2026-01-01", ["from"]],
  ])("%s", async (path, fields) => {
    const { errors = [] } = await refused(path);
    expect([...new Set(errors.map(({ field }) => field))]).toEqual(fields);
  });
});

describe("an answer that could be too large is refused, with what is allowed", () => {
  it("for all units: fewer days", async () => {
    const { errors } = await refused("/analytics?interval=yearly");
    expect(errors).toEqual([
      {
        field: "days",
        message: "days must not be greater than 250: 4 units x 365 windows x 10 metrics are more than 10000 values",
      },
    ]);
    await service.get("/analytics?interval=yearly&days=250").expect(200);
  });

  it("for all units, when even a day is too much: one unit", async () => {
    const { errors } = await refused("/analytics?interval=daily");
    expect(errors).toEqual([
      { field: "device", message: expect.stringMatching(/^device must be given: 4 units x 288/) },
    ]);
    await service.get("/analytics?interval=daily&device=unit-1").expect(200);
  });

  it("for one unit's history: fewer points", async () => {
    const { errors } = await refused("/api/v1/devices/unit-1/history?points=2000");
    expect(errors).toEqual([{ field: "points", message: "points must not be greater than 332 for 10 metrics" }]);
    await service.get("/api/v1/devices/unit-1/history?points=332").expect(200);
    await service.get("/api/v1/devices/unit-1/history?points=1000&metrics=metric_1").expect(200);
  });

  it("for a range longer than readings are kept", async () => {
    const { errors } = await refused("/api/v1/devices/unit-1/history?from=2020-01-01&to=2026-01-01");
    expect(errors?.[0]?.message).toMatch(/at most 400 days before to/);
  });
});

describe("the API document", () => {
  interface Document {
    paths: Record<string, { get: { responses: Record<string, { content?: Record<string, unknown> }> } }>;
  }

  it("describes every route, its answer and its problems", async () => {
    const { body } = await service.get("/api/docs-json").expect(200).expect("content-type", /json/);
    const { paths } = body as Document;
    expect(Object.keys(paths).sort()).toEqual([
      "/analytics",
      "/api/v1/accounting",
      "/api/v1/analytics",
      "/api/v1/dead-letters",
      "/api/v1/dead-letters/counts",
      "/api/v1/dead-letters/replay",
      "/api/v1/dead-letters/replays",
      "/api/v1/devices",
      "/api/v1/devices/{id}",
      "/api/v1/devices/{id}/forecasts",
      "/api/v1/devices/{id}/history",
      "/api/v1/devices/{id}/insights",
      "/api/v1/devices/{id}/scores",
      "/api/v1/fleet",
      "/api/v1/forecasts",
      "/api/v1/history",
      "/api/v1/insights",
      "/api/v1/readiness",
      "/api/v1/system",
    ]);
    const { responses } = paths["/api/v1/devices/{id}/history"]?.get ?? { responses: {} };
    expect(Object.keys(responses)).toEqual(["200", "400", "404", "503"]);
    expect(Object.keys(responses["404"]?.content ?? {})).toEqual(["application/problem+json"]);
  });

  it("has a page that offers the document of the models too", async () => {
    const { text } = await service.get("/api/docs/swagger-ui-init.js").expect(200);
    expect(text).toContain('"url": "/api/docs-json"');
    expect(text).toContain('"url": "/api/v1/models/docs-json"');
  });

  it("has a page whose scripts all come from the service itself", async () => {
    const { text } = await service.get("/api/docs").expect(200).expect("content-type", /html/);
    const scripts = [...text.matchAll(/<script([^>]*)>([^<]*)<\/script>/g)];
    expect(scripts.length).toBeGreaterThan(0);
    for (const [, attributes, inline] of scripts) {
      expect(inline?.trim()).toBe("");
      const source = /src=["']([^"']+)/.exec(attributes ?? "")?.[1] ?? "";
      await service
        .get(new URL(source, "http://edge/api/docs").pathname)
        .expect(200)
        .expect("content-type", /javascript/);
    }
  });
});
