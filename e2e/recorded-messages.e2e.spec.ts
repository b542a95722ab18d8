import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  DEAD_LETTERS_STREAM,
  type DeadLetterList,
  decodeForecastBatch,
  decodeInsightBatch,
  decodeTelemetryBatch,
  rowValues,
} from "@gridwatch/contracts";
import { type Platform, REPOSITORY_ROOT, startPlatform } from "@gridwatch/local-stack";
import {
  connectNats,
  eventually,
  queryInflux,
  readDeadLetters,
  readMetric,
  temporaryDirectory,
} from "@gridwatch/testkit";
import { jetstreamManager } from "@nats-io/jetstream";
import { headers } from "@nats-io/transport-node";
import WebSocket from "ws";

const FIXTURES = join(REPOSITORY_ROOT, "libs/contracts/fixtures");
/** So that what was recorded is not too old one day. */
const KEPT = { TELEMETRY_RETENTION_DAYS: "36500" };
const PATIENCE = { timeoutMs: 30_000 };

interface Recorded {
  subject: string;
  headers: Record<string, string>;
  data: string;
}

const recorded = (version: string, stream: string): Recorded[] =>
  JSON.parse(readFileSync(join(FIXTURES, version, `${stream}.json`), "utf8"));

describe.each(readdirSync(FIXTURES).filter((name) => /^v\d+$/.test(name)))(
  "the recorded messages of version %s",
  (version) => {
    let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
    let platform: Platform;
    let seen: { device: string; timestamp: string; data: Record<string, number> }[];
    let viewer: WebSocket;

    beforeAll(async () => {
      directory = await temporaryDirectory("recorded");
      const noModels = join(directory.path, "models");
      mkdirSync(noModels);
      const env = { storage: KEPT, analytics: KEPT, predict: { ...KEPT, PREDICT_MODELS_DIR: noModels } };
      const services = ["storage", "realtime", "analytics", "predict"];
      platform = await startPlatform({ dir: join(directory.path, "data"), web: false, services, env });
      seen = [];
      viewer = new WebSocket(`${platform.service("realtime").url.replace("http", "ws")}/ws`);
      viewer.on("message", (text) => seen.push(JSON.parse(String(text))));
      await new Promise((resolve, reject) => viewer.once("open", resolve).once("error", reject));
      const nc = await connectNats(platform.nats);
      const jsm = await jetstreamManager(nc);
      // Made by ingest, which is not there.
      const { name, subjects } = DEAD_LETTERS_STREAM;
      await jsm.streams.add({ name, subjects });
      for (const stream of ["TELEMETRY", "INSIGHTS", "FORECASTS", "DEAD_LETTERS"]) {
        for (const { subject, headers: own, data } of recorded(version, stream)) {
          const sent = headers();
          for (const [name, value] of Object.entries(own)) sent.set(name, value);
          await eventually(() => jsm.jetstream().publish(subject, data, { headers: sent }));
        }
      }
      await nc.close();
    }, 120_000);

    afterAll(async () => {
      viewer?.close();
      await platform?.stop();
      await directory.remove();
    });

    const bytes = (stream: string) => recorded(version, stream).map(({ data }) => Buffer.from(data));
    const batches = bytes("TELEMETRY").map(decodeTelemetryBatch);

    it("are stored by storage, reading by reading", async () => {
      for (const batch of batches) {
        for (const [row, device] of batch.devices.entries()) {
          const at = batch.timestamps[row];
          const q = `SELECT * FROM telemetry WHERE device = '${device}' AND time = ${at}ms`;
          await eventually(async () => {
            const [found] = await queryInflux(platform.influx, q);
            expect(found).toMatchObject({ ...rowValues(batch, row), time: at, received_at: batch.receivedAt[row] });
            expect(found?.["suspect"] ?? false).toBe(batch.suspect.includes(row));
          }, PATIENCE);
        }
      }
      const insights = bytes("INSIGHTS").flatMap((data) => decodeInsightBatch(data).insights);
      const forecasts = bytes("FORECASTS").flatMap((data) => decodeForecastBatch(data).forecasts);
      const stored = async (from: string) => {
        const rows = await queryInflux(platform.influx, `SELECT reason FROM ${from} GROUP BY device`);
        return rows.map(({ device, time, reason }) => ({ device, at: time, reason }));
      };
      const told = (each: readonly { device: string; at: number; reason: string }[]) =>
        expect.arrayContaining(each.map(({ device, at, reason }) => ({ device, at, reason })));
      await eventually(async () => {
        expect(await stored("insights")).toEqual(told(insights));
        expect(await stored('"1h".forecasts')).toEqual(told(forecasts));
      }, PATIENCE);
    });

    it("are shown by realtime, and read by predict", async () => {
      const all = batches.flatMap((batch) =>
        batch.devices.map((device, row) => ({ device, data: rowValues(batch, row) })),
      );
      await eventually(
        () => expect(seen.map(({ device, data }) => ({ device, data }))).toEqual(expect.arrayContaining(all)),
        PATIENCE,
      );
      // Without a model it says once of each unit that it has heard of it.
      const { url } = platform.service("predict");
      await eventually(async () => {
        expect(await readMetric(url, "gridwatch_predict_insights_published_total")).toBeGreaterThan(0);
        expect(await readMetric(url, "gridwatch_predict_unreadable_batches_total")).toBe(0);
      }, PATIENCE);
    });

    it("are listed by analytics, and none has become a dead letter", async () => {
      const letters = recorded(version, "DEAD_LETTERS");
      const response = await fetch(`${platform.service("analytics").url}/api/v1/dead-letters`);
      const list = (await response.json()) as DeadLetterList;
      expect(list.letters.map(({ payload }) => payload).sort()).toEqual(letters.map(({ data }) => data).sort());
      expect(await readDeadLetters(platform.nats)).toHaveLength(letters.length);
    });
  },
);
