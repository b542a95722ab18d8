import { LiveFeed } from "../realtime/live-feed.js";
import type { LivePlatform } from "../realtime/live-platform.js";
import { openLiveSocket } from "../realtime/live-socket.js";
import { PlatformClock } from "../realtime/platform-clock.js";
import { NewestStore } from "../units/newest-store.js";
import { type UnitForecast, unitForecasts } from "../units/unit-forecast.js";
import { type UnitInsight, unitInsights } from "../units/unit-insight.js";
import { UnitStore } from "../units/unit-store.js";

/** Wires what lives outside React. Runs for as long as the page is open. */
export function startLivePlatform(): LivePlatform {
  const clock = new PlatformClock();
  const units = new UnitStore();
  const insights = new NewestStore<UnitInsight>();
  const forecasts = new NewestStore<UnitForecast>();
  const feed = new LiveFeed(openLiveSocket(), clock);
  feed.consume((events) => {
    units.applyReadings(events.flatMap(({ frame }) => ("readings" in frame ? [frame.readings] : [])));
    insights.apply(events.flatMap(({ frame }) => ("insights" in frame ? [...unitInsights(frame.insights)] : [])));
    forecasts.apply(events.flatMap(({ frame }) => ("forecasts" in frame ? [...unitForecasts(frame.forecasts)] : [])));
  });
  clock.start();
  feed.start();
  return { clock, units, insights, forecasts, feed };
}
