import type { NumberStyle } from "../ui/format.js";
import type { LimitBand } from "./limit-band.js";

export interface ChartLine {
  metric: string;
  name: string;
  /** CSS variable that holds its colour. */
  colour: `--${string}`;
  /** Lines differ by their dashes too, not by colour alone. */
  dash: readonly number[];
}

/** What one chart shows of a time course. */
export interface ChartSpec {
  title: string;
  style: NumberStyle;
  lines: readonly ChartLine[];
  /** The value axis spans at least this much, so that noise does not look like an event. */
  minSpan: number;
  /** What the values should keep within, drawn behind the lines; whether the value axis reaches to both ends is a person's choice. */
  limits?: LimitBand | undefined;
  /** Of the drawing, CSS pixels. */
  height?: number;
  /** The value axis is this, whatever the values. */
  range?: readonly [number, number];
  /** Said where there is nothing to draw; `No readings` else. */
  empty?: string;
}
