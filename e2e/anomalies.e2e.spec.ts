import type { AnomalyList, DeviceInsights, StoredAnomaly } from "@gridwatch/contracts";
import { type Platform, startPlatform } from "@gridwatch/local-stack";
import { type Fault, faultConditions, Random, UnitModel } from "@gridwatch/simulator";
import { eventually, readMetric, temporaryDirectory } from "@gridwatch/testkit";
import { publishByLibrary } from "./device-clients.js";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HISTORY_MS = 16 * MINUTE;

/** Readings that a unit sends in one message after it was cut off. */
const ARRAY_ROWS = 120;

interface Unit {
  name: string;
  fault?: Fault;
  /** Signals of which one must come first in the anomaly. */
  signals?: RegExp;
}

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let platform: Platform;
let units: Unit[];
let start: number;

beforeAll(async () => {
  directory = await temporaryDirectory("anomalies");
  platform = await startPlatform({ dir: directory.path, web: false });
  const { url } = platform.service("predict");
  // What comes before a model is in use is past for it.
  await eventually(async () => expect(await readMetric(url, "gridwatch_predict_model")).toBe(1), { timeoutMs: 60_000 });
  start = Math.floor((Date.now() - HISTORY_MS) / MINUTE) * MINUTE;
  const fault = (kind: Fault["kind"], seconds: number, magnitude: number): Fault => {
    const startsAt = start + 10 * MINUTE + 12 * SECOND;
    return { kind, startsAt, endsAt: startsAt + seconds * SECOND, magnitude, phase: 1 };
  };
  units = [
    { name: "sags", fault: fault("sag", 15, 0.7), signals: /_voltage\d?$/ },
    { name: "loses-a-phase", fault: fault("phase-loss", 60, 0.03), signals: /^out_(voltage|current)2$/ },
    { name: "is-overloaded", fault: fault("overload", 120, 2.2), signals: /_current\d?$/ },
    ...Array.from({ length: 5 }, (_, i) => ({ name: `healthy-${i}` })),
  ];
  await publishByLibrary(
    platform.mosquitto,
    5,
    units.flatMap((unit, i) => messagesOf(unit, new Random(20 + i))),
  );
}, 120_000);

afterAll(async () => {
  await platform?.stop();
  await directory?.remove();
});

/** All that the unit measured, one reading a second, as it sends it when it is back on line. */
function messagesOf({ name, fault }: Unit, random: Random): { topic: string; payload: string }[] {
  const model = new UnitModel(random);
  const rows = Array.from({ length: HISTORY_MS / SECOND }, (_, second) => {
    const timestamp = start + second * SECOND;
    const reading =
      fault === undefined ? model.read(timestamp) : model.read(timestamp, faultConditions(fault, timestamp));
    return { timestamp, ...reading };
  });
  const messages: { topic: string; payload: string }[] = [];
  for (let from = 0; from < rows.length; from += ARRAY_ROWS) {
    messages.push({ topic: `sensors/${name}/telemetry`, payload: JSON.stringify(rows.slice(from, from + ARRAY_ROWS)) });
  }
  return messages;
}

async function get<T>(path: string): Promise<T> {
  const response = await fetch(`${platform.service("analytics").url}${path}`);
  if (!response.ok) throw new Error(`${path} answers ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}

/** Resolves when the unit's last step is stored. */
async function insightsOf(device: string): Promise<DeviceInsights> {
  const range = `from=${new Date(start).toISOString()}&to=${new Date(start + HISTORY_MS).toISOString()}`;
  return eventually(
    async () => {
      const found = await get<DeviceInsights>(`/api/v1/devices/${device}/insights?${range}`);
      expect(Date.parse(found.insights[0]?.at ?? "")).toBeGreaterThan(start + HISTORY_MS - 20 * SECOND);
      return found;
    },
    { timeoutMs: 60_000 },
  );
}

describe("the model that comes with the platform", () => {
  it("finds each fault of a simulated unit within a minute, through the right signal, and sees it end", async () => {
    for (const { name, fault, signals = /^$/ } of units) {
      if (fault === undefined) continue;
      const anomaly = await eventually(async () => {
        const { anomalies } = await insightsOf(name);
        // Newest first: the first one of those since the fault began.
        const [first] = anomalies.filter((one) => Date.parse(one.start) > fault.startsAt).slice(-1);
        expect(first).toMatchObject({
          device: name,
          model: expect.stringMatching(/^grid-anomaly@/),
          end: expect.any(String),
        });
        return first as StoredAnomaly;
      });
      expect(Date.parse(anomaly.start)).toBeLessThan(fault.startsAt + MINUTE);
      expect(anomaly.contributions[0]?.signal).toMatch(signals);
    }
  });

  it("leaves healthy units alone, and has scored them all the time but for the first minutes", async () => {
    for (const { name } of units.filter(({ fault }) => fault === undefined)) {
      const { insights, anomalies } = await insightsOf(name);
      expect(anomalies).toEqual([]);
      expect(insights.filter(({ reason }) => reason === "NORMAL").length).toBeGreaterThan(140);
    }
  });

  it("has no anomaly open when all is over, and names each once", async () => {
    for (const { name } of units) await insightsOf(name);
    expect((await get<AnomalyList>("/api/v1/insights?state=open")).anomalies).toEqual([]);
    const { anomalies } = await get<AnomalyList>(`/api/v1/insights?from=${new Date(start).toISOString()}`);
    const ids = anomalies.map(({ id }: StoredAnomaly) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThanOrEqual(3);
  });
});
