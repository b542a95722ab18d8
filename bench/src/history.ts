import { type ServiceHandle, startInflux, startService } from "@gridwatch/local-stack";
import {
  InfluxConfig,
  InfluxConnection,
  provision,
  RAW_POLICY,
  ROLLUP_TIERS,
  type RollupTier,
  TelemetryWriter,
  TierRoller,
  writeRollupState,
} from "@gridwatch/telemetry-store";
import { cpuSeconds, eventually, temporaryDirectory } from "@gridwatch/testkit";
import { atLeast, atMost, judge, report, rounded } from "./report.js";

const MINUTE = 60_000;
const DAY = 86_400_000;
const UNITS = 20;
const DAYS = 365;
const INTERVALS = ["daily", "weekly", "monthly", "yearly"] as const;

/** Two of a unit's metrics: with all eight, raw alone would take more than the three minutes to write on two cores. */
const reading = (k: number) => `input_voltage=${228 + (k % 50) / 10},input_current=${5 + (k % 37) / 10}`;

/** Rolled up from raw: minutes and ten minutes as far back as a question about a day or a week asks for them. */
const ROLLED_DAYS: Record<string, number> = { "1m": 2, "10m": 8, "1h": DAYS + 1, "1d": DAYS + 1 };

/** A year of one reading a minute. Times of a tier's windows lie on the clock's minutes. */
async function seed(connection: InfluxConnection, from: number, to: number): Promise<void> {
  const writer = new TelemetryWriter(connection);
  const minutes = 500;
  let next = from;
  const write = async () => {
    while (next < to) {
      const start = next;
      next = Math.min(to, next + minutes * MINUTE);
      let lines = "";
      for (let unit = 0; unit < UNITS; unit++) {
        for (let at = start; at < next; at += MINUTE) {
          lines += `telemetry,device=unit-${unit} ${reading(at / MINUTE + unit)},received_at=${at}i ${at}\n`;
        }
      }
      await writer.writeLines(lines);
    }
  };
  await Promise.all([write(), write(), write(), write()]);
}

async function rollUp(connection: InfluxConnection, to: number): Promise<void> {
  const roller = new TierRoller(
    connection,
    async () => undefined,
    ({ metric }) => {
      throw new Error(`the sum of ${metric} overflows`);
    },
  );
  const floor = (tier: RollupTier, time: number) => Math.floor(time / tier.windowMs) * tier.windowMs;
  for (const tier of ROLLUP_TIERS) {
    const from = floor(tier, to - (ROLLED_DAYS[tier.policy] ?? 0) * DAY);
    // Days are made of hours, as ever; the others of raw, since the tier before does not reach back as far here.
    const source = tier.policy === "1d" ? {} : { source: RAW_POLICY };
    await roller.roll(tier, { from, to: floor(tier, to) }, { fleet: UNITS, ...source });
  }
  await writeRollupState(connection, {
    streamSeq: 0,
    streamCreated: 0,
    rolledFrom: 0,
    rolledUntil: to,
    redoUntil: 0,
    late: [],
  });
}

/** The database goes on sorting for a while what it was given in a minute instead of a year; that is no part of an answer. */
async function settle(pid: number): Promise<void> {
  let before = cpuSeconds(pid);
  const idle = () => {
    const used = cpuSeconds(pid) - before;
    before += used;
    if (used > 0.1) throw new Error("the database is still busy");
  };
  await eventually(idle, { timeoutMs: 20_000, everyMs: 1_000 }).catch(() => undefined);
}

/** Milliseconds until the whole answer is there. No question is asked twice, so that none is answered from memory. */
async function ask(service: ServiceHandle, path: string): Promise<number> {
  const began = performance.now();
  const response = await fetch(`${service.url}${path}`);
  const { data, timestamps } = (await response.json()) as { data?: unknown[]; timestamps?: unknown[] };
  const took = performance.now() - began;
  if (response.status !== 200) throw new Error(`${path} was answered with ${response.status}`);
  if ((data ?? timestamps ?? []).length < 100) throw new Error(`${path} has hardly an answer`);
  return took;
}

