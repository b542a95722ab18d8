import { join } from "node:path";
import type { Forecast, Insight } from "@gridwatch/contracts";
import { type InfluxHandle, startInflux } from "@gridwatch/local-stack";
import { createLogger, startService } from "@gridwatch/service-kit";
import {
  floorTo,
  HOUR_TIER,
  InfluxConfig,
  InfluxConnection,
  provision,
  ROLLUP_TIERS,
  readRollupState,
  TelemetryWriter,
  TierRoller,
  type TimeRange,
  toAnomalyLines,
  toForecastLines,
  toInsightLines,
  toLineProtocol,
  writeRollupState,
} from "@gridwatch/telemetry-store";
import { temporaryDirectory } from "@gridwatch/testkit";
import request from "supertest";
import { AnalyticsConfig } from "../src/config.js";
import { analyticsService } from "../src/service.js";

/** Readings of one unit: time of each, and what it reports then. */
export type Readings = { at: number; values: Record<string, number> }[];

export interface AnalyticsUnderTest {
  influx: InfluxHandle;
  get(path: string): request.Test;
  createDatabase(): Promise<void>;
  write(device: string, readings: Readings): Promise<void>;
  /** Writes what models say, as storage does. */
  writeInsights(insights: Insight[]): Promise<void>;
  writeForecasts(forecasts: Forecast[]): Promise<void>;
  /** Rolls up whole days from `from` on, and the windows of the last one as far as `until`. */
  rollUp(from: number, until: number): Promise<void>;
  /** Says of what was rolled up so far that these ranges were touched late, as storage does. */
  tellLate(late: TimeRange[]): Promise<void>;
  stop(): Promise<void>;
}

/** The service in this process, and an InfluxDB of its own whose database does not exist yet. */
export async function startAnalytics(
  settings: Partial<AnalyticsConfig> = {},
  influxSettings: Partial<InfluxConfig> = {},
): Promise<AnalyticsUnderTest> {
  const directory = await temporaryDirectory("analytics");
  const influx = await startInflux({ dir: join(directory.path, "influxd") });
  const store = Object.assign(new InfluxConfig(), { url: influx.url, ...influx.admin, ...influxSettings });
  const config = Object.assign(new AnalyticsConfig(), { influx: store }, settings);
  const app = await startService(analyticsService, config, createLogger("analytics", "silent"));
  const connection = new InfluxConnection(store);
  const writer = new TelemetryWriter(connection);
  return {
    influx,
    get: (path) => request(app.getHttpServer()).get(path),
    createDatabase: async () => {
      await provision(connection);
    },
    write: async (device, readings) => {
      const names = [...new Set(readings.flatMap(({ values }) => Object.keys(values)))];
      const lines = toLineProtocol({
        devices: readings.map(() => device),
        timestamps: readings.map(({ at }) => at),
        receivedAt: readings.map(({ at }) => at + 50),
        suspect: [],
        metrics: Object.fromEntries(names.map((name) => [name, readings.map(({ values }) => values[name] ?? null)])),
      });
      await writer.writeLines(lines);
    },
    writeForecasts: (forecasts) =>
      new TelemetryWriter(connection, HOUR_TIER.policy).writeLines(toForecastLines(forecasts)),
    writeInsights: async (insights) => {
      await writer.writeLines(toInsightLines(insights));
      await new TelemetryWriter(connection, HOUR_TIER.policy).writeLines(toAnomalyLines(insights));
    },
    rollUp: async (from, until) => {
      const roller = new TierRoller(
        connection,
        async () => undefined,
        () => undefined,
      );
      for (const tier of ROLLUP_TIERS) {
        await roller.roll(tier, { from, to: floorTo(tier.windowMs, until) }, { fleet: 5 });
      }
      await writeRollupState(connection, {
        streamSeq: 1,
        streamCreated: 1,
        rolledFrom: 0,
        rolledUntil: floorTo(ROLLUP_TIERS[0]?.windowMs ?? 1, until),
        redoUntil: 0,
        late: [],
      });
    },
    tellLate: async (late) => {
      const state = await readRollupState(connection);
      if (state === undefined) throw new Error("nothing is rolled up");
      await writeRollupState(connection, { ...state, late });
    },
    stop: async () => {
      await app.close();
      connection.close();
      await influx.stop();
      await directory.remove();
    },
  };
}
