import type { AnomalyEvent, Contribution, DeviceList, Insight } from "@gridwatch/contracts";
import { type Platform, startPlatform } from "@gridwatch/local-stack";
import { eventually, temporaryDirectory } from "@gridwatch/testkit";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { launchBrowser } from "./browser.js";
import { publishByLibrary } from "./device-clients.js";
import { OpenedPage } from "./opened-page.js";
import { StandInModel } from "./stand-in-model.js";

export const UNITS = ["unit-1", "unit-2", "unit-3", "unit-4", "unit-5"] as const;
export const HOUR = 3_600_000;

/** The platform with five units of which a stand-in says what a model would, and a browser to look at it. */
export class InsightsStage {
  opened!: OpenedPage;

  private constructor(
    readonly platform: Platform,
    readonly model: StandInModel,
    /** Since when unit-2 is abnormal. */
    readonly openedAt: number,
    private readonly browser: Browser,
    private readonly devices: NodeJS.Timeout,
    private readonly directory: Awaited<ReturnType<typeof temporaryDirectory>>,
  ) {}

  static async start(): Promise<InsightsStage> {
    const directory = await temporaryDirectory("insights");
    // What a model says comes from the test alone.
    const services = ["ingest", "storage", "realtime", "analytics"] as const;
    const platform = await startPlatform({ dir: directory.path, services: [...services] });
    const devices = setInterval(() => void report(platform).catch(() => undefined), 1_000);
    const model = await StandInModel.start(platform.nats);
    const now = Date.now();
    const openedAt = now - 60_000;
    await model.publish(abnormal("unit-2", openedAt, { start: openedAt }));
    // An hour ago, and over.
    await model.publish(abnormal("unit-2", now - HOUR, { start: now - HOUR }));
    await model.publish(normal("unit-2", now - HOUR + 120_000, { start: now - HOUR, end: now - HOUR + 120_000 }));
    model.say("unit-1", (at) => normal("unit-1", at));
    model.say("unit-2", (at) => abnormal("unit-2", at, { start: openedAt }));
    model.say("unit-3", (at) => ({ v: 1, device: "unit-3", at, reason: "INSUFFICIENT_DATA" }));
    model.say("unit-4", (at) => ({ v: 1, device: "unit-4", at, reason: "OFF" }));
    await eventually(() => expectStored(platform), { timeoutMs: 20_000 });
    return new InsightsStage(platform, model, openedAt, await launchBrowser(), devices, directory);
  }

  async open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
    // There is no registry of models to ask, which is no complaint of the page.
    this.opened = await OpenedPage.open(this.browser, `${this.platform.url}${path}`, options, /\/api\/v1\/models/);
    return this.opened.page;
  }

  async close(): Promise<void> {
    await this.opened.close();
  }

  async stop(): Promise<void> {
    clearInterval(this.devices);
    await this.browser.close();
    await this.model.stop();
    await this.platform.stop();
    await this.directory.remove();
  }
}

/** Until the database knows every unit, its history is answered with 404. */
async function expectStored(platform: Platform): Promise<void> {
  const response = await fetch(`${platform.url}/api/v1/devices`);
  expect(((await response.json()) as DeviceList).total).toBe(UNITS.length);
}

/** One reading of every unit. */
function report(platform: Platform): Promise<void> {
  const wave = Math.sin(Date.now() / 4_000);
  return publishByLibrary(
    platform.mosquitto,
    5,
    UNITS.map((device) => ({
      topic: `sensors/${device}/telemetry`,
      payload: JSON.stringify({
        ...{ input_voltage: 240 + wave, input_current: 15.2, out_voltage1: 230 + wave, out_current1: 5.1 },
        ...{ out_voltage2: (device === "unit-2" ? 185 : 230) - wave, out_current2: 5.2 },
        ...{ out_voltage3: 229.5 + wave / 2, out_current3: 4.9 },
      }),
    })),
  );
}

/** Of a step that is abnormal, of the peak of its anomaly, and of a step that is normal. */
const OUTSIDE: Contribution[] = [
  { signal: "out_voltage2", share: 0.81, expected: 230.2, observed: 185.1 },
  { signal: "out_current2", share: 0.12, expected: 5.2, observed: 6.4 },
  { signal: "input_current", share: 0.05, expected: 15.2, observed: 16.1 },
  { signal: "oil_temperature", share: 0.02, expected: 61.5, observed: 62 },
];
const AT_PEAK: Contribution[] = [
  { signal: "out_voltage2", share: 0.93, expected: 230.2, observed: 171.4 },
  { signal: "out_current2", share: 0.07, expected: 5.2, observed: 6.9 },
];
const USUAL: Contribution[] = [
  { signal: "input_current", share: 0.6, expected: 15.2, observed: 15.3 },
  { signal: "out_voltage1", share: 0.4, expected: 230.1, observed: 230.4 },
];

type Anomaly = Pick<AnomalyEvent, "start" | "end"> & Partial<AnomalyEvent>;

function insight(device: string, at: number, anomaly: Anomaly | undefined): Insight {
  const model = { name: "grid-anomaly", version: "1.2.0" };
  const made: Insight = { v: 1, device, at, reason: "NORMAL", threshold: 0.95, contributions: USUAL, model };
  if (anomaly === undefined) return made;
  const id = `${device}:${anomaly.start}`;
  return { ...made, event: { id, peak: 0.998, peakAt: anomaly.start, contributions: AT_PEAK, ...anomaly } };
}

/** With an anomaly that is open, or ends with this step. */
export function normal(device: string, at: number, anomaly?: Anomaly): Insight {
  return { ...insight(device, at, anomaly), score: 0.2 + 0.1 * Math.sin(at / 7_000) };
}

export function abnormal(device: string, at: number, anomaly: Anomaly): Insight {
  const score = 0.99 + 0.005 * Math.sin(at / 7_000);
  return { ...insight(device, at, anomaly), reason: "ANOMALY", score, contributions: OUTSIDE };
}
