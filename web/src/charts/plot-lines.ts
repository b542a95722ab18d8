import type uPlot from "uplot";

/** One series, or three where there is a band: above it, below it and the mean. */
export function lineSeries(stroke: string, dash: readonly number[], banded: boolean): uPlot.Series[] {
  // What the value axis has to hold is known from the figures beside the chart: uPlot need not look for it again.
  const edge: uPlot.Series = { auto: false, width: 0, points: { show: false } };
  const points = { show: true, size: 4, fill: stroke, filter: loneRows };
  const line: uPlot.Series = { auto: false, stroke, width: 1.5, dash: [...dash], points, spanGaps: false };
  return banded ? [edge, edge, line] : [{ ...line, paths: readingsPath }];
}

type Drawn = Pick<uPlot, "data" | "bbox" | "scales">;

/**
 * A line through readings, thousands in a live chart that is drawn each second. Of those in one column of pixels the lowest and the highest are
 * drawn, in their order: others would not be seen. uPlot's own path asks several functions per point for its pixel and needs a clip for gaps.
 */
export function readingsPath(
  { data, bbox, scales }: Drawn,
  series: number,
  first: number,
  last: number,
): uPlot.Series.Paths {
  const stroke = new Path2D();
  const [times, values = []] = [data[0], data[series]];
  const { min: from = 0, max: to = 0 } = scales["x"] ?? {};
  const { min: lowest = 0, max: highest = 0 } = scales["y"] ?? {};
  const perMs = bbox.width / (to - from);
  const perUnit = bbox.height / (highest - lowest);
  let drawing = false;
  let column = 0;
  /** The time from which on readings lie in the next column; none do before the first reading. */
  let columnEnds = Number.NEGATIVE_INFINITY;
  let low = Number.NaN;
  let high = Number.NaN;
  let lowCameLast = false;
  const pixelOf = (value: number) => Math.round(bbox.top + (highest - value) * perUnit);
  const drawColumn = () => {
    if (columnEnds === Number.NEGATIVE_INFINITY) return;
    const one = pixelOf(lowCameLast ? high : low);
    const other = pixelOf(lowCameLast ? low : high);
    if (drawing) stroke.lineTo(column, one);
    else stroke.moveTo(column, one);
    if (other !== one) stroke.lineTo(column, other);
    drawing = true;
  };
  for (let row = first; row <= last; row++) {
    const value = values[row];
    // A row of other lines: this one goes on past it.
    if (value === undefined) continue;
    if (value === null) {
      drawColumn();
      columnEnds = Number.NEGATIVE_INFINITY;
      drawing = false;
      continue;
    }
    const at = times[row] ?? from;
    if (at >= columnEnds) {
      drawColumn();
      column = Math.round(bbox.left + (at - from) * perMs);
      columnEnds = from + (column + 0.5 - bbox.left) / perMs;
      low = high = value;
    } else if (value < low) {
      low = value;
      lowCameLast = true;
    } else if (value > high) {
      high = value;
      lowCameLast = false;
    }
  }
  drawColumn();
  return { stroke };
}

/** A value with a gap on either side makes no line, and would not be seen without a point of its own. */
export function loneRows({ data }: Pick<uPlot, "data">, series: number): number[] {
  const lone: number[] = [];
  let afterGap = true;
  /** A value after a gap, as long as none follows it. */
  let candidate: number | undefined;
  const values = data[series] ?? [];
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    // A row of other lines: this one goes on past it.
    if (value === undefined) continue;
    if (value === null && candidate !== undefined) lone.push(candidate);
    candidate = value !== null && afterGap ? row : undefined;
    afterGap = value === null;
  }
  if (candidate !== undefined) lone.push(candidate);
  return lone;
}
