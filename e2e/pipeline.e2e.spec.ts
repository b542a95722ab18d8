import { type Platform, startPlatform } from "@gridwatch/local-stack";
import {
  eventually,
  expectAccountsToAgree,
  queryInflux,
  readDeadLetters,
  temporaryDirectory,
} from "@gridwatch/testkit";
import type { Browser } from "playwright-core";
import { launchBrowser } from "./browser.js";
import {
  type DeviceMessage,
  publishByLibrary,
  publishByMosquittoPub,
  publishLinesByMosquittoPub,
} from "./device-clients.js";
import { MALFORMED } from "./malformed-messages.js";

const READINGS = 10_000;
const UNITS = 40;
const START = Date.now() - READINGS;

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let platform: Platform;
let browser: Browser;

beforeAll(async () => {
  directory = await temporaryDirectory("e2e");
  platform = await startPlatform({ dir: directory.path });
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await platform?.stop();
  await directory.remove();
});

interface Reading {
  device: string;
  time: number;
  data: Record<string, number>;
}

/** Reading number `n`: every one of another time, with values that only it has. */
function reading(n: number): Reading {
  const wave = Math.sin(n / 50);
  return {
    device: `unit-${n % UNITS}`,
    time: START + n,
    data: {
      input_voltage: 230 + wave,
      input_current: 15 + wave / 3,
      out_voltage1: 120 + n / READINGS,
      out_current1: 5 + wave / 7,
      out_voltage2: 119.9 - n / READINGS,
      out_current2: 5.1,
      out_voltage3: 120.1,
      out_current3: n,
    },
  };
}

/** The same reading in each of the accepted forms in turn. */
function message({ device, time, data }: Reading, n: number): DeviceMessage {
  const timestamp = [time, new Date(time).toISOString(), time / 1000][n % 3];
  const payload = n % 2 === 0 ? { timestamp, ...data } : { device, timestamp, data };
  return { topic: `sensors/${device}/telemetry`, payload: JSON.stringify(n % 10 === 0 ? [payload] : payload) };
}

describe("ten thousand readings, good and bad", () => {
  const good = Array.from({ length: READINGS }, (_, n) => reading(n));

  it("are published by clients of other libraries than ingest's own", async () => {
    const byBinary = good.filter((_, n) => n % UNITS === 0);
    const others = good.map((one, n) => message(one, n)).filter((_, n) => n % UNITS !== 0);
    const mixed = others.flatMap((one, i) =>
      i % 50 === 0 ? [MALFORMED[(i / 50) % MALFORMED.length]?.message ?? one, one] : [one],
    );
    const half = mixed.length >>> 1;
    await Promise.all([
      publishByLibrary(platform.mosquitto, 4, mixed.slice(0, half)),
      publishByLibrary(platform.mosquitto, 5, mixed.slice(half)),
      publishLinesByMosquittoPub(
        platform.mosquitto,
        "sensors/unit-0/telemetry",
        byBinary.map((one, n) => String(message(one, n).payload)),
      ),
    ]);
    for (const { message: bad } of MALFORMED) await publishByMosquittoPub(platform.mosquitto, bad);
  });

  it("stand in InfluxDB with the same values, every good one and nothing else", async () => {
    const rows = await eventually(
      async () => {
        const found = await queryInflux(platform.influx, "SELECT * FROM telemetry GROUP BY device");
        expect(found).toHaveLength(READINGS);
        return found;
      },
      { timeoutMs: 30_000, everyMs: 500 },
    );
    const key = (device: unknown, time: unknown): string => `${device} ${time}`;
    const stored = new Map(rows.map(({ device, time, received_at, suspect, ...data }) => [key(device, time), data]));
    for (const { device, time, data } of good) expect(stored.get(key(device, time))).toEqual(data);
  });

  it("stand in the dead letters, every bad one, for its reason and byte for byte", async () => {
    const letters = await eventually(async () => {
      const found = await readDeadLetters(platform.nats);
      expect(found.length).toBeGreaterThanOrEqual(2 * MALFORMED.length);
      return found;
    });
    for (const { reason, message: bad } of MALFORMED) {
      const found = letters.filter(
        (letter) => letter.topic === bad.topic && Buffer.from(letter.payload).equals(Buffer.from(bad.payload)),
      );
      expect(found.length).toBeGreaterThanOrEqual(2);
      expect(new Set(found.map((letter) => letter.reason))).toEqual(new Set([reason]));
    }
  });

  it("come over REST", async () => {
    const response = await fetch(`${platform.url}/analytics?interval=daily&device=unit-1`);
    const { interval, data } = (await response.json()) as { interval: string; data: Record<string, unknown>[] };
    expect(interval).toBe("daily");
    expect(data[0]).toMatchObject({
      device: "unit-1",
      timestamp: expect.any(String),
      out_voltage3: expect.closeTo(120.1),
    });
    const devices = (await (await fetch(`${platform.url}/api/v1/devices`)).json()) as { total: number };
    expect(devices.total).toBe(UNITS);
  });

  it("are seen live by a person with a browser", async () => {
    const page = await browser.newPage();
    await page.goto(platform.url);
    await page.getByTestId("unit-row-unit-1").waitFor();
    const live = {
      topic: "sensors/seen-live/telemetry",
      payload: JSON.stringify({ ...reading(1).data, input_voltage: 231.7 }),
    };
    await publishByMosquittoPub(platform.mosquitto, live);
    await page.getByRole("searchbox").fill("seen-live");
    const row = page.getByTestId("unit-row-seen-live");
    await row.waitFor();
    await eventually(async () => expect(await row.textContent()).toContain("231.7"));
    await page.close();
  });

  it("leave accounts that agree", async () => {
    const deadLettered = (await readDeadLetters(platform.nats)).reduce((sum, { readings }) => sum + readings, 0);
    const good = READINGS + 1;
    const expected = { received: good + deadLettered, published: good, stored: good, deadLettered };
    // The sums agreed before the last reading came, too.
    await eventually(async () => {
      expect(await expectAccountsToAgree(platform.service("analytics"))).toMatchObject(expected);
    });
  });
});
