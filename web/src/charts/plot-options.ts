import type uPlot from "uplot";
import { formatTick, LOCALE } from "../ui/format.js";
import { timeZone } from "../ui/settings.js";
import type { ChartMark } from "./chart-marks.js";
import type { ChartSpec } from "./chart-spec.js";
import type { LimitBand } from "./limit-band.js";
import { drawLimits, drawMarks } from "./plot-ground.js";
import { lineSeries } from "./plot-lines.js";
import type { CourseSeries, TimeCourse } from "./time-course.js";

const PLOT_HEIGHT = 190;

export function plotHeight({ height = PLOT_HEIGHT }: ChartSpec): number {
  return height;
}

const FONT = '11px "Inter Variable", Inter, sans-serif';

/** Single readings are their own minimum and maximum: a band would be as thin as its line, and triple the work. */
export function isBanded({ windowMs }: TimeCourse): boolean {
  return windowMs > 0;
}

/** A line of windows is three series: maximum and minimum, between which a band is filled, and the mean. One of readings is one. */
export function plotData(course: TimeCourse, { lines }: ChartSpec): uPlot.AlignedData {
  const { timestamps, metrics } = course;
  return [
    timestamps,
    ...lines.flatMap(({ metric }) => {
      const { max, min, mean } = metrics[metric] ?? unknown(timestamps.length);
      return isBanded(course) ? [max, min, mean] : [mean];
    }),
  ];
}

function unknown(rows: number): CourseSeries {
  const nothing = new Array<null>(rows).fill(null);
  return { max: nothing, min: nothing, mean: nothing };
}

export interface Shown {
  /** As of the data. */
  banded: boolean;
  /* What is read anew with each drawing: */
  /** Of the time axis. */
  range: () => [number, number];
  /** Ends of the value axis. */
  axis: () => [number, number];
  limits: () => LimitBand | undefined;
  marks: () => readonly ChartMark[];
  /** Told of the two ends, epoch milliseconds, that were drawn over. */
  onSelect: (from: number, to: number) => void;
  /** Told after each drawing. */
  onDrawn: (plot: uPlot) => void;
}

export function plotOptions(
  spec: ChartSpec,
  width: number,
  { banded, range, axis: valueAxis, limits, marks, onSelect, onDrawn }: Shown,
): uPlot.Options {
  const css = getComputedStyle(document.documentElement);
  const colour = (name: string) => css.getPropertyValue(name).trim();
  const [band, edge] = [colour("--sunken"), colour("--ink-3")];
  const markColours = { anomaly: colour("--abnormal"), "voltage event": colour("--suspect") };
  const axis: uPlot.Axis = {
    stroke: edge,
    font: FONT,
    grid: { stroke: colour("--line"), width: 1 },
    ticks: { show: false },
    border: { show: false },
  };
  return {
    width,
    height: plotHeight(spec),
    hooks: {
      drawClear: [(plot) => drawLimits(plot, limits(), band, edge), (plot) => drawMarks(plot, marks(), markColours)],
      draw: [onDrawn],
      setSelect: [(plot) => select(plot, onSelect)],
    },
    // Times are in milliseconds.
    ms: 1,
    // Days begin at midnight of the zone shown.
    ...(timeZone.get() === "utc" && { tzDate: inUtc }),
    // Room for half a label at the right end of the time axis.
    padding: [8, 24, 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      drag: { x: true, y: false, setScale: false },
      points: { size: 7 },
      // With Shift a drag pans.
      bind: {
        mousedown: (_plot, _target, select) => (event) => {
          return event.shiftKey ? null : select(event);
        },
      },
    },
    scales: {
      x: { time: true, range },
      y: { range: valueAxis },
    },
    axes: [
      {
        ...axis,
        space: 70,
        size: 28,
        values: (_plot, splits, _axis, _space, step) => splits.map((at) => formatTick(at, step)),
      },
      {
        ...axis,
        size: 54,
        gap: 6,
        space: 34,
        values: (_plot, splits, _axis, _space, step) => labels(splits, step, spec),
      },
    ],
    series: [{}, ...spec.lines.flatMap((line) => lineSeries(colour(line.colour), line.dash, banded))],
    ...(banded && {
      // Several lie on each other, and are still to be told apart.
      bands: spec.lines.map((line, index) => ({
        series: [3 * index + 1, 3 * index + 2],
        fill: `color-mix(in oklch, ${colour(line.colour)} ${spec.lines.length > 1 ? 10 : 20}%, transparent)`,
      })),
    }),
  };
}

/** Narrower than this it was a click. */
const MIN_SELECT_WIDTH = 8;

function select(plot: uPlot, onSelect: Shown["onSelect"]): void {
  const { left, width } = plot.select;
  if (width === 0) return;
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  if (width >= MIN_SELECT_WIDTH) onSelect(plot.posToVal(left, "x"), plot.posToVal(left + width, "x"));
}

/** By decimals. To make one takes longer than to write an axis with it, and a live chart writes its axis several times a second. */
const tickFormats = new Map<number, Intl.NumberFormat>();

/** As many decimals as tell two ticks apart. */
function labels(splits: number[], step: number, { style: { divisor = 1 } }: ChartSpec): string[] {
  const decimals = Math.max(0, Math.ceil(-Math.log10(step / divisor)));
  const numbers = tickFormats.get(decimals) ?? new Intl.NumberFormat(LOCALE, { minimumFractionDigits: decimals });
  tickFormats.set(decimals, numbers);
  return splits.map((value) => numbers.format(value / divisor));
}

/** A date whose local fields are those of UTC. */
function inUtc(at: number): Date {
  return new Date(at + new Date(at).getTimezoneOffset() * 60_000);
}
