import type uPlot from "uplot";
import { formatTick, LOCALE } from "../ui/format.js";
import type { ChartSpec } from "./chart-spec.js";
import type { TimeCourse } from "./time-course.js";
import { valueRange } from "./value-range.js";

export const PLOT_HEIGHT = 190;

const FONT = '11px "Inter Variable", Inter, sans-serif';

/** One line is three series: maximum and minimum, between which a band is filled, and the mean. */
export function plotData({ timestamps, metrics }: TimeCourse, { lines }: ChartSpec): uPlot.AlignedData {
  const nothing = timestamps.map(() => null);
  return [
    timestamps,
    ...lines.flatMap(({ metric }) => {
      const { max, min, mean } = metrics[metric] ?? { max: nothing, min: nothing, mean: nothing };
      return [max, min, mean];
    }),
  ];
}

export function plotOptions(spec: ChartSpec, width: number, range: () => [number, number]): uPlot.Options {
  const css = getComputedStyle(document.documentElement);
  const colour = (name: string) => css.getPropertyValue(name).trim();
  const axis: uPlot.Axis = {
    stroke: colour("--ink-3"),
    font: FONT,
    grid: { stroke: colour("--line"), width: 1 },
    ticks: { show: false },
    border: { show: false },
  };
  return {
    width,
    height: PLOT_HEIGHT,
    // Times are in milliseconds.
    ms: 1,
    // Room for half a label at the right end of the time axis.
    padding: [8, 24, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false, setScale: false }, points: { size: 7 } },
    scales: {
      x: { time: true, range },
      y: { range: (_plot, min, max) => valueRange(min, max, spec.minSpan) },
    },
    axes: [
      {
        ...axis,
        space: 70,
        size: 28,
        values: (_plot, splits, _axis, _space, step) => splits.map((at) => formatTick(at, step)),
      },
      { ...axis, size: 54, gap: 6, space: 34, values: (_plot, splits, _axis, _space, step) => labels(splits, step) },
    ],
    series: [{}, ...spec.lines.flatMap((line) => lineSeries(colour(line.colour), line.dash))],
    bands: spec.lines.map((line, index) => ({
      series: [3 * index + 1, 3 * index + 2],
      fill: `color-mix(in oklch, ${colour(line.colour)} 20%, transparent)`,
    })),
  };
}

function lineSeries(stroke: string, dash: readonly number[]): uPlot.Series[] {
  const edge: uPlot.Series = { width: 0, points: { show: false } };
  const points = { show: true, size: 4, fill: stroke, filter: loneRows };
  return [edge, edge, { stroke, width: 1.5, dash: [...dash], points, spanGaps: false }];
}

/** A value with a gap on either side makes no line, and would not be seen without a point of its own. */
function loneRows(plot: uPlot, series: number): number[] {
  const values = plot.data[series] ?? [];
  const lone: number[] = [];
  for (let row = 0; row < values.length; row++) {
    if (isMissing(values[row]) || !isMissing(values[row - 1]) || !isMissing(values[row + 1])) continue;
    lone.push(row);
  }
  return lone;
}

function isMissing(value: number | null | undefined): boolean {
  return value === null || value === undefined;
}

/** As many decimals as tell two ticks apart. */
function labels(splits: number[], step: number): string[] {
  const decimals = Math.max(0, Math.ceil(-Math.log10(step)));
  return splits.map((value) => value.toLocaleString(LOCALE, { minimumFractionDigits: decimals }));
}
