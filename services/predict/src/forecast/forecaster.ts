import { setTimeout as delay } from "node:timers/promises";
import { BackboneConnection, ensureStream, NatsConfig } from "@gridwatch/backbone";
import {
  ELECTRICAL_METRICS,
  encodeForecastBatch,
  FORECASTS_STREAM,
  type Forecast,
  type ForecastReason,
  forecastSubject,
  shardOf,
} from "@gridwatch/contracts";
import { RISK_HOURS, type RiskHistory } from "@gridwatch/scoring";
import { LOGGER, type Logger, Readiness } from "@gridwatch/service-kit";
import { InfluxConnection, InsightReader, TelemetryReader } from "@gridwatch/telemetry-store";
import {
  Inject,
  Injectable,
  type OnApplicationShutdown,
  type OnModuleDestroy,
  type OnModuleInit,
} from "@nestjs/common";
import { ShardHost } from "../scoring/shard-host.js";
import { ForecastTurns } from "./forecast-turns.js";
import { RiskChampion, type RiskModel } from "./risk-champion.js";

const HOUR_MS = 3_600_000;
const WINDOW_MS = 600_000;
const METRICS = ELECTRICAL_METRICS.map(({ name }) => name);

/** How often it is looked whose turn has come. */
const LOOK_EVERY_MS = 2_000;
const RETRY_MS = 5_000;
/** How long what is known of the units is used. */
const UNITS_KEPT_MS = 60_000;
/** A unit that was silent for longer is offline: of that one nothing is forecast. */
const SEEN_WITHIN_MS = 24 * HOUR_MS;
/** Of a unit that has been told that no model is active: until one is, there is nothing more to say. */
const FOR_GOOD = Number.POSITIVE_INFINITY;
/** Units forecast before it is looked again whose turn has come. */
const AT_ONCE = 50;

/**
 * Forecasts each unit of the shards that this replica holds once an hour, from what is stored: one unit after the other, so that
 * scoring and the database's other readers hardly notice. What comes late is in the next forecast, and there is nothing to hand over.
 * While no model is active, each unit is told so once, in place of what was last said of it.
 */
@Injectable()
export class Forecaster implements OnModuleInit, OnModuleDestroy, OnApplicationShutdown {
  made = 0;
  insufficient = 0;
  off = 0;
  failed = 0;
  seconds = 0;
  /** For how long the unit that has waited longest has been due, seconds. */
  overdueSeconds = 0;
  /** "unknown": until it was looked, and while the first package cannot be loaded, it is not known whether there is one. */
  private model: RiskModel | undefined | "unknown" = "unknown";
  private readonly turns = new ForecastTurns();
  private readonly stopping = new AbortController();
  private units: { at: number; devices: Set<string> } = { at: Number.NEGATIVE_INFINITY, devices: new Set() };
  private problem: string | undefined;
  private running: Promise<void> | undefined;
  private inWork: Promise<unknown> = Promise.resolve();
  private streamIsThere = false;

  constructor(
    @Inject(BackboneConnection) private readonly connection: BackboneConnection,
    @Inject(NatsConfig) private readonly nats: NatsConfig,
    @Inject(InfluxConnection) private readonly influx: InfluxConnection,
    @Inject(TelemetryReader) private readonly telemetry: TelemetryReader,
    @Inject(InsightReader) private readonly insights: InsightReader,
    @Inject(ShardHost) private readonly shards: ShardHost,
    @Inject(RiskChampion) private readonly champion: RiskChampion,
    @Inject(Readiness) private readonly readiness: Readiness,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    // Scoring goes on without the database.
    this.readiness.register("forecasts", () => this.problem, { needed: false });
    this.champion.onChange(async (model) => {
      this.model = model;
      this.turns.reset();
      await this.inWork;
    });
    this.running = this.run();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  onApplicationShutdown(): void {
    this.influx.close();
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      let waitMs = LOOK_EVERY_MS;
      try {
        if ((await this.forecastDue()) > 0) waitMs = 0;
        this.problem = undefined;
      } catch (error) {
        if (signal.aborted) return;
        this.failed++;
        const { message } = error as Error;
        if (this.problem !== message) this.logger.warn({ err: error }, "forecasts wait");
        this.problem = message;
        waitMs = RETRY_MS;
      }
      await delay(waitMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Returns how many were made. @throws when the database or the backbone does not answer */
  private async forecastDue(): Promise<number> {
    if (this.model === "unknown") {
      this.overdueSeconds = 0;
      return 0;
    }
    const now = Date.now();
    const owned = [...(await this.knownUnits(now))].filter((device) => this.shards.owns(shardOf(device)));
    const due = this.turns.due(owned, now);
    this.overdueSeconds = due[0] === undefined ? 0 : (now - due[0].due) / 1_000;
    const hour = this.turns.hourAt(now);
    let made = 0;
    for (const { device } of due.slice(0, AT_ONCE)) {
      const model: RiskModel | undefined = this.model;
      if (this.stopping.signal.aborted) break;
      const work = model === undefined ? this.tellOff(device, hour) : this.forecast(model, device, hour);
      this.inWork = work.catch(() => undefined);
      const reason = await work;
      // The model may have been changed meanwhile.
      if (this.model === model) {
        if (reason === "INSUFFICIENT_DATA") this.turns.noteInsufficient(device, now);
        else this.turns.noteDone(device, reason === "OFF" ? FOR_GOOD : hour);
      }
      made++;
    }
    return made;
  }

  private async forecast({ plan, model }: RiskModel, device: string, hour: number): Promise<ForecastReason> {
    const begun = performance.now();
    const forecast = await plan.forecast(model, device, hour, await this.historyOf(device, hour));
    await this.publish(forecast);
    if (forecast.reason === "FORECAST") this.made++;
    else this.insufficient++;
    this.seconds += (performance.now() - begun) / 1_000;
    return forecast.reason;
  }

  private async tellOff(device: string, hour: number): Promise<ForecastReason> {
    await this.publish({ device, at: hour, reason: "OFF" });
    this.off++;
    return "OFF";
  }

  private async historyOf(device: string, hour: number): Promise<RiskHistory> {
    const range = { from: hour - RISK_HOURS * HOUR_MS, to: hour };
    const windows = await this.telemetry.history(device, range, WINDOW_MS, METRICS);
    const scores = await this.insights.meanScores(device, range, HOUR_MS);
    const anomalyScores = Array.from({ length: RISK_HOURS }, (_, at) => scores.get(range.from + at * HOUR_MS) ?? null);
    return { from: range.from, windows, anomalyScores };
  }

  /** Not fenced: a unit's forecast for an hour takes the place of the one before, whoever made it. */
  private async publish(forecast: Forecast): Promise<void> {
    const { jsm, js } = await this.connection.ready();
    if (!this.streamIsThere) await ensureStream(jsm, FORECASTS_STREAM, this.nats);
    this.streamIsThere = true;
    try {
      await js.publish(forecastSubject(shardOf(forecast.device)), encodeForecastBatch({ v: 1, forecasts: [forecast] }));
    } catch (error) {
      // The stream may have been deleted.
      this.streamIsThere = false;
      throw error;
    }
  }

  private async knownUnits(now: number): Promise<Set<string>> {
    if (now - this.units.at > UNITS_KEPT_MS) {
      const seen = await this.telemetry.seen("last", { from: now - SEEN_WITHIN_MS, to: now + HOUR_MS });
      this.units = { at: now, devices: new Set(seen.keys()) };
      this.turns.keep(this.units.devices);
    }
    return this.units.devices;
  }
}
