import { formatPeriod } from "../ui/format.js";
import type { ChartLine, ChartSpec } from "./chart-spec.js";
import { limitsText } from "./limit-band.js";
import type { TimeCourse } from "./time-course.js";

const PADDING = 16;
const LINE_HEIGHT = 20;
const SAMPLE_WIDTH = 24;
const FONT = '"Inter Variable", Inter, sans-serif';

interface Parts {
  /** The drawing as it is on the page. */
  plot: HTMLCanvasElement;
  subject: string;
  spec: Pick<ChartSpec, "title" | "style" | "limits"> & {
    lines: readonly Pick<ChartLine, "name" | "colour" | "dash">[];
  };
  course: Pick<TimeCourse, "from" | "to">;
}

/**
 * A chart as a PNG that can be understood by itself: whose it is, what it shows, from when to when, and which line is which,
 * in the colours of the page's theme.
 *
 * @throws Error when the browser makes no image of it
 */
export async function chartImage({ plot, subject, spec, course }: Parts): Promise<Blob> {
  const css = getComputedStyle(document.documentElement);
  const colour = (name: string) => css.getPropertyValue(name).trim();
  const scale = devicePixelRatio;
  const width = plot.width / scale;
  const image = document.createElement("canvas");
  const context = image.getContext("2d");
  if (context === null) throw new Error("This browser cannot draw.");
  context.font = `12px ${FONT}`;
  const legend = legendRows(context, spec, width);
  const top = PADDING + 2 * LINE_HEIGHT + legend.length * LINE_HEIGHT;
  image.width = (width + 2 * PADDING) * scale;
  image.height = (top + PADDING) * scale + plot.height;
  context.scale(scale, scale);
  context.fillStyle = colour("--surface");
  context.fillRect(0, 0, image.width, image.height);
  context.textBaseline = "middle";
  const write = (text: string, x: number, row: number, weight = "") => {
    context.font = `${weight} 12px ${FONT}`;
    context.fillText(text, x, PADDING + (row + 0.5) * LINE_HEIGHT, width);
  };
  context.fillStyle = colour("--ink");
  write(`${subject}: ${spec.title}${spec.style.unit && `, ${spec.style.unit}`}`, PADDING, 0, "600");
  context.fillStyle = colour("--ink-2");
  const limits = spec.limits ? `; limits ${limitsText(spec.limits, spec.style)}` : "";
  write(`${formatPeriod(course.from, course.to)}${limits}`, PADDING, 1);
  for (const [row, entries] of legend.entries()) {
    for (const { line, x } of entries) {
      const y = PADDING + (row + 2.5) * LINE_HEIGHT;
      context.strokeStyle = colour(line.colour);
      context.lineWidth = 2;
      context.setLineDash([...line.dash]);
      context.beginPath();
      context.moveTo(PADDING + x, y);
      context.lineTo(PADDING + x + SAMPLE_WIDTH, y);
      context.stroke();
      write(line.name, PADDING + x + SAMPLE_WIDTH + 6, row + 2);
    }
  }
  context.drawImage(plot, PADDING, top, width, plot.height / scale);
  const blob = await new Promise<Blob | null>((resolve) => image.toBlob(resolve, "image/png"));
  if (blob === null) throw new Error("This browser made no image of it.");
  return blob;
}

/** The lines' names with their samples, as many beside each other as fit. */
function legendRows(context: CanvasRenderingContext2D, { lines }: Parts["spec"], width: number) {
  const rows: { line: Parts["spec"]["lines"][number]; x: number }[][] = [[]];
  let x = 0;
  for (const line of lines) {
    const space = SAMPLE_WIDTH + 6 + context.measureText(line.name).width + PADDING;
    if (x > 0 && x + space > width) {
      rows.push([]);
      x = 0;
    }
    rows.at(-1)?.push({ line, x });
    x += space;
  }
  return rows;
}
