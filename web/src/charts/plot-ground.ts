import type uPlot from "uplot";
import { type ChartMark, type MarkKind, marksWithin } from "./chart-marks.js";
import { type LimitBand, limitsOf } from "./limit-band.js";

const LIMIT_DASH = [6, 4];

/** Behind all else: the band, with edges that are seen without colour too. */
export function drawLimits(plot: uPlot, limits: LimitBand | undefined, fill: string, edge: string): void {
  if (limits === undefined) return;
  const { ctx, bbox } = plot;
  const scale = devicePixelRatio;
  const [low, high] = limitsOf(limits).map((limit) => plot.valToPos(limit, "y", true)) as [number, number];
  const end = bbox.top + bbox.height;
  const within = (y: number) => Math.min(Math.max(y, bbox.top), end);
  ctx.save();
  ctx.fillStyle = `color-mix(in oklab, ${fill} 45%, transparent)`;
  ctx.fillRect(bbox.left, within(high), bbox.width, within(low) - within(high));
  ctx.strokeStyle = edge;
  ctx.lineWidth = scale;
  ctx.setLineDash(LIMIT_DASH.map((length) => length * scale));
  ctx.beginPath();
  for (const y of [high, low]) {
    // A limit beyond the axis is not at its end.
    if (y !== within(y)) continue;
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
  }
  ctx.stroke();
  ctx.restore();
}

/** However short, a mark is to be seen. */
const MIN_MARK_WIDTH = 2;
const MARK_EDGE = 3;
/** Blocks of the edge of a voltage event, and what is between them. */
const BLOCK = 4;
const BLOCK_GAP = 3;

/** Behind the lines: a tint over the whole height, and an edge that tells the kinds apart without colour: along the top, or blocks along the bottom. */
export function drawMarks(plot: uPlot, marks: readonly ChartMark[], colours: Readonly<Record<MarkKind, string>>): void {
  const { ctx, bbox, scales } = plot;
  const { min, max } = scales["x"] ?? {};
  if (min === undefined || max === undefined) return;
  const scale = devicePixelRatio;
  const edge = MARK_EDGE * scale;
  ctx.save();
  for (const mark of marksWithin(marks, min, max)) {
    const left = plot.valToPos(mark.from, "x", true);
    const width = Math.max(plot.valToPos(mark.to, "x", true) - left, MIN_MARK_WIDTH * scale);
    const colour = colours[mark.kind];
    ctx.fillStyle = `color-mix(in oklch, ${colour} 12%, transparent)`;
    ctx.fillRect(left, bbox.top, width, bbox.height);
    ctx.fillStyle = colour;
    if (mark.kind === "anomaly") ctx.fillRect(left, bbox.top, width, edge);
    else fillBlocks(ctx, left, bbox.top + bbox.height - edge, width, edge);
  }
  ctx.restore();
}

function fillBlocks(ctx: CanvasRenderingContext2D, left: number, top: number, width: number, height: number): void {
  const scale = devicePixelRatio;
  for (let along = 0; along < width; along += (BLOCK + BLOCK_GAP) * scale) {
    ctx.fillRect(left + along, top, Math.min(BLOCK * scale, width - along), height);
  }
}
