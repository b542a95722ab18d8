import type { PlatformReadiness, ReadinessFinding } from "@gridwatch/contracts";
import { type Platform, startPlatform } from "@gridwatch/local-stack";
import { eventually, queryInflux, temporaryDirectory } from "@gridwatch/testkit";

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let platform: Platform;

/** An answer is kept for 5 s, and a service that was restarted needs some to be ready. */
const SLOWLY = { timeoutMs: 40_000, everyMs: 500 };

beforeAll(async () => {
  directory = await temporaryDirectory("readiness");
  platform = await startPlatform({ dir: directory.path, web: false });
}, 120_000);

afterAll(async () => {
  await platform?.stop();
  await directory.remove();
});

function ask(): Promise<Response> {
  return fetch(`${platform.service("analytics").url}/api/v1/readiness`);
}

async function readiness(): Promise<PlatformReadiness> {
  const response = await ask();
  expect(response.status).toBe(200);
  return (await response.json()) as PlatformReadiness;
}

const nameOf = ({ part, check, by }: ReadinessFinding) => `${part} ${check}, ${by}`;

/** What is not well, as `part check, by: verdict`. Of the disk it is the test machine's own affair. */
async function troubles(): Promise<string[]> {
  const { findings } = await readiness();
  const found = findings.filter(({ verdict, check }) => verdict !== "ok" && check !== "disk");
  // Each with what to do.
  expect(found.filter(({ verdict, todo }) => verdict !== "unknown" && !todo)).toEqual([]);
  return found.map((finding) => `${nameOf(finding)}: ${finding.verdict}`);
}

it("finds nothing at a platform that is well, each part looked at by who may", async () => {
  await eventually(async () => expect(await troubles()).toEqual([]), SLOWLY);
  const { at, findings, unseen } = await readiness();
  expect(Date.now() - Date.parse(at)).toBeLessThan(10_000);
  expect(findings.map(nameOf)).toEqual(
    expect.arrayContaining([
      "broker reached, ingest",
      "NATS version, analytics",
      "NATS clock, analytics",
      "NATS stream TELEMETRY, analytics",
      "NATS consumer TELEMETRY/storage, analytics",
      "NATS may write readings, ingest",
      "InfluxDB reached, analytics",
      "InfluxDB reached, storage",
      "InfluxDB clock, analytics",
      "InfluxDB may read, analytics",
      "InfluxDB may write, storage",
      "InfluxDB retention raw, storage",
      "InfluxDB retention 1d, storage",
      "services predict, analytics",
      "services versions, analytics",
      "services clocks, analytics",
      "services Node.js, analytics",
      "machine disk, analytics",
    ]),
  );
  expect(findings.find(({ check, by }) => check === "reached" && by === "ingest")?.says).toMatch(/mosquitto \d/);
  expect(unseen.map(({ part, check }) => `${part} ${check}`)).toEqual([
    ...["broker anonymous", "broker may do no more", "NATS anonymous", "InfluxDB anonymous"],
  ]);
});

it("looks once for all who ask at once, and again for who asks some seconds later", async () => {
  const all = await Promise.all([readiness(), readiness(), readiness()]);
  expect(new Set(all.map(({ at }) => at)).size).toBe(1);
  expect((await ask()).headers.get("cache-control")).toMatch(/^max-age=[1-5]$/);
  await eventually(async () => expect((await readiness()).at).not.toBe(all[0]?.at), SLOWLY);
});

it("tells nothing that is secret", async () => {
  const text = JSON.stringify(await readiness());
  const { mqtt, nats, influx } = platform.secrets;
  const passwords = [...Object.values(mqtt), nats.password, ...Object.values(influx).map(({ password }) => password)];
  expect(passwords.filter((password) => text.includes(password))).toEqual([]);
  expect(text).not.toMatch(/:\/\//);
});

it("tells of a retention that is not the one configured, as storage sees it", async () => {
  const policy = (duration: string) =>
    `ALTER RETENTION POLICY "raw" ON "gridwatch" DURATION ${duration} SHARD DURATION 24h`;
  await queryInflux(platform.influx, policy("48h"));
  await eventually(async () => expect(await troubles()).toEqual(["InfluxDB retention raw, storage: fault"]), SLOWLY);
  await queryInflux(platform.influx, policy("720h"));
});

it("says what cannot be told while a service is gone", async () => {
  await platform.part("storage").stop();
  await eventually(
    async () =>
      expect((await troubles()).sort()).toEqual([
        "InfluxDB may write, storage: unknown",
        "InfluxDB retention, storage: unknown",
        "services storage, analytics: fault",
      ]),
    SLOWLY,
  );
  await platform.part("storage").restart();
});

it("is answered while the servers are down, in time, and says which", async () => {
  await platform.part("mosquitto").stop();
  await platform.part("influxd").stop();
  await eventually(
    async () =>
      expect(await troubles()).toEqual(
        expect.arrayContaining([
          "broker reached, ingest: fault",
          "InfluxDB reached, analytics: fault",
          "InfluxDB reached, storage: fault",
          "services ingest, analytics: fault",
        ]),
      ),
    SLOWLY,
  );
  await platform.part("nats-server").stop();
  await eventually(async () => {
    const asked = performance.now();
    expect(await troubles()).toEqual(
      expect.arrayContaining(["NATS reached, analytics: fault", "broker reached, ingest: unknown"]),
    );
    expect(performance.now() - asked).toBeLessThan(13_000);
  }, SLOWLY);
  for (const name of ["nats-server", "influxd", "mosquitto"]) await platform.part(name).restart();
  await eventually(async () => expect(await troubles()).toEqual([]), SLOWLY);
}, 120_000);
