import type { Observed } from "../realtime/observable.js";
import { currentUnit, powerUnit, timeZone, voltageUnit } from "./settings.js";

/** That of the page's own words: numbers and dates of another would be read wrongly between them. */
export const LOCALE = "en-GB";

/** Decimals are fixed per quantity, so that columns align and digits do not come and go. */
function fixed(decimals: number): Intl.NumberFormat {
  return new Intl.NumberFormat(LOCALE, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

const oneDecimal = fixed(1);
const twoDecimals = fixed(2);
const threeDecimals = fixed(3);
const fourDecimals = fixed(4);
const fiveDecimals = fixed(5);
const fourDigits = new Intl.NumberFormat(LOCALE, { maximumSignificantDigits: 4 });
const signedTwoDecimals = new Intl.NumberFormat(LOCALE, {
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
  signDisplay: "exceptZero",
});
const whole = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 0 });

/** A quantity's unit and how its number is written. */
export interface NumberStyle {
  /** Empty where there is none, or where it is written with the number. */
  readonly unit: string;
  readonly format: (value: number) => string;
  /** What is formatted is divided by this first; for what writes numbers of its own, such as an axis. */
  readonly divisor?: number;
  /** The unit of what is formatted, where it is another: that of numbers in full. */
  readonly base?: string;
}

function style(unit: string, divisor: number, numbers: Intl.NumberFormat): NumberStyle {
  return { unit, divisor, format: (value) => numbers.format(value / divisor) };
}

/** The style of the unit that the person chose. */
function chosen<U extends string>(
  base: string,
  unit: Observed<U>,
  styles: Readonly<Record<U, NumberStyle>>,
): NumberStyle {
  return {
    base,
    get unit() {
      return styles[unit.get()].unit;
    },
    get divisor() {
      return styles[unit.get()].divisor ?? 1;
    },
    format: (value) => styles[unit.get()].format(value),
  };
}

const VA = style("VA", 1, whole);
const KVA = style("kVA", 1_000, twoDecimals);
const MVA = style("MVA", 1_000_000, twoDecimals);

function fittingPower(va: number): NumberStyle {
  const size = Math.abs(va);
  if (size < 1_000) return VA;
  return size < 1_000_000 ? KVA : MVA;
}

/** Takes V. */
export const VOLTS = chosen("V", voltageUnit, { V: style("V", 1, oneDecimal), kV: style("kV", 1_000, fourDecimals) });
/** Takes A. */
export const AMPERES = chosen("A", currentUnit, {
  A: style("A", 1, twoDecimals),
  kA: style("kA", 1_000, fiveDecimals),
});
/** Takes VA. */
export const KILOVOLTAMPERES = chosen("VA", powerUnit, {
  kVA: KVA,
  VA,
  auto: { unit: "", format: (va) => formatQuantity(va, fittingPower(va)) },
});
export const PERCENT: NumberStyle = { unit: "%", format: (percent) => twoDecimals.format(percent) };
/** Of a whole, such as a share or a loading. */
export const PERCENT_OF_WHOLE: NumberStyle = { unit: "%", format: (percent) => oneDecimal.format(percent) };
export const SIGNED_PERCENT: NumberStyle = { unit: "%", format: (percent) => signedTwoDecimals.format(percent) };
export const CELSIUS: NumberStyle = { unit: "°C", format: (celsius) => oneDecimal.format(celsius) };

/** Takes readings per second. */
export const RATE: NumberStyle = { unit: "readings/s", format: (rate) => oneDecimal.format(rate) };

/** A score of 0..1. It is the digits near 1 that tell scores apart. */
export const SCORE: NumberStyle = { unit: "", format: (score) => threeDecimals.format(score) };
/** Of one quantity to another of its kind. */
export const RATIO: NumberStyle = { unit: "", format: (ratio) => twoDecimals.format(ratio) };
/** Of a quantity without a known unit, whatever its size. */
export const NUMBER: NumberStyle = { unit: "", format: (value) => fourDigits.format(value) };

/** A heading of numbers in full, such as `input_voltage (V)`. */
export function headingInFull(name: string, { base, unit }: NumberStyle): string {
  const own = base ?? unit;
  return own === "" ? name : `${name} (${own})`;
}

/** The number with its unit, where it has one. */
export function formatQuantity(value: number, { unit, format }: NumberStyle): string {
  return unit === "" ? format(value) : `${format(value)} ${unit}`;
}

/** A part of 0..1 as `81.0 %`. */
export function formatShare(share: number): string {
  return formatQuantity(100 * share, PERCENT_OF_WHOLE);
}

