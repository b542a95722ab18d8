import { LiveFeed } from "../realtime/live-feed.js";
import type { LivePlatform } from "../realtime/live-platform.js";
import { openLiveSocket } from "../realtime/live-socket.js";
import { PlatformClock } from "../realtime/platform-clock.js";
import { UnitStore } from "../units/unit-store.js";

/** Wires what lives outside React. Runs for as long as the page is open. */
export function startLivePlatform(): LivePlatform {
  const clock = new PlatformClock();
  const units = new UnitStore();
  const feed = new LiveFeed(openLiveSocket(), clock);
  feed.consume((events) => units.applyReadings(events.map(({ frame }) => frame.readings)));
  clock.start();
  feed.start();
  return { clock, units, feed };
}
