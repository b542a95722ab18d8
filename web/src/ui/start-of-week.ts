import { timeZone } from "./settings.js";

/** Monday, 00:00, of the week that a moment lies in, in the zone that the person chose. Both epoch milliseconds. */
export function startOfWeek(at: number): number {
  const day = new Date(at);
  if (timeZone.get() === "utc") {
    day.setUTCHours(0, 0, 0, 0);
    day.setUTCDate(day.getUTCDate() - daysSinceMonday(day.getUTCDay()));
  } else {
    day.setHours(0, 0, 0, 0);
    day.setDate(day.getDate() - daysSinceMonday(day.getDay()));
  }
  return day.getTime();
}

/** @param weekday 0 is Sunday */
function daysSinceMonday(weekday: number): number {
  return (weekday + 6) % 7;
}