export function formatCount(count: number): string {
  return whole.format(count);
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A span in its largest sensible unit, rounded down: `12 s`, `3 min`, `5 h`, `12 d`. */
export function formatSpan(ms: number): string {
  if (ms < MINUTE) return `${Math.floor(ms / SECOND)} s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`;
  if (ms < 2 * DAY) return `${Math.floor(ms / HOUR)} h`;
  return `${formatCount(Math.floor(ms / DAY))} d`;
}

/** Units report every few seconds: an age that flickers between 0 and 4 in every row says nothing. */
const FRESH_MS = 5 * SECOND;

/** `< 5 s` as long as data flows, then counting. */
export function formatAge(ms: number): string {
  return ms < FRESH_MS ? `< ${formatSpan(FRESH_MS)}` : formatSpan(ms);
}

/** In the zone that the person chose. */
function zoned(options: Intl.DateTimeFormatOptions): { format: (at: number) => string } {
  const local = new Intl.DateTimeFormat(LOCALE, options);
  const utc = new Intl.DateTimeFormat(LOCALE, { ...options, timeZone: "UTC" });
  return { format: (at) => (timeZone.get() === "utc" ? utc : local).format(at) };
}

const clock: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
const timeOfDay = zoned({ ...clock, second: "2-digit" });
const timeToMinute = zoned(clock);
const dayOfYear = zoned({ day: "numeric", month: "short" });
const dayAndTime = zoned({ ...clock, day: "numeric", month: "short", second: "2-digit" });
const dayAndMinute = zoned({ ...clock, day: "numeric", month: "short" });
const dayYearAndMinute = zoned({ ...clock, day: "numeric", month: "short", year: "numeric" });
const fullDay = zoned({ day: "numeric", month: "short", year: "numeric" });
const utcDay = new Intl.DateTimeFormat(LOCALE, { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
const everything = zoned({
  ...clock,
  weekday: "short",
  day: "numeric",
  month: "short",
  year: "numeric",
  second: "2-digit",
  timeZoneName: "longOffset",
});

/** The time: of today without the day, of another day with it. */
export function formatMoment(at: number, now: number): string {
  const isToday = fullDay.format(at) === fullDay.format(now);
  return (isToday ? timeOfDay : dayAndTime).format(at);
}

/** The time to the minute, with day and year. */
function formatMinute(at: number): string {
  return dayYearAndMinute.format(at);
}

/** Times to the minute with day and year, of two moments of the same day the day but once: `31 Jan 2026, 12:00 to 13:30`. */
export function formatPeriod(from: number, to: number): string {
  const sameDay = fullDay.format(from) === fullDay.format(to);
  return `${formatMinute(from)} to ${sameDay ? timeToMinute.format(to) : formatMinute(to)}`;
}

/** The time with day, year and the zone's offset. */
export function formatInFull(at: number): string {
  return everything.format(at);
}

/** As precise as windows of that width are. The platform's days are those of UTC, whatever the zone shown: then it is said. */
export function formatWindow(at: number, windowMs: number): string {
  if (windowMs >= DAY) return timeZone.get() === "utc" ? utcDay.format(at) : `${utcDay.format(at)} UTC`;
  return (windowMs >= MINUTE ? dayAndMinute : timeOfDay).format(at);
}

/** Labels of a time axis whose ticks lie `stepMs` apart. */
export function formatTick(at: number, stepMs: number): string {
  if (stepMs >= DAY) return dayOfYear.format(at);
  if (stepMs >= HOUR && timeToMinute.format(at) === "00:00") return dayOfYear.format(at);
  return (stepMs >= MINUTE ? timeToMinute : timeOfDay).format(at);
}

/** `2-hour`, `5-minute`, … for "in 2-hour windows". */
export function formatWindowWidth(windowMs: number): string {
  for (const [name, size] of [["day", DAY] as const, ["hour", HOUR] as const, ["minute", MINUTE] as const]) {
    if (windowMs >= size) return `${formatCount(windowMs / size)}-${name}`;
  }
  return `${formatCount(windowMs / SECOND)}-second`;
}

/** The browser's own zone, such as `Europe/Zurich`. */
export const LOCAL_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The zone that times are shown in. */
export function zoneName(): string {
  return timeZone.get() === "utc" ? "UTC" : LOCAL_ZONE;
}

export function capitalised(phrase: string): string {
  return phrase.charAt(0).toUpperCase() + phrase.slice(1);
}

/** What the platform says of a refusal is a phrase; on the page it stands as a sentence. */
export function asSentence(phrase: string): string {
  const sentence = capitalised(phrase);
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}
