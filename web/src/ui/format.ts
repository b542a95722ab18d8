/** That of the page's own words: numbers and dates of another would be read wrongly between them. */
export const LOCALE = "en-GB";

/** Decimals are fixed per quantity, so that columns align and digits do not come and go. */
function fixed(decimals: number): Intl.NumberFormat {
  return new Intl.NumberFormat(LOCALE, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

const oneDecimal = fixed(1);
const twoDecimals = fixed(2);
const threeDecimals = fixed(3);
const fourDigits = new Intl.NumberFormat(LOCALE, { maximumSignificantDigits: 4 });
const signedTwoDecimals = new Intl.NumberFormat(LOCALE, {
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
  signDisplay: "exceptZero",
});
const whole = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 0 });

/** A quantity's unit and how its number is written. */
export interface NumberStyle {
  readonly unit: string;
  readonly format: (value: number) => string;
}

export const VOLTS: NumberStyle = { unit: "V", format: (volts) => oneDecimal.format(volts) };
export const AMPERES: NumberStyle = { unit: "A", format: (amperes) => twoDecimals.format(amperes) };
/** Takes VA. */
export const KILOVOLTAMPERES: NumberStyle = { unit: "kVA", format: (va) => twoDecimals.format(va / 1_000) };
export const PERCENT: NumberStyle = { unit: "%", format: (percent) => twoDecimals.format(percent) };
export const SIGNED_PERCENT: NumberStyle = { unit: "%", format: (percent) => signedTwoDecimals.format(percent) };

/** A score of 0..1. It is the digits near 1 that tell scores apart. */
export const SCORE: NumberStyle = { unit: "", format: (score) => threeDecimals.format(score) };
/** Of a quantity without a known unit, whatever its size. */
export const NUMBER: NumberStyle = { unit: "", format: (value) => fourDigits.format(value) };

/** The number with its unit, where it has one. */
export function formatQuantity(value: number, { unit, format }: NumberStyle): string {
  return unit === "" ? format(value) : `${format(value)} ${unit}`;
}

const wholePercent = new Intl.NumberFormat(LOCALE, { style: "percent", maximumFractionDigits: 0 });

/** A part of 0..1 as `81%`. */
export function formatShare(share: number): string {
  return wholePercent.format(share);
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

const clock: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
const timeOfDay = new Intl.DateTimeFormat(LOCALE, { ...clock, second: "2-digit" });
const timeToMinute = new Intl.DateTimeFormat(LOCALE, clock);
const dayOfYear = new Intl.DateTimeFormat(LOCALE, { day: "numeric", month: "short" });
const dayAndTime = new Intl.DateTimeFormat(LOCALE, { ...clock, day: "numeric", month: "short", second: "2-digit" });
const dayAndMinute = new Intl.DateTimeFormat(LOCALE, { ...clock, day: "numeric", month: "short" });
const dayYearAndMinute = new Intl.DateTimeFormat(LOCALE, { ...clock, day: "numeric", month: "short", year: "numeric" });
const fullDay = new Intl.DateTimeFormat(LOCALE, { day: "numeric", month: "short", year: "numeric" });
const everything = new Intl.DateTimeFormat(LOCALE, {
  ...clock,
  weekday: "short",
  day: "numeric",
  month: "short",
  year: "numeric",
  second: "2-digit",
  timeZoneName: "longOffset",
});

/** Local time: of today without the day, of another day with it. */
export function formatMoment(at: number, now: number): string {
  const isToday = new Date(at).toDateString() === new Date(now).toDateString();
  return (isToday ? timeOfDay : dayAndTime).format(at);
}

/** Local time to the minute with day and year. */
function formatMinute(at: number): string {
  return dayYearAndMinute.format(at);
}

/** Local time to the minute, of two moments of the same day the day but once: `31 Jan 2026, 12:00 to 13:30`. */
export function formatPeriod(from: number, to: number): string {
  const sameDay = new Date(from).toDateString() === new Date(to).toDateString();
  return `${formatMinute(from)} to ${sameDay ? timeToMinute.format(to) : formatMinute(to)}`;
}

/** Local time with day, year and the zone's offset. */
export function formatInFull(at: number): string {
  return everything.format(at);
}

/** As precise as windows of that width are. */
export function formatWindow(at: number, windowMs: number): string {
  if (windowMs >= DAY) return fullDay.format(at);
  return (windowMs >= MINUTE ? dayAndMinute : timeOfDay).format(at);
}

/** Labels of a time axis whose ticks lie `stepMs` apart. */
export function formatTick(at: number, stepMs: number): string {
  if (stepMs >= DAY) return dayOfYear.format(at);
  const date = new Date(at);
  if (stepMs >= HOUR && date.getHours() === 0 && date.getMinutes() === 0) return dayOfYear.format(at);
  return (stepMs >= MINUTE ? timeToMinute : timeOfDay).format(at);
}

/** `2-hour`, `5-minute`, … for "in 2-hour windows". */
export function formatWindowWidth(windowMs: number): string {
  for (const [name, size] of [["day", DAY] as const, ["hour", HOUR] as const, ["minute", MINUTE] as const]) {
    if (windowMs >= size) return `${formatCount(windowMs / size)}-${name}`;
  }
  return `${formatCount(windowMs / SECOND)}-second`;
}

/** The browser's zone, such as `Europe/Zurich`. */
export const TIME_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

export function capitalised(phrase: string): string {
  return phrase.charAt(0).toUpperCase() + phrase.slice(1);
}

/** What the platform says of a refusal is a phrase; on the page it stands as a sentence. */
export function asSentence(phrase: string): string {
  const sentence = capitalised(phrase);
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}
