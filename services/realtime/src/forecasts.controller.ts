import { feed, JetStreamServer, type JsMsg } from "@gridwatch/backbone";
import { decodeForecastBatch, FORECASTS_STREAM, type Forecast, isForecast } from "@gridwatch/contracts";
import { LOGGER, type Logger, Readiness } from "@gridwatch/service-kit";
import { Controller, Inject, type OnModuleInit } from "@nestjs/common";
import { EventPattern, Payload } from "@nestjs/microservices";
import { ForecastFeed } from "./forecast-feed.js";
import { RealtimeCounts } from "./realtime-counts.js";

/**
 * How far back a start reads. A unit is forecast once an hour, one without enough history every five minutes, a message each: these are ten hours of
 * 5,000 units, and 50 minutes of as many new ones. A unit that is not among them is missing from the snapshots until its next forecast.
 */
const REPLAYED_MESSAGES = 50_000;

/** What cannot be read is logged at most this often, since a wrong producer may send it in floods. */
const LOG_EVERY_MS = 10_000;

@Controller()
export class ForecastsController implements OnModuleInit {
  private loggedAt = Number.NEGATIVE_INFINITY;

  constructor(
    @Inject(ForecastFeed) private readonly forecasts: ForecastFeed,
    @Inject(RealtimeCounts) private readonly counts: RealtimeCounts,
    @Inject(JetStreamServer) private readonly server: JetStreamServer,
    @Inject(Readiness) private readonly readiness: Readiness,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.readiness.register("newest forecasts", () =>
      this.forecasts.live ? undefined : "being read back from the stream",
    );
    void this.goLiveWhenCaughtUp();
  }

  /** Nothing that one message holds may stop the feed. */
  @EventPattern<string>(FORECASTS_STREAM.name, feed(FORECASTS_STREAM, { replay: REPLAYED_MESSAGES }))
  onForecasts(@Payload() message: JsMsg): void {
    try {
      this.forecasts.accept(this.readable(message));
    } catch (error) {
      this.leaveOut(message, 1, error);
    }
  }

  /** One bad forecast does not take those of the other units with it. */
  private readable(message: JsMsg): Forecast[] {
    const { forecasts } = decodeForecastBatch(message.data);
    const readable = forecasts.filter(isForecast);
    const unreadable = forecasts.length - readable.length;
    if (unreadable > 0) this.leaveOut(message, unreadable, new TypeError("not of the contract's shape"));
    return readable;
  }

  private async goLiveWhenCaughtUp(): Promise<void> {
    await this.server.caughtUp(FORECASTS_STREAM);
    this.forecasts.goLive();
    this.logger.info("the newest forecasts are read back");
  }

  private leaveOut({ seq }: JsMsg, count: number, error: unknown): void {
    this.counts.forecasts.unreadable += count;
    if (performance.now() - this.loggedAt < LOG_EVERY_MS) return;
    this.loggedAt = performance.now();
    this.logger.warn({ err: error, seq, soFar: this.counts.forecasts.unreadable }, "unreadable forecasts left out");
  }
}