async function askAll(service: ServiceHandle, paths: string[]): Promise<number[]> {
  const times: number[] = [];
  for (const path of paths) times.push(await ask(service, path));
  return times.sort((a, b) => a - b);
}

const quantile = (sorted: number[], q: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? NaN;
const yearly = (days: number[]) => days.map((less) => `/analytics?interval=yearly&days=${DAYS - less}`);
const unitPaths = (units: number[], now: number) =>
  units.flatMap((unit) => [
    ...INTERVALS.map((interval) => `/analytics?interval=${interval}&device=unit-${unit}`),
    ...[1, 7, 30, DAYS].map((days) => `/api/v1/devices/unit-${unit}/history?from=${now - days * DAY}&to=${now}`),
  ]);

const directory = await temporaryDirectory("bench-history");
const influx = await startInflux({ dir: `${directory.path}/influx` });
const settings = { url: influx.url, ...influx.admin, timeoutMs: 60_000, retentionDays: 400 };
const connection = new InfluxConnection(Object.assign(new InfluxConfig(), settings));
const env = {
  INFLUX_URL: influx.url,
  INFLUX_USERNAME: influx.admin.username,
  INFLUX_PASSWORD: influx.admin.password,
  INFLUX_TIMEOUT_MS: "60000",
  TELEMETRY_RETENTION_DAYS: "400",
};
let analytics: ServiceHandle | undefined;
try {
  await provision(connection);
  const now = Math.floor(Date.now() / MINUTE) * MINUTE;
  await seed(connection, now - DAYS * DAY, now);
  analytics = await startService({ dir: `${directory.path}/analytics`, name: "analytics", env });
  const service = analytics;
  await settle(influx.pid);
  const rawYearly = quantile(await askAll(service, yearly([0, 1])), 0.5);
  const rawUnits = await askAll(service, unitPaths([0], now));
  await rollUp(connection, now - MINUTE);
  await eventually(async () => {
    const response = await fetch(`${service.url}/api/v1/devices/unit-0/history?from=${now - 2 * DAY}&to=${now - DAY}`);
    if (response.headers.get("cache-control") !== "max-age=5") throw new Error("analytics knows of no rollups yet");
  });
  await settle(influx.pid);
  const cpuOf = { analytics: service.pid, influxd: influx.pid };
  const before = Object.entries(cpuOf).map(([name, pid]) => [name, cpuSeconds(pid)] as const);
  const rolledYearly = await askAll(service, yearly([2, 3, 4, 5, 6, 7, 8, 9, 10]));
  const cpuMsPerYearly = before.map(([name, was]) => [
    name,
    rounded(((cpuSeconds(cpuOf[name as keyof typeof cpuOf]) - was) * 1_000) / rolledYearly.length),
  ]);
  const units = await askAll(
    service,
    unitPaths(
      Array.from({ length: UNITS - 1 }, (_, i) => i + 1),
      now,
    ),
  );
  const figures = {
    yearlySpeedup: rounded(rawYearly / quantile(rolledYearly, 0.5)),
    unitP99Ms: rounded(quantile(units, 0.99)),
    yearlyMs: rounded(quantile(rolledYearly, 0.5)),
    rawYearlyMs: rounded(rawYearly),
    unitP50Ms: rounded(quantile(units, 0.5)),
    rawUnitMaxMs: rounded(quantile(rawUnits, 1)),
    cpuMillisPerYearlyAnswer: Object.fromEntries(cpuMsPerYearly),
    readings: UNITS * DAYS * 1_440,
  };
  report("history", judge(figures, { yearlySpeedup: atLeast(50), unitP99Ms: atMost(50) }));
} finally {
  await analytics?.stop();
  connection.close();
  await influx.stop();
  await directory.remove();
}
